import dev.handoff.*;

/**
 * A barrier of one turnstile, used twice: a fast party laps, and takes the token that was meant for a slow one.
 *
 * Source: Downey, "The Little Book of Semaphores", 3.6.5, on barriers that are not reusable
 *
 * Check: FAILURE by exhaustive
 */
void main() throws Exception {
    Channel<Integer> arrived = Channel.<Integer>named("arrived").unbounded().open();
    Channel<Integer> released = Channel.<Integer>named("released").unbounded().open();
    Channel<Integer> begun = Channel.<Integer>named("rounds begun").unbounded().open();
    Scope.run(
            scope -> {
                for (int i = 1; i <= 2; i++) {
                    scope.go(
                            "party " + i,
                            () -> {
                                for (int round = 1; round <= 2; round++) {
                                    begun.send(round);
                                    arrived.send(round);
                                    released.receive();
                                }
                            });
                }
                // lets two through as soon as two have come, and does not wait until they have gone
                for (int round = 1; round <= 2; round++) {
                    arrived.receive();
                    released.send(round);
                    arrived.receive();
                    released.send(round);
                }
            });
    begun.close();
    int last = 0;
    for (int round : begun) {
        if (round < last) {
            throw new AssertionError("one was in round " + last + " before all were");
        }
        last = round;
    }
}
