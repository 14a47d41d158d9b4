package dev.handoff.bridge;

import dev.handoff.ProcessBody;
import dev.handoff.laws.Under;
import dev.handoff.laws.Until;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;

/** Cancels take their time: a process that is interrupted ends before the scopes inside of it are cancelled. */
public final class SlowCancels extends DelegatingScheduling {
    private SlowCancels() {
        super(Scheduling.virtualThreads());
    }

    /** Runs a body where that is so, in the calling thread. */
    public static void within(ProcessBody body) {
        Under.run(new SlowCancels(), body);
    }

    @Override
    public void interrupt(Thread thread) {
        super.interrupt(thread);
        if (thread != Thread.currentThread()) {
            Until.eventually(thread + " ends", () -> !thread.isAlive());
        }
    }
}
