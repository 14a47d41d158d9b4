package dev.handoff.coordinate;

import dev.handoff.ProcessBody;
import dev.handoff.laws.Under;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import java.util.ArrayList;
import java.util.List;

/** The steps that a program takes, of channels that it makes itself. */
final class Steps extends DelegatingScheduling {
    private final List<Op> taken = new ArrayList<>();

    private Steps() {
        super(Scheduling.virtualThreads());
    }

    static List<Op> of(ProcessBody program) {
        Steps steps = new Steps();
        Under.run(steps, program);
        return steps.taken;
    }

    @Override
    public void reach(Op op, long id) {
        taken.add(op);
        super.reach(op, id);
    }

    @Override
    public void reach(Op op, long[] ids) {
        taken.add(op);
        super.reach(op, ids);
    }
}
