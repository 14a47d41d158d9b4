package dev.handoff.check;

import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

/** Is told of all that happens in a {@link ControlledRun}, one thing at a time, by the process that does it. */
interface TurnListener {
    /** A turn is over. */
    default void happened(Transition transition, long nanoTime) {}

    /** A turn begins: the process goes on, and is about to do {@code op}. */
    default void reached(ControlledProcess process, Op op, long[] ids) {}

    /** The process has started or woken another. */
    default void woke(ControlledProcess process, ControlledProcess other) {}

    /** The process has interrupted another, or itself. May be told twice, but at the end of the turn at the latest. */
    default void interrupted(ControlledProcess process, ControlledProcess other) {}

    /** The process has got the value of a sender that goes on waiting: told before {@link #received} is. */
    default void held(ControlledProcess process, ControlledProcess sender) {}

    /** The process comes back from a wait for what is not the library's. */
    default void cameBack(ControlledProcess process) {}

    /** A thread that is not of this run acts in it. */
    default void interfered() {}

    /** The process has set a mark in the trace. */
    default void marked(ControlledProcess process, String name) {}

    default void blocked(ControlledProcess process, Parked who, WaitReason why) {}

    default void sent(ControlledProcess process, Object channel, long channelId, Object value) {}

    default void received(
            ControlledProcess process, Object channel, long channelId, Object value) {}

    /** Nobody will receive the value; the process has taken it out of the channel. */
    default void removed(ControlledProcess process, Object channel, long channelId, Object value) {}

    default void closed(ControlledProcess process, Object channel, long channelId) {}

    default void foundEnded(ControlledProcess process, Object channel, long channelId) {}

    default void started(ControlledProcess process) {}

    default void ended(ControlledProcess process) {}

    /** The program itself, or a detached process, has thrown. */
    default void failed(ControlledProcess process, Throwable failure) {}

    /** The run is over, and processes that still live have not been ended yet. By the thread that explores. */
    default void over() {}

    /** What is wrong with the run by this listener's account, when it is over; null if nothing is. */
    default @Nullable Finding finding() {
        return null;
    }
}
