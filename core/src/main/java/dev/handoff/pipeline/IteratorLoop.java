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
        Stride stride = new Stride();
        int most;
        int pushed;
        do {
            most = stride.next();
            pushed =
                    most == Stride.LONGEST
                            ? pushMany(me, iterator, out)
                            : pushSome(me, iterator, most, out);
        } while (pushed == most);
        return pushed >= 0;
    }

    /**
     * As {@link #pushSome}, for values that take so little time that it matters whether the compiler knows their
     * number.
     */
    private static <T> int pushMany(Label me, Iterator<? extends T> iterator, Output<? super T> out)
            throws Exception {
        for (int i = 0; i < Stride.LONGEST; i++) {
            if (!iterates(me, iterator)) {
                return i;
            }
            if (!pushNext(me, iterator, out)) {
                return -1;
            }
        }
        return Stride.LONGEST;
    }

    /** Answers how many values it has pushed: fewer than it might have at the end, and -1 if no more is wanted. */
    private static <T> int pushSome(
            Label me, Iterator<? extends T> iterator, int most, Output<? super T> out)
            throws Exception {
        for (int i = 0; i < most; i++) {
            if (!iterates(me, iterator)) {
                return i;
            }
            if (!pushNext(me, iterator, out)) {
                return -1;
            }
        }
        return most;
    }

    private static boolean iterates(Label me, Iterator<?> iterator) throws Exception {
        try {
            return iterator.hasNext();
        } catch (Throwable t) {
            throw me.failure(t);
        }
    }

    private static <T> boolean pushNext(
            Label me, Iterator<? extends T> iterator, Output<? super T> out) throws Exception {
        T value;
        try {
            value = iterator.next();
        } catch (Throwable t) {
            throw me.failure(t);
        }
        if (value == null) {
            throw me.nullAmongElements();
        }
        return out.push(value);
    }
}
