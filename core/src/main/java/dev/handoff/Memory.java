package dev.handoff;

import dev.handoff.internal.AwaitedBody;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Interlude;
import dev.handoff.internal.Unheard;

import java.util.List;

/** What a failing process needs, even if the heap is full. */
final class Memory {
    private static final List<Class<?>> NEEDED =
            List.of(AwaitedBody.class, Unheard.class, Insist.class, Interlude.class);

    private Memory() {}

    /** Loads these classes, and this one: a class that cannot be loaded for want of memory never can be again. */
    static int prepare() {
        return NEEDED.size();
    }

    /** Fails the channel: again, until there is memory for it. */
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
