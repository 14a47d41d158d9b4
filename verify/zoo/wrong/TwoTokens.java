import dev.handoff.*;

/**
 * A token ring in which a station that waited for too long makes a new token, while the old one is on its way.
 *
 * Source: Le Lann, "Distributed Systems: Towards a Formal Approach", IFIP 1977, on tokens that are taken for lost
 *
 * Check: FAILURE by exhaustive saying second is not alone
 */
void main() throws Exception {
    Channel<String> toFirst = Channel.<String>named("to first").buffered(2).open();
    Channel<String> toSecond = Channel.<String>named("to second").buffered(2).open();
    Channel<String> inside = Channel.<String>named("inside").buffered(1).open();
    Scope.run(
            scope -> {
                scope.go(
                        "second",
                        () -> {
                            String token = toSecond.receiveWithin(Duration.ofSeconds(1)).orNull();
                            enter("second", inside);
                            toFirst.send(token == null ? "new" : token);
                        });
                enter("first", inside);
                toSecond.send("old");
                toFirst.receive();
            });
}

/** The critical section takes a second. */
void enter(String who, Channel<String> inside) throws InterruptedException {
    if (!inside.trySend(who).accepted()) {
        throw new AssertionError(who + " is not alone");
    }
    Timers.sleep(Duration.ofSeconds(1));
    inside.receive();
}
