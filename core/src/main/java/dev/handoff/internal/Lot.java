package dev.handoff.internal;

import dev.handoff.spi.Scheduling;

/** Numbers for things that are to differ, as if by chance; in a controlled run they are the same each time. */
public final class Lot {
    private Lot() {}

    /**
     * Draws one.
     *
     * @return a number that nobody else has drawn, in this start of the program or, most likely, in another
     */
    public static long draw() {
        Scheduling scheduling = Scheduling.current();
        return Long.rotateLeft(scheduling.nanoTime(), 32) + scheduling.newId();
    }
}
