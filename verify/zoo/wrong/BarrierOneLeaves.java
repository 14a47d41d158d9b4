import dev.handoff.*;

/**
 * A barrier counts on three, and one of them, which has nothing left to do, does not come to the second round.
 *
 * Source: Downey, "The Little Book of Semaphores", 3.6; the misuse that BrokenBarrierException is for
 *
 * Check: DEADLOCK by exhaustive saying party 3 has sent to it, and has ended
 */
void main() throws Exception {
    Channel<Integer> arrived = Channel.<Integer>named("arrived").open();
    Channel<Integer> released = Channel.<Integer>named("released").open();
    Scope.run(
            scope -> {
                for (int i = 1; i <= 3; i++) {
                    int rounds = i == 3 ? 1 : 2;
                    scope.go(
                            "party " + i,
                            () -> {
                                for (int round = 0; round < rounds; round++) {
                                    arrived.send(round);
                                    released.receive();
                                }
                            });
                }
                for (int round = 0; round < 2; round++) {
                    for (int i = 0; i < 3; i++) {
                        arrived.receive();
                    }
                    for (int i = 0; i < 3; i++) {
                        released.send(round);
                    }
                }
            });
}
