package dev.handoff;

import dev.handoff.internal.AwaitedBody;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Unheard;

import java.util.List;

/** What is needed when a process fails, and the heap may be full. */
final class Memory {
    private static final List<Class<?>> NEEDED =
            List.of(AwaitedBody.class, Unheard.class, Insist.class);

    private Memory() {}

    /** Loads them, and this class: one that cannot be loaded for want of memory never can be again. */
    static int prepare() {
        return NEEDED.size();
    }

    /** Again, until there is memory for it. */
    static void insistOnFail(Sender<?> out, Throwable cause) {
        while (true) {
            try {
                out.fail(cause);
                return;
            } catch (OutOfMemoryError e) {
                Insist.awaitMemory();
            }
        }
    }
}
