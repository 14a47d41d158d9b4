package dev.handoff.laws;

import dev.handoff.ProcessBody;
import dev.handoff.spi.Scheduling;

/** For tests of what a program does under a scheduling that is not as it should be. */
public final class Under {
    private Under() {}

    /** Runs a body that must not fail, in the calling thread. */
    public static void run(Scheduling scheduling, ProcessBody body) {
        Scheduling.within(
                scheduling,
                () -> {
                    try {
                        body.run();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
    }
}
