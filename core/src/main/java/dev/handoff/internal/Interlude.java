package dev.handoff.internal;

import dev.handoff.spi.Scheduling;

/** For code that may go on for ever without a wait. */
public final class Interlude {
    private Interlude() {}

    /** Leaves the core to whoever waits for one, and comes back soon; an interrupt stays pending. */
    public static void take() {
        Scheduling.current().letOthersIn();
    }
}
