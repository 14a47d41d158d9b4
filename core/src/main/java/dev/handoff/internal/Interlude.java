package dev.handoff.internal;

import dev.handoff.spi.Scheduling;

/**
 * For code that may go on for ever without a wait: one for each such loop, or {@link #take} where the code knows when.
 */
public final class Interlude {
    private static final long TURN_NANOS = 1_000_000;

    private final Scheduling scheduling = Scheduling.current();
    private long begin = scheduling.nanoTime();

    /** A loop of this process begins. */
    public Interlude() {}

    /** Takes an interlude if the loop has gone on for a millisecond since the last one. */
    public void takeIfDue() {
        if (scheduling.nanoTime() - begin > TURN_NANOS) {
            take();
            begin = scheduling.nanoTime();
        }
    }

    /**
     * Leaves the core to a thread that waits for one, and comes back soon. Also works if this thread was interrupted; the
     * interrupt stays pending.
     */
    public static void take() {
        Scheduling scheduling = Scheduling.current();
        boolean interrupted = Thread.interrupted(); // it would end a sleep at once
        try {
            if (interrupted) { // and so would the permit that came with it: this takes it
                scheduling.letOthersIn();
            }
            scheduling.letOthersIn();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
