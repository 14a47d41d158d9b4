package dev.handoff;

import dev.handoff.spi.Scheduling;

/** Numbers channels: names for the nameless, and the order of locking. */
final class Ids {
    private Ids() {}

    static long next() {
        return Scheduling.current().newId();
    }
}
