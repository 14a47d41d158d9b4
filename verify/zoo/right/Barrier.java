import dev.handoff.*;

/**
 * A barrier that can be used again: it takes a word from each party, then gives one to each, by a channel of its own.
 *
 * Source: Downey, "The Little Book of Semaphores", 3.7 (reusable barrier)
 *
 * Check: CLEAN by exhaustive
 */
void main() throws Exception {
    Channel<Integer> arrived = Channel.<Integer>named("arrived").open();
    Channel<Integer> begun = Channel.<Integer>named("rounds begun").unbounded().open();
    List<Channel<Integer>> released = new ArrayList<>();
    Scope.run(
            scope -> {
                for (int i = 0; i < 2; i++) {
                    Channel<Integer> mine = Channel.<Integer>named("released " + i).open();
                    released.add(mine);
                    scope.go(
                            "party " + i,
                            () -> {
                                for (int round = 1; round <= 2; round++) {
                                    begun.send(round);
                                    arrived.send(round);
                                    mine.receive();
                                }
                            });
                }
                for (int round = 1; round <= 2; round++) {
                    arrived.receive();
                    arrived.receive();
                    for (Channel<Integer> each : released) {
                        each.send(round);
                    }
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
