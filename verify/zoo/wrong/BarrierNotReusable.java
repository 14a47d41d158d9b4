import dev.handoff.*;

/**
 * A barrier of one turnstile, used twice: a fast party laps, and takes the token that was meant for a slow one.
 *
 * Source: Downey, "The Little Book of Semaphores", 3.6.5, on barriers that are not reusable
 *
 * Check: DEADLOCK by exhaustive saying party 1 has sent to it, and has ended
 */
void main() throws Exception {
    Channel<Integer> arrived = Channel.<Integer>named("arrived").unbounded().open();
    Channel<Integer> released = Channel.<Integer>named("released").unbounded().open();
    Scope.run(
            scope -> {
                for (int i = 1; i <= 2; i++) {
                    scope.go(
                            "party " + i,
                            () -> {
                                for (int round = 1; round <= 2; round++) {
                                    arrived.send(round);
                                    released.receive();
                                }
                            });
                }
                // lets two through as soon as two have come, and does not wait until they have gone
                for (int round = 1; round <= 2; round++) {
                    arrived.receive();
                    arrived.receive();
                    released.send(round);
                    released.send(round);
                }
            });
}
