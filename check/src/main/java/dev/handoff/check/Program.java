package dev.handoff.check;

/** What is explored: run many times, so it must make all that it uses, and depend on nothing else. */
@FunctionalInterface
public interface Program {
    /**
     * Runs once.
     *
     * @throws Exception if it has failed: that is a finding
     */
    void run() throws Exception;
}
