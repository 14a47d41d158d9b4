package dev.handoff.pipeline;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs a stream in the process of the stage: its last operation is the push. The stream's iterator is not used: it
 * makes all that a flatMap has for one element, even without an end, before it gives the first value of that.
 */
final class StreamSource<T> implements Consumer<T> {
    private final Label me;
    private final Output<? super T> out;
    private final Stride stride = new Stride();

    /** What this has thrown, whatever the stream has made of it. */
    private @Nullable Breakout breakout;

    private StreamSource(Label me, Output<? super T> out) {
        this.me = me;
        this.out = out;
    }

    static <T> StageBody<T> of(Callable<? extends Stream<? extends T>> opening) {
        return (me, out) -> {
            Stream<? extends T> stream;
            try {
                stream = opening.call();
            } catch (Throwable t) {
                throw me.failure(t);
            }
            if (stream == null) {
                throw me.failure(new NullPointerException("the function gave null, not a stream"));
            }
            try (Label.Closing _ = me.closing(stream)) {
                Boundary.throwIfOver();
                return new StreamSource<T>(me, out).run(stream);
            }
        };
    }

    private boolean run(Stream<? extends T> stream) throws Exception {
        try {
            stream.sequential().forEachOrdered(this);
        } catch (Throwable t) {
            if (breakout == null) {
                throw me.failure(t);
            }
            if (t != breakout) {
                breakout.addSuppressed(t);
            }
        }
        return breakout == null || breakout.leave(me);
    }

    @Override
    public void accept(T value) {
        if (breakout == null) {
            try {
                if (push(value)) {
                    return;
                }
                breakout = new Breakout();
            } catch (Throwable t) {
                breakout = new Breakout(t);
            }
        }
        throw breakout;
    }

    private boolean push(T value) throws Exception {
        stride.step();
        if (value == null) {
            throw me.nullAmongElements();
        }
        return out.push(value);
    }
}
