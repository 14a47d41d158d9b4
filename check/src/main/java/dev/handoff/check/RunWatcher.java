package dev.handoff.check;

import dev.handoff.spi.Parked;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

/**
 * Passes on to a run's listeners what the library tells of it; in a fine run, a choice point follows each time.
 */
final class RunWatcher implements Watcher {
    private final ControlledRun run;

    RunWatcher(ControlledRun run) {
        this.run = run;
    }

    @Override
    public void blocked(Parked who, WaitReason why) {
        ControlledProcess waiter = run.mine();
        if (waiter != null) {
            waiter.wakesStray = true;
        }
        run.tellAndPause((listener, me) -> listener.blocked(me, who, why));
    }

    @Override
    public void resumed(Parked who, WaitReason why) {
        run.pauseInside(run.mine());
    }

    @Override
    public void sent(Object channel, long channelId, Object value) {
        run.noteCapacity(channel);
        run.tellAndPause((listener, me) -> listener.sent(me, channel, channelId, value));
    }

    @Override
    public void received(Object channel, long channelId, Object value) {
        run.tellAndPause((listener, me) -> listener.received(me, channel, channelId, value));
    }

    @Override
    public void removed(Object channel, long channelId, Object value) {
        run.tellAndPause((listener, me) -> listener.removed(me, channel, channelId, value));
    }

    @Override
    public void held(Parked sender) {
        ControlledProcess held = run.processOf(sender);
        if (held != null) {
            run.tellAndPause((listener, me) -> listener.held(me, held));
        }
    }

    @Override
    public void foundEnded(Object channel, long channelId) {
        run.tellAndPause((listener, me) -> listener.foundEnded(me, channel, channelId));
    }

    @Override
    public void closed(Object channel, long channelId) {
        run.tellAndPause((listener, me) -> listener.closed(me, channel, channelId));
    }

    @Override
    public void started(String name, Thread thread) {
        run.tellAndPause(TurnListener::started);
    }

    @Override
    public void ended(String name, Thread thread) {
        run.tellAndPause(TurnListener::ended);
    }
}
