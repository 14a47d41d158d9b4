package dev.handoff.verify;

import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import java.util.Arrays;
import java.util.List;

/** Writes down what the library asks of a scheduling. */
final class Traced extends DelegatingScheduling {
    private final List<String> trace;

    Traced(Scheduling delegate, List<String> trace) {
        super(delegate);
        this.trace = trace;
    }

    private void note(String what) {
        trace.add("%9d %s %s".formatted(nanoTime(), Thread.currentThread().getName(), what));
    }

    @Override
    public void reach(Op op, long id) {
        super.reach(op, id);
        note(op + (id == 0 ? "" : " #" + id));
    }

    @Override
    public void reach(Op op, long[] ids) {
        super.reach(op, ids);
        note(op + " " + Arrays.toString(ids));
    }

    @Override
    public void park(Parked who, WaitReason why, long nanos) {
        note("sleeps: " + why.describe(who.blocker()));
        super.park(who, why, nanos);
        note("goes on");
    }

    @Override
    public void unpark(Parked who) {
        Thread sleeper = who.thread();
        super.unpark(who);
        note("has woken " + (sleeper == null ? "nobody" : sleeper.getName()));
    }

    @Override
    public int choose(int bound) {
        int coin = super.choose(bound);
        note("tosses " + coin + " of " + bound);
        return coin;
    }
}
