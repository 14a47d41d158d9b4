package dev.handoff.pipeline;

import java.util.Iterator;

/** What a source does with an iterator. */
abstract class Loop {
    private static final Copies COPIES = new Copies(IteratorLoop.class);

    /** Pushes what the iterator has. */
    abstract <T> boolean run(Label me, Iterator<? extends T> iterator, Output<? super T> out)
            throws Exception;

    /** The loop for the class of {@code out}. */
    static Loop into(Output<?> out) {
        return COPIES.make(out);
    }
}
