package dev.handoff.internal;

/**
 * Does what others wait for and nobody would try again, even if the heap is full: as soon as there is memory for it.
 */
public final class Insist {
    /** In bytes: as much as a sleep may take. */
    private static final int SOME = 1024;

    private Insist() {}

    /**
     * Called after an {@link OutOfMemoryError}: others may let go of what they have. Also works if this thread was
     * interrupted; the interrupt stays pending.
     */
    public static void awaitMemory() {
        try {
            if (isThereSome()) {
                Interlude.take();
            }
        } catch (OutOfMemoryError e) {
            // the caller tries again at once
        }
    }

    /**
     * Throws what a sleep would throw for want of memory. The carrier makes the timer of the sleep (JDK 25), and a
     * thread that gets none there never wakes.
     */
    private static boolean isThereSome() {
        return new byte[SOME].length == SOME;
    }

    /**
     * Tells those that wait for what a process does: again, until there is memory for it. Anything else that this
     * throws goes to the uncaught-exception handler of this thread.
     *
     * @param body what the process does
     * @param failure what it has thrown, or what has kept it from beginning
     */
    public static void onTelling(AwaitedBody body, Throwable failure) {
        while (true) {
            try {
                body.tellFailure(failure);
                return;
            } catch (OutOfMemoryError e) {
                awaitMemory();
            } catch (Throwable t) {
                Unheard.tell(t);
                Interrupts.keep(t);
                return;
            }
        }
    }

    /**
     * Closes something: again, until there is memory for it.
     *
     * @param closed a channel, for example, which this package does not know
     */
    public static void onClose(AutoCloseable closed) {
        while (true) {
            try {
                closed.close();
                return;
            } catch (OutOfMemoryError e) {
                awaitMemory();
            } catch (Exception e) {
                throw Raise.asIs(e);
            }
        }
    }
}
