package dev.handoff.check;

/** What a schedule has shown. */
public enum Verdict {
    /** Nothing is wrong. */
    CLEAN,
    /**
     * Processes wait for each other, and nothing can wake them. Where others go on until the run has had its most
     * turns, it means: some have waited for half of these turns, and as far as is known none of those that go on would
     * wake them.
     */
    DEADLOCK,
    /** A process waits for ever, and nobody is left who could wake it. */
    LEAK,
    /** The program, or a detached process, has thrown. */
    FAILURE,
    /** A value was touched by two processes with no channel in between. */
    RACE,
    /** The program has done what its specification does not allow, or not all that it demands. */
    SPECIFICATION,
    /** The program takes turns without end. */
    LIVELOCK,
    /** A process runs on, or waits for something that is not the library's, and the run could not go on. */
    UNCONTROLLED
}
