package dev.handoff.check;

/** Where a {@link ControlledRun} may switch from one process to another. */
enum Grain {
    /** Between operations; time passes only when nobody can go on. Enough for what channels alone connect. */
    OPERATIONS,

    /**
     * Inside of operations, too: before each sleep and wake-up, and whenever the watcher is told something. A process
     * that waits may go on early: one with a time-out, when it is the next to be late; one without, for no reason, once
     * a wait.
     */
    STEPS
}
