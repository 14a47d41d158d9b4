package dev.handoff.verify;

import dev.handoff.spi.Parked;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

/** Tells another watcher all that it is told. */
abstract class DelegatingWatcher implements Watcher {
    private final Watcher delegate;

    DelegatingWatcher(Watcher delegate) {
        this.delegate = delegate;
    }

    /** Called first, whatever is told. */
    void told() {}

    @Override
    public void blocked(Parked who, WaitReason why) {
        told();
        delegate.blocked(who, why);
    }

    @Override
    public void resumed(Parked who, WaitReason why) {
        told();
        delegate.resumed(who, why);
    }

    @Override
    public void sent(Object channel, long channelId, Object value) {
        told();
        delegate.sent(channel, channelId, value);
    }

    @Override
    public void received(Object channel, long channelId, Object value) {
        told();
        delegate.received(channel, channelId, value);
    }

    @Override
    public void removed(Object channel, long channelId, Object value) {
        told();
        delegate.removed(channel, channelId, value);
    }

    @Override
    public void held(Parked sender) {
        told();
        delegate.held(sender);
    }

    @Override
    public void foundEnded(Object channel, long channelId) {
        told();
        delegate.foundEnded(channel, channelId);
    }

    @Override
    public void closed(Object channel, long channelId) {
        told();
        delegate.closed(channel, channelId);
    }

    @Override
    public void started(String name, Thread thread) {
        told();
        delegate.started(name, thread);
    }

    @Override
    public void ended(String name, Thread thread) {
        told();
        delegate.ended(name, thread);
    }
}
