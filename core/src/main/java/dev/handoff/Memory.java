package dev.handoff;

import dev.handoff.internal.Unheard;
import dev.handoff.spi.Scheduling;

import java.util.List;

/** What others wait for, and nobody would try again, is done although the heap is full: as soon as there is memory for it. */
final class Memory {
    /** What is first needed by a failure. */
    private static final List<Class<?>> NEEDED = List.of(AwaitedBody.class, Unheard.class);

    private Memory() {}

    /** Loads them, and this class: one that cannot be loaded for want of memory never can be again. */
    static int prepare() {
        return NEEDED.size();
    }

    /** Others may let go of what they have; also if this thread was interrupted, which would end its sleep at once. */
    static void await(Scheduling scheduling) {
        boolean interrupted = Thread.interrupted();
        try {
            scheduling.letOthersIn();
        } catch (OutOfMemoryError e) {
            // to sleep takes some, too: it is tried again at once
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
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
