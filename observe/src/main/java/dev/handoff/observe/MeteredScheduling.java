package dev.handoff.observe;

import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.Watcher;

/** As another scheduling, but watched. */
final class MeteredScheduling extends DelegatingScheduling {
    private final MeteredWatcher own;
    private final Watcher watcher;

    MeteredScheduling(Scheduling delegate, MeteredWatcher watcher) {
        super(delegate);
        this.own = watcher;
        Watcher outer = delegate.watcher();
        this.watcher = outer == Watcher.NONE ? watcher : new TwoWatchers(outer, watcher);
    }

    @Override
    public void reach(Op op, long id) {
        own.begins();
        super.reach(op, id);
    }

    @Override
    public void reach(Op op, long[] ids) {
        own.begins();
        super.reach(op, ids);
    }

    @Override
    public Watcher watcher() {
        return watcher;
    }
}
