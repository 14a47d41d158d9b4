package dev.handoff.internal;

import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

/**
 * Tells the checker who reads and who writes something that is kept outside of channels, under a lock for example. Of
 * a read and a write, and of two writes, it then tries both orders; without this, two such steps would look as if they
 * did not depend on each other.
 */
public final class Access {
    private final Scheduling scheduling = Scheduling.current();
    private final long id = scheduling.newId();

    /** To something that is made here and now. */
    public Access() {}

    /** A read follows, or perhaps a write: a step begins, and others may act before it. */
    public void begin() {
        scheduling.reach(Op.INSPECT, id);
    }

    /** A read is part of the present step. */
    public void read() {
        scheduling.touch(Op.INSPECT, id);
    }

    /** A write is part of the present step. */
    public void write() {
        scheduling.touch(Op.WRITE, id);
    }
}
