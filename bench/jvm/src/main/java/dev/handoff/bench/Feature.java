package dev.handoff.bench;

/** What a scenario needs of a peer. */
enum Feature {
    /** A pipe with one sender and one receiver. */
    PIPE,
    /** The same, and ten thousand processes at once. */
    CROWD,
    /** A pipe that many processes send to and receive from. */
    SHARED_PIPE,
    /** A choice among channels to receive from. */
    SELECT,
    /** A choice with a send among the cases. */
    SELECT_SEND,
    TRY,
    TIMED_RECEIVE,
    BATCH,
    START_JOIN
}
