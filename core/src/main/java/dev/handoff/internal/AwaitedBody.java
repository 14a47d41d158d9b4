package dev.handoff.internal;

/** What a process does for others who wait for what comes of it: its result, its values, or its end. */
public interface AwaitedBody {
    /**
     * Tells them that nothing will come any more, unless they know how it has ended. In the thread of the process, or of who
     * could not start it. It can be repeated, and is, where there was no memory for it.
     *
     * @param failure what the body has thrown, or what has kept it from beginning
     */
    void tellFailure(Throwable failure);
}
