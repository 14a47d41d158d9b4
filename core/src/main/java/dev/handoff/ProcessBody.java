package dev.handoff;

/** What a process does. It may throw anything: its scope takes it as the failure of the process. */
@FunctionalInterface
public interface ProcessBody {
    /**
     * Runs in the thread of the process.
     *
     * @throws Exception if the process fails
     */
    void run() throws Exception;
}
