package dev.handoff.internal;

import dev.handoff.spi.Scheduling;

/** What others wait for, and nobody would try again, is done although the heap is full: as soon as there is memory for it. */
public final class Insist {
    /** As much as a sleep may take. */
    private static final int SOME = 1024;

    private Insist() {}

    /**
     * After an {@link OutOfMemoryError}: others may let go of what they have. Also if this thread was interrupted, which would
     * end its sleep at once; the interrupt stays pending.
     */
    public static void awaitMemory() {
        boolean interrupted = Thread.interrupted();
        try {
            if (isThereSome()) {
                Scheduling.current().letOthersIn();
            }
        } catch (OutOfMemoryError e) {
            // it is tried again at once
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Throws what a sleep would for want of memory. Its timer is made by the carrier (JDK 25), and a thread that gets none there
     * never wakes.
     */
    private static boolean isThereSome() {
        return new byte[SOME].length == SOME;
    }

    /**
     * Closes a channel: again, until there is memory for it.
     *
     * @param channel the channel; the type is that of all that can be closed, for this package does not know channels
     */
    public static void onClose(AutoCloseable channel) {
        while (true) {
            try {
                channel.close();
                return;
            } catch (OutOfMemoryError e) {
                awaitMemory();
            } catch (Exception e) {
                throw Raise.asIs(e);
            }
        }
    }
}
