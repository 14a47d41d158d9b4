package dev.handoff.check;

/**
 * How long a run has lasted in real time, but for the time in which the machine has stalled: who should act has then stalled,
 * too.
 */
final class AwakeTime {
    /** A look that comes later than this after the one before says that the machine has stalled meanwhile. */
    private static final long LATE_NANOS = 50_000_000;

    private long latestLook;
    private long nanos;

    /**
     * Begins.
     *
     * @param realNanos what the clock says
     */
    AwakeTime(long realNanos) {
        this.latestLook = realNanos;
    }

    /**
     * Goes on to an instant.
     *
     * @param realNanos what the clock says
     * @return how many nanoseconds have passed in all
     */
    long goOnTo(long realNanos) {
        nanos += Math.min(realNanos - latestLook, LATE_NANOS);
        latestLook = realNanos;
        return nanos;
    }
}
