package dev.handoff;

/** What a process does for others who wait for what comes of it, its result or its values. */
interface AwaitedBody extends ProcessBody {
    /**
     * Tells them that nothing will come any more, unless they know how it has ended. In the thread of the process.
     *
     * @param failure what {@link #run} has thrown, or what has kept it from beginning
     */
    void tellFailure(Throwable failure);
}
