package dev.handoff.bench;

/**
 * Which cores cells are measured on. A host may put the cores of a virtual machine next to each other at one minute and far
 * apart at another; figures of both are not comparable.
 */
enum Cores {
    ANY("near or far, as it happened"),
    NEAR("near to each other"),
    FAR("far from each other");

    /**
     * Nanoseconds that a cache line takes to a near core and back at most. Two that share a cache take some 50, those of
     * different dies or sockets 200 to 600.
     */
    private static final double NEAR_ENOUGH = 150;

    final String words;

    Cores(String words) {
        this.words = words;
    }

    /** Whether the cores are these, if a cache line takes so long. */
    boolean areThoseOf(double line) {
        return switch (this) {
            case ANY -> true;
            case NEAR -> line <= NEAR_ENOUGH;
            case FAR -> line > NEAR_ENOUGH;
        };
    }
}
