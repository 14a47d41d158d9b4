package dev.handoff.spi;

/**
 * Is told what happens, and changes nothing. The default is {@link #NONE}, which does nothing.
 *
 * <p>Calls come from the thread that acts, outside of every lock of the library, and after the fact, except
 * {@link #blocked} and {@link #foundEnded}, which come before it. So the calls of two threads may come in either order:
 * the {@code received} of a value may come before its {@code sent}. A tick of a timer is received, and was sent by
 * nobody.
 *
 * <p>The methods must not block, must not use channels, and must not throw: that would come out of the operation, which may
 * have taken effect.
 */
public interface Watcher {
    /** Watches nothing. */
    Watcher NONE = new Watcher() {};

    /**
     * A thread is about to wait.
     *
     * @param who the one that waits
     * @param why what for
     */
    default void blocked(Parked who, WaitReason why) {}

    /**
     * A wait has ended, one way or another.
     *
     * @param who the one that waited
     * @param why what for
     */
    default void resumed(Parked who, WaitReason why) {}

    /**
     * A value was sent.
     *
     * @param channel the channel
     * @param channelId its number
     * @param value the value
     */
    default void sent(Object channel, long channelId, Object value) {}

    /**
     * A value was received.
     *
     * @param channel the channel
     * @param channelId its number
     * @param value the value
     */
    default void received(Object channel, long channelId, Object value) {}

    /**
     * A value was taken out of a channel, and nobody will receive it: to make room for another, or by a cancel. A value
     * that an overflow policy has refused on its way in was neither sent nor removed.
     *
     * @param channel the channel
     * @param channelId its number
     * @param value the value
     */
    default void removed(Object channel, long channelId, Object value) {}

    /**
     * An extended receive has got the value of a sender that waits until its handler has returned. This is told before
     * the value is.
     *
     * @param sender the sender
     */
    default void held(Parked sender) {}

    /**
     * The current thread is about to be told that a channel has ended.
     *
     * @param channel the channel
     * @param channelId its number
     */
    default void foundEnded(Object channel, long channelId) {}

    /**
     * A channel was closed, failed or cancelled. The close of the last counted sender is told at once; a new sender may
     * take it back as long as nobody else has been told of it (L16), and then the close of that sender is told again.
     * The end of a timer by its last tick is not told.
     *
     * @param channel the channel
     * @param channelId its number
     */
    default void closed(Object channel, long channelId) {}

    /**
     * A process has begun, in its own thread.
     *
     * @param name its name
     * @param thread its thread
     */
    default void started(String name, Thread thread) {}

    /**
     * A process has ended, in its own thread.
     *
     * @param name its name
     * @param thread its thread
     */
    default void ended(String name, Thread thread) {}
}
