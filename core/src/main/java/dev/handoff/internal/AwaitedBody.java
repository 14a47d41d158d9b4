package dev.handoff.internal;

/** What a process does for others that wait for what comes of it: its result, its values, or its end. */
public interface AwaitedBody {
    /**
     * Tells the others that nothing will come any more, unless they know how the process has ended. Called in the
     * thread of the process, or in the one that could not start it. The call can be repeated, and is, if there was no
     * memory for it.
     *
     * @param failure what the body has thrown, or what has kept it from beginning
     */
    void tellFailure(Throwable failure);
}
