package dev.handoff;

import dev.handoff.spi.Scheduling;

/** What others wait for, and nobody would try again, is done although the heap is full: as soon as there is memory for it. */
final class Memory {
    private Memory() {}

    /** Loads this class: one that cannot be loaded for want of memory never can be again. */
    static void prepare() {}

    /** Others may let go of what they have. */
    static void await(Scheduling scheduling) {
        try {
            scheduling.letOthersIn();
        } catch (OutOfMemoryError e) {
            // to sleep takes some, too: it is tried again at once
        }
    }

    static void insistOnClose(Channel<Void> signal) {
        while (true) {
            try {
                signal.close();
                return;
            } catch (OutOfMemoryError e) {
                await(signal.scheduling);
            }
        }
    }

    static void insistOnFail(Sender<?> out, Throwable cause) {
        while (true) {
            try {
                out.fail(cause);
                return;
            } catch (OutOfMemoryError e) {
                await(Scheduling.current());
            }
        }
    }
}
