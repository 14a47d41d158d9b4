package dev.handoff.check;

/** What is explored. It is run many times, so it must make all that it uses, and depend on nothing else. */
@FunctionalInterface
public interface Program {
    /**
     * Runs once.
     *
     * @throws Exception if it has failed: that is a finding
     */
    void run() throws Exception;

    /**
     * Called when a run is over, by the thread that explores. Processes that have not ended are made to end afterwards:
     * what their finally blocks do is no part of the run. Does nothing unless it is overridden.
     */
    default void over() {}
}
