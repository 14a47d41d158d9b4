package dev.handoff.observe;

import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.Watcher;

/** As another, but watched. */
final class MeteredScheduling extends DelegatingScheduling {
    private final Watcher watcher;

    MeteredScheduling(Scheduling delegate, MeteredWatcher watcher) {
        super(delegate);
        Watcher outer = delegate.watcher();
        this.watcher = outer == Watcher.NONE ? watcher : new TwoWatchers(outer, watcher);
    }

    @Override
    public Watcher watcher() {
        return watcher;
    }
}
