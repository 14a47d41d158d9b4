package dev.handoff;

/** What the failure of a process means to its siblings. */
enum ScopePolicy {
    /** They are cancelled. */
    FAIL_FAST,
    /** They go on. */
    SUPERVISED,
    /** They go on, and the first success cancels them. */
    RACE
}
