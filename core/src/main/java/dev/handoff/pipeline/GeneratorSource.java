package dev.handoff.pipeline;

import dev.handoff.CancelledException;
import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorFailedException;
import dev.handoff.internal.Foreign;
import dev.handoff.internal.Unwanted;
import dev.handoff.internal.toolkit.Cancellations;

import java.util.List;
import java.util.Objects;

/** Runs a generator in the process of the stage: its yield is the push. */
final class GeneratorSource {
    private GeneratorSource() {}

    static <T> StageBody<T> of(Generator<? extends T> generator) {
        return (me, out) -> {
            Boundary.throwIfOver();
            try {
                generator.forEach(value -> push(value, out));
                return true;
            } catch (Breakout e) {
                return e.leave(me);
            } catch (GeneratorFailedException e) {
                Exception failure = failure(me, Objects.requireNonNull(e.getCause()));
                for (Throwable breakout : e.getSuppressed()) { // those below were interrupted by it
                    failure.addSuppressed(Objects.requireNonNull(breakout.getCause()));
                }
                throw failure;
            } catch (CancelledException e) {
                throw interrupt(me, List.of(e));
            }
        };
    }

    /**
     * What to throw when the body has failed. A body that was stopped while it waited for something of its own may have
     * failed in a finally block: that counts as a failed close. If it has only made something else of the interrupt,
     * the answer is an interrupt, and what is suppressed on the way there are the failed closes.
     */
    private static Exception failure(Label me, Throwable thrown) {
        if (!Unwanted.look()) {
            return me.failure(thrown);
        }
        List<Throwable> ends = Foreign.downTo(thrown, Cancellations::isWhereMet);
        if (ends.isEmpty()) {
            return me.closeFailure(thrown);
        }
        InterruptedException interrupt = interrupt(me, ends);
        interrupt.initCause(thrown);
        return interrupt;
    }

    /** An interrupt to be thrown in the place of {@code ends}: what is suppressed in these are failed closes. */
    private static InterruptedException interrupt(Label me, List<Throwable> ends) {
        InterruptedException interrupt = new InterruptedException();
        for (Throwable end : ends) {
            for (Throwable suppressed : end.getSuppressed()) {
                interrupt.addSuppressed(me.closeFailure(suppressed));
            }
        }
        Thread.interrupted(); // last: there may be no memory for the rest
        return interrupt;
    }

    private static <T> void push(T value, Output<? super T> out) {
        boolean wanted;
        try {
            if (Boundary.isOver()) {
                throw new InterruptedException();
            }
            wanted = out.push(value);
        } catch (Exception e) {
            throw new Breakout(e);
        }
        if (!wanted) {
            throw new Breakout();
        }
    }
}
