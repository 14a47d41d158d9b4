package dev.handoff.internal;

import dev.handoff.spi.Scheduling;

/** What others wait for, and nobody would try again, is done although the heap is full: as soon as there is memory for it. */
public final class Insist {
    private Insist() {}

    /**
     * After an {@link OutOfMemoryError}: others may let go of what they have. Also if this thread was interrupted, which would
     * end its sleep at once; the interrupt stays pending.
     */
    public static void awaitMemory() {
        boolean interrupted = Thread.interrupted();
        try {
            Scheduling.current().letOthersIn();
        } catch (OutOfMemoryError e) {
            // to sleep takes some, too: it is tried again at once
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
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
