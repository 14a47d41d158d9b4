import dev.handoff.*;

/**
 * The main process waits until all workers are done before it takes their results, which they hand over first.
 *
 * Source: Tu et al., ASPLOS 2019, on WaitGroup.Wait before the work can end (Docker 25384)
 *
 * Check: DEADLOCK by exhaustive saying worker 0 waits to send to channel "results"
 */
void main() throws Exception {
    Channel<Integer> results = Channel.<Integer>named("results").open();
    Channel<Integer> done = Channel.<Integer>named("done").buffered(2).open();
    Scope.run(
            scope -> {
                for (int i = 0; i < 2; i++) {
                    int number = i;
                    scope.go(
                            "worker " + i,
                            () -> {
                                results.send(number);
                                done.send(number);
                            });
                }
                done.receive();
                done.receive();
                results.receive();
                results.receive();
            });
}
