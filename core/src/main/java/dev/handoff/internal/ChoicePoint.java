package dev.handoff.internal;

import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

/**
 * For looks at something that others may change, such as the interrupt status, where no operation begins with the look:
 * the checker lets the others act before it.
 */
public final class ChoicePoint {
    private final Scheduling scheduling = Scheduling.current();

    /** For the looks at one thing, or in one process. */
    public ChoicePoint() {}

    /** A look follows. */
    public void reach() {
        scheduling.reach(Op.INSPECT, 0);
    }
}
