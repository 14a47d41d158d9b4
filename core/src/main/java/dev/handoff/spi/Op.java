package dev.handoff.spi;

/** What a process is about to do: the kinds of choice point that a {@link Scheduling} is told of. */
public enum Op {
    /** A send, timed or not. */
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
    /** A look at size, capacity or the number of waiting parties. */
    INSPECT,
    /** The making of one more counted sender. */
    NEW_SENDER,
    /** The start of a process. */
    START,
    /** The entry into a scope; the number is that of the scope around it, 0 for none. */
    ENTER,
    /** The end of a process or a task, before anybody is told. */
    END,
    /** Waiting for a process or for all processes of a scope. */
    JOIN,
    /** The cancellation of a scope. */
    CANCEL_SCOPE,
    /** A sleep. */
    SLEEP,
    /** A look at a variable that is watched for races. */
    READ,
    /** A change of a variable that is watched for races. */
    WRITE
}
