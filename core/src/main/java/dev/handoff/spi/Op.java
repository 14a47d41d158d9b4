package dev.handoff.spi;

/** What a process is about to do: the kinds of choice point that a {@link Scheduling} is told of. */
public enum Op {
    /** A send that may have to wait, timed or not. */
    SEND,
    /** A receive, timed or not, single or batch. */
    RECEIVE,
    /** A send that never waits. */
    TRY_SEND,
    /** A receive that never waits. */
    TRY_RECEIVE,
    /** A select over any number of cases. */
    SELECT,
    /** A close, with or without a failure. */
    CLOSE,
    /** A receiver's cancel of its channel. */
    CANCEL,
    /** A look at a channel, a scope or a task, which may be the first step of a wait for its end. */
    INSPECT,
    /** The making of one more counted sender. */
    NEW_SENDER,
    /** The start of a process. */
    START,
    /** The entry into a scope; the number is that of the scope around it, 0 for none. */
    ENTER,
    /** The end of a process or a task, before anybody is told; the number is 0 for a detached process. */
    END,
    /** The end of a scope's body; for the scope around it, the way out of a scope. */
    LEAVE,
    /** Waiting for all processes of a scope. */
    JOIN,
    /** The cancellation of a scope. */
    CANCEL_SCOPE,
    /**
     * The interrupt of a process that was cancelled, and then the number is 0, or of a scope's body: each is a step of its own,
     * and others may act between them.
     */
    INTERRUPT,
    /** A sleep. */
    SLEEP,
    /** A look at a variable that is watched for races. */
    READ,
    /** A change of a variable that is watched for races; as a touch, of something else that no channel keeps. */
    WRITE,
    /** A mark in the trace; it does nothing else. */
    MARK
}
