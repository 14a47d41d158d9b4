package dev.handoff.pipeline;

import java.util.Iterator;

/**
 * The loop of a source over an iterator; copied for each class of output. ADR 17 says why it is two loops, in a method
 * each.
 */
final class IteratorLoop extends Loop {
    IteratorLoop() {}

    @Override
    <T> boolean run(Label me, Iterator<? extends T> iterator, Output<? super T> out)
            throws Exception {
        int pushed;
        do {
            Feed.throwIfInterrupted();
            pushed = pushSome(me, iterator, out);
        } while (pushed == Sources.PATIENCE);
        return pushed >= 0;
    }

    /** Answers how many values it has pushed: fewer than it might at the end, and -1 if no more is wanted. */
    private static <T> int pushSome(Label me, Iterator<? extends T> iterator, Output<? super T> out)
            throws Exception {
        for (int i = 0; i < Sources.PATIENCE; i++) {
            T value;
            try {
                if (!iterator.hasNext()) {
                    return i;
                }
                value = iterator.next();
            } catch (Throwable t) {
                throw me.failure(t);
            }
            if (value == null) {
                throw me.nullGiven();
            }
            if (!out.push(value)) {
                return -1;
            }
        }
        return Sources.PATIENCE;
    }
}
