package dev.handoff.internal;

import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A boolean that stays true once it was set. The checker sees which process looks at it and which one sets it, and
 * tries both orders. If the boolean were a plain field, two such steps would look as if they did not depend on each
 * other.
 */
public final class Flag {
    private final Scheduling scheduling = Scheduling.current();
    private final long id = scheduling.newId();
    private final AtomicBoolean set = new AtomicBoolean();

    /** One that is not set yet. */
    public Flag() {}

    /**
     * Whether it was set. The look is part of the step in which it is made.
     *
     * @return whether it was set
     */
    public boolean isSet() {
        scheduling.touch(Op.INSPECT, id);
        return set.get();
    }

    /**
     * Sets it, in a step of its own.
     *
     * @return whether this call has set it
     */
    public boolean trySet() {
        scheduling.reach(Op.CLOSE, id);
        return set.compareAndSet(false, true);
    }
}
