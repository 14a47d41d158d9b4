package dev.handoff.internal;

import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

/** For looks at what others may change, such as the interrupt status, with which no operation begins: the checker lets them act before. */
public final class ChoicePoint {
    private final Scheduling scheduling = Scheduling.current();

    /** For the looks at one thing, or in one process. */
    public ChoicePoint() {}

    /** A look follows. */
    public void reach() {
        scheduling.reach(Op.INSPECT, 0);
    }
}
