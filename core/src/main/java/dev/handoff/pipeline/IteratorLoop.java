package dev.handoff.pipeline;

import java.util.Iterator;

/** The loop of a source over an iterator; copied for each class of output. ADR 17 says why it is two loops. */
final class IteratorLoop extends Loop {
    IteratorLoop() {}

    @Override
    <T> boolean run(Label me, Iterator<? extends T> iterator, Output<? super T> out)
            throws Exception {
        while (true) {
            Feed.throwIfInterrupted();
            for (int i = 0; i < Sources.PATIENCE; i++) {
                T value;
                try {
                    if (!iterator.hasNext()) {
                        return true;
                    }
                    value = iterator.next();
                } catch (Throwable t) {
                    throw me.failure(t);
                }
                if (value == null) {
                    throw me.nullGiven();
                }
                if (!out.push(value)) {
                    return false;
                }
            }
        }
    }
}
