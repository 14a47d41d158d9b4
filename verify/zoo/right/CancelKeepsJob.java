import dev.handoff.*;

/**
 * A worker that is cancelled at any moment: the job is received or still in the queue, and what was received is done.
 *
 * Source: law L20; Kotlin/kotlinx.coroutines pull request 1937 for what happens where that is not promised
 *
 * Check: CLEAN by exhaustive
 */
void main() throws Exception {
    Channel<Integer> jobs = Channel.<Integer>named("jobs").buffered(2).open();
    Channel<Integer> done = Channel.<Integer>named("done").unbounded().open();
    Scope.run(
            scope -> {
                scope.go("client", () -> jobs.trySend(1));
                scope.go("worker", () -> done.trySend(jobs.receive()));
                scope.cancel();
            });
    if (jobs.size() + done.size() != 1) {
        throw new AssertionError("the job is lost, or there twice");
    }
    jobs.trySend(2); // nobody waits for it any more
    if (jobs.size() + done.size() != 2) {
        throw new AssertionError("a job is lost");
    }
}
