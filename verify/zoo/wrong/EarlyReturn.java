import dev.handoff.*;

/**
 * Two look-ups are started, the first one fails, and the caller returns before it asks for the second.
 *
 * Source: Tu, Liu, Song, Zhang, "Understanding Real-World Concurrency Bugs in Go", ASPLOS 2019, on misused channels;
 * Saioc et al., CGO 2024 (premature function return)
 *
 * Check: LEAK by exhaustive
 */
void main() throws Exception {
    Channel<Boolean> user = Channel.<Boolean>named("user").open();
    Channel<Boolean> cart = Channel.<Boolean>named("cart").open();
    Handoff.go("user look-up", () -> user.send(false));
    Handoff.go("cart look-up", () -> cart.send(true));
    if (!user.receive()) {
        return;
    }
    cart.receive();
}
