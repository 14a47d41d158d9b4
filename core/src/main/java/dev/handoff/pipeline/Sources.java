package dev.handoff.pipeline;

import dev.handoff.Receiver;
import dev.handoff.generate.Generator;
import dev.handoff.internal.Insist;

import java.util.Iterator;
import java.util.concurrent.Callable;

/** Loops that push. */
final class Sources {
    private Sources() {}

    static <T> StageBody<T> of(Iterable<? extends T> values) {
        return (me, out) -> all(me, values, out);
    }

    /** Pushes the elements. A generator is run directly: its iterator cannot be told that no more is wanted. */
    static <T> boolean all(Label me, Iterable<? extends T> values, Output<? super T> out)
            throws Exception {
        if (values instanceof Generator<? extends T> generator) {
            return GeneratorSource.<T>of(generator).run(me, out);
        }
        Iterator<? extends T> iterator;
        try {
            iterator = values.iterator();
        } catch (Throwable t) {
            throw me.failure(t);
        }
        return all(me, iterator, out);
    }

    /** Pushes what the iterator has. */
    static <T> boolean all(Label me, Iterator<? extends T> iterator, Output<? super T> out)
            throws Exception {
        return Loop.into(out).run(me, iterator, out);
    }

    static <T> StageBody<T> of(Receiver<? extends T> values) {
        return (me, out) -> received(me, values, out);
    }

    /** As {@link #of(Receiver)}, with a receiver that belongs to the run. */
    static <T> StageBody<T> opened(Callable<? extends Receiver<? extends T>> opening) {
        return (me, out) -> {
            Receiver<? extends T> values;
            try {
                values = opening.call();
            } catch (Throwable t) {
                throw me.failure(t);
            }
            if (values == null) {
                throw me.failure(
                        new NullPointerException("the function gave null, not a receiver"));
            }
            try {
                return received(me, values, out);
            } finally {
                cancel(values);
            }
        };
    }

    private static <T> boolean received(
            Label me, Receiver<? extends T> values, Output<? super T> out) throws Exception {
        while (true) {
            Boundary.throwIfOver();
            T value;
            try {
                value = values.receiveOrNull();
            } catch (Throwable t) {
                throw me.failure(t);
            }
            if (value == null) {
                return true;
            }
            if (!out.push(value)) {
                return false;
            }
        }
    }

    /** Cancels it: again, until there is memory for it. Nobody else would, and its sender waits. */
    private static void cancel(Receiver<?> values) {
        while (true) {
            try {
                values.cancel();
                return;
            } catch (OutOfMemoryError e) {
                Insist.awaitMemory();
            }
        }
    }

    static StageBody<Integer> range(int from, int to) {
        return (me, out) -> {
            Stride stride = new Stride();
            int i = from;
            while (i < to) {
                int pause = (int) Math.min((long) i + stride.next(), to);
                while (i < pause) {
                    if (!out.push(i++)) {
                        return false;
                    }
                }
            }
            return true;
        };
    }
}
