package dev.handoff.bench;

/** What a scenario needs of a peer. */
enum Feature {
    /** A pipe with one sender and one receiver. */
    PIPE,
    /** A pipe that many processes send to and receive from. */
    SHARED_PIPE,
    SELECT,
    TRY,
    TIMED_RECEIVE,
    START_JOIN
}
