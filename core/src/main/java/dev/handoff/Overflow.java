package dev.handoff;

/** What a buffered channel does with a value for which there is no room (L4). */
public enum Overflow {
    /** The sender waits. */
    WAIT,
    /** The value longest in the buffer is dropped; the sender does not wait. */
    DROP_OLDEST,
    /** The new value is dropped; the sender does not wait. */
    DROP_NEWEST
}
