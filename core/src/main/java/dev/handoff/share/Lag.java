package dev.handoff.share;

/** What is done for a subscriber that has no room for the next value (L43). */
public enum Lag {
    /** The broadcast waits for the subscriber, and so do its senders. */
    WAIT,
    /** The value longest in the subscriber's buffer is dropped, and counted. */
    DROP_OLDEST,
    /** The new value is dropped, and counted. */
    DROP_NEWEST,
    /**
     * The subscription is ended: the subscriber still receives what is in its buffer, then a {@link
     * dev.handoff.ChannelFailedException} whose cause is a {@link LaggedException}.
     */
    DISCONNECT
}
