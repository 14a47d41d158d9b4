package dev.handoff.observe;

import dev.handoff.spi.Parked;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

/** Tells one watcher, then the other. */
record TwoWatchers(Watcher first, Watcher second) implements Watcher {
    @Override
    public void blocked(Parked who, WaitReason why) {
        first.blocked(who, why);
        second.blocked(who, why);
    }

    @Override
    public void resumed(Parked who, WaitReason why) {
        first.resumed(who, why);
        second.resumed(who, why);
    }

    @Override
    public void sent(Object channel, long channelId, Object value) {
        first.sent(channel, channelId, value);
        second.sent(channel, channelId, value);
    }

    @Override
    public void received(Object channel, long channelId, Object value) {
        first.received(channel, channelId, value);
        second.received(channel, channelId, value);
    }

    @Override
    public void removed(Object channel, long channelId, Object value) {
        first.removed(channel, channelId, value);
        second.removed(channel, channelId, value);
    }

    @Override
    public void held(Parked sender) {
        first.held(sender);
        second.held(sender);
    }

    @Override
    public void foundEnded(Object channel, long channelId) {
        first.foundEnded(channel, channelId);
        second.foundEnded(channel, channelId);
    }

    @Override
    public void closed(Object channel, long channelId) {
        first.closed(channel, channelId);
        second.closed(channel, channelId);
    }

    @Override
    public void started(String name, Thread thread) {
        first.started(name, thread);
        second.started(name, thread);
    }

    @Override
    public void ended(String name, Thread thread) {
        first.ended(name, thread);
        second.ended(name, thread);
    }
}
