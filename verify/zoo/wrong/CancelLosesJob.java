import dev.handoff.*;

/**
 * A worker that is cancelled between taking a job and doing it: the job is neither in the queue nor done.
 *
 * Source: Kotlin/kotlinx.coroutines issue 1355 and pull request 1937 (what is received but not yet consumed)
 *
 * Check: FAILURE by exhaustive saying the job is lost
 */
void main() throws Exception {
    Channel<Integer> jobs = Channel.<Integer>named("jobs").buffered(2).open();
    Channel<Integer> done = Channel.<Integer>named("done").unbounded().open();
    jobs.send(1);
    Scope.run(
            scope -> {
                scope.go(
                        "worker",
                        () -> {
                            int job = jobs.receive();
                            Timers.sleep(Duration.ofSeconds(1));
                            done.send(job);
                        });
                scope.cancel();
            });
    if (jobs.size() + done.size() != 1) {
        throw new AssertionError("the job is lost");
    }
}
