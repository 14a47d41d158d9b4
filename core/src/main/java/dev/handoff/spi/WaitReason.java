package dev.handoff.spi;

/**
 * Why a process waits. Thread dumps, deadlock and leak reports, traces and metrics all show the same words.
 *
 * <p>After the wait reasons of the Go runtime ({@code runtime2.go}): never use one for a second purpose, add
 * another.
 */
public enum WaitReason {
    /** A send found no receiver, or no room. */
    SEND("send: nobody receives from %s"),
    /** A receive found nothing. */
    RECEIVE("receive: %s is empty"),
    /** A sender has met an extended receive, whose handler is still running. */
    HANDLER("send: the receiver's handler is running on %s"),
    /** A task or a channel has not ended, a scope was not cancelled. */
    SIGNAL("wait: the %s has not come"),
    /** No case of a select is ready. */
    SELECT("select: %s"),
    /** A scope's body has ended, its processes have not. */
    SCOPE("scope: %s"),
    /** A process sleeps. */
    SLEEP("sleep: %s"),
    /** A scope's deadline has not passed. */
    DEADLINE("deadline: %s");

    private final String format;

    WaitReason(String format) {
        this.format = format;
    }

    /**
     * The reason in words.
     *
     * @param blocker what is waited for; its {@code toString} names it
     * @return one line, such as {@code receive: channel "orders" (rendezvous) is empty}
     */
    public String describe(Object blocker) {
        return format.formatted(blocker);
    }
}
