package dev.handoff.verify;

import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

/** Whoever begins something is not interrupted any more. */
final class SwallowsInterrupts extends DelegatingScheduling {
    SwallowsInterrupts(Scheduling delegate) {
        super(delegate);
    }

    @Override
    public void reach(Op op, long id) {
        super.reach(op, id);
        Thread.interrupted();
    }

    @Override
    public void reach(Op op, long[] ids) {
        super.reach(op, ids);
        Thread.interrupted();
    }
}
