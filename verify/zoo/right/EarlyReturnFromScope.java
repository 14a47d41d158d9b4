import dev.handoff.*;

/**
 * Two look-ups in a scope; the caller returns when the first has failed, and the scope cancels the second.
 *
 * Source: Sústrik, "Structured Concurrency", 2016; Smith, "Notes on Structured Concurrency", 2018
 *
 * Check: CLEAN by exhaustive
 */
void main() throws Exception {
    Channel<Boolean> user = Channel.<Boolean>named("user").open();
    Channel<Boolean> cart = Channel.<Boolean>named("cart").open();
    Scope.run(
            scope -> {
                scope.go("user look-up", () -> user.send(false));
                scope.go("cart look-up", () -> cart.send(true));
                if (!user.receive()) {
                    scope.cancel();
                    return;
                }
                cart.receive();
            });
}
