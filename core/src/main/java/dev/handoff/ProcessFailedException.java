package dev.handoff;

import dev.handoff.internal.Foreign;

/** A process has failed: the message names it, {@link #getCause} is what it threw (L36). */
public final class ProcessFailedException extends HandoffException {
    private static final long serialVersionUID = 1;

    private final String process;

    ProcessFailedException(String process, String scope, Throwable cause) {
        super(title(process) + " of " + scope + " failed: " + Foreign.words(cause), cause);
        this.process = process;
    }

    /** Such as {@code process "reader"}. */
    static String title(String process) {
        return process.isEmpty() ? "a process" : "process \"" + process + "\"";
    }

    /**
     * The name of the process.
     *
     * @return the name it was started with; empty if it has none
     */
    public String process() {
        return process;
    }
}
