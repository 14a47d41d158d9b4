package dev.handoff;

import dev.handoff.internal.Foreign;

/** A process has failed: the message names it, {@link #getCause} is what it threw (L36). */
public final class ProcessFailedException extends HandoffException {
    private static final long serialVersionUID = 1;

    private final String process;

    ProcessFailedException(String process, String scope, Throwable cause) {
        super(
                "process \"%s\" of %s failed: %s".formatted(process, scope, Foreign.words(cause)),
                cause);
        this.process = process;
    }

    /**
     * The name of the process.
     *
     * @return the name it was started with
     */
    public String process() {
        return process;
    }
}
