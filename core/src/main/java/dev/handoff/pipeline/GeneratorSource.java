package dev.handoff.pipeline;

import dev.handoff.CancelledException;
import dev.handoff.HandoffException;
import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorFailedException;
import dev.handoff.internal.Foreign;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;

/** Runs a generator in the process of the stage: its yield is the push. */
final class GeneratorSource {
    private GeneratorSource() {}

    /** Takes what has come out of push through the body of the generator. */
    private static final class Carried extends HandoffException {
        private static final long serialVersionUID = 1;

        Carried(Exception cause) {
            super("those below have failed: " + cause, cause);
        }
    }

    /** Ends the body when no more is wanted. */
    private static final class Enough extends HandoffException {
        private static final long serialVersionUID = 1;

        Enough() {
            super("no more values are wanted", null);
        }
    }

    static <T> StageBody<T> of(Generator<? extends T> generator) {
        return (me, out) -> {
            try {
                generator.forEach(value -> push(value, out));
                return true;
            } catch (Enough e) {
                if (e.getSuppressed().length > 0) {
                    throw me.closeFailure(e.getSuppressed()[0]);
                }
                return false;
            } catch (Carried e) {
                Exception cause = (Exception) Objects.requireNonNull(e.getCause());
                for (Throwable suppressed : e.getSuppressed()) {
                    if (suppressed != cause) { // a body may look for it, and throw it again
                        cause.addSuppressed(me.closeFailure(suppressed));
                    }
                }
                throw cause;
            } catch (GeneratorFailedException e) {
                throw failure(me, Objects.requireNonNull(e.getCause()));
            } catch (CancelledException e) {
                Thread.interrupted();
                InterruptedException interrupt = new InterruptedException();
                for (Throwable suppressed : e.getSuppressed()) {
                    interrupt.addSuppressed(me.closeFailure(suppressed));
                }
                throw interrupt;
            }
        };
    }

    /**
     * What to throw when the body has failed. One that was stopped while it waited for something itself may have failed in
     * a finally block: that counts as a failed close, unless it has only made something else of the interrupt.
     */
    private static Exception failure(Label me, Throwable thrown) {
        Exception failure = me.failure(thrown);
        if (!Boundary.isStopped()) {
            return failure;
        }
        Set<Throwable> seen =
                Collections.newSetFromMap(new IdentityHashMap<>()); // causes may form a circle
        for (Throwable t = thrown; t != null && seen.add(t); t = Foreign.cause(t)) {
            for (Throwable suppressed : t.getSuppressed()) {
                failure.addSuppressed(me.closeFailure(suppressed));
            }
            if (t instanceof CancelledException || Label.isInterrupt(t)) {
                return failure;
            }
        }
        return me.closeFailure(thrown);
    }

    private static <T> void push(T value, Output<? super T> out) {
        boolean wanted;
        try {
            wanted = !Boundary.isOver() && out.push(value);
        } catch (Exception e) {
            throw new Carried(e);
        }
        if (!wanted) {
            throw new Enough();
        }
    }
}
