package dev.handoff.coordinate;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Scope;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A job of a pool: its worker, and those who cancel it. */
public final class JobStress {
    private JobStress() {}

    /** One that never ran takes its worker's scope with it in no order of these steps (L38). */
    @JCStressTest
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "Cancelled in the queue.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "Cancelled after its end.")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Cancelled while it ran.")
    @Outcome(expect = FORBIDDEN, desc = "The next job of its worker is cancelled.")
    @State
    public static class TwoCancelsAgainstWorker {
        private volatile boolean ran;
        private volatile boolean isTaken;
        private volatile boolean isCancelled;
        final Job<Boolean> job = new Job<>("job", "end of job", () -> ran = true);

        @Actor
        public void worker(ZZ_Result r) {
            try {
                Scope.run(
                        scope -> {
                            isTaken = true;
                            job.run(scope, () -> {}, () -> false);
                            while (!isCancelled) {
                                Thread.onSpinWait();
                            }
                            r.r2 = scope.isCancelled();
                        });
            } catch (Exception e) {
                // by the cancel
            }
            Thread.interrupted();
            r.r1 = ran;
        }

        @Actor
        public void canceller() {
            while (!isTaken) {
                Thread.onSpinWait();
            }
            job.cancel();
            job.cancel();
            isCancelled = true;
        }
    }
}
