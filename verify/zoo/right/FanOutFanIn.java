import dev.handoff.*;

/**
 * Workers share jobs and send what comes of them to one collector.
 *
 * Source: Ajmani, "Go Concurrency Patterns: Pipelines and Cancellation", 2014
 *
 * Check: CLEAN by random 500
 */
void main() throws Exception {
    Channel<Integer> squares = Channel.<Integer>named("squares").open();
    Scope.run(
            scope -> {
                Receiver<Integer> jobs =
                        scope.produce("jobs", out -> out.sendAll(List.of(1, 2, 3, 4)));
                for (int i = 1; i <= 2; i++) {
                    Sender<Integer> out = squares.newSender();
                    scope.go(
                            "worker " + i,
                            () -> {
                                try (out) {
                                    for (int job : jobs) {
                                        out.send(job * job);
                                    }
                                }
                            });
                }
                int sum = 0;
                for (int square : squares) {
                    sum += square;
                }
                if (sum != 30) {
                    throw new AssertionError("the sum is " + sum);
                }
            });
}
