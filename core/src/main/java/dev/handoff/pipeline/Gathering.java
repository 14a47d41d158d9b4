package dev.handoff.pipeline;

import dev.handoff.internal.Foreign;
import dev.handoff.internal.toolkit.Cancellations;

import org.jspecify.annotations.Nullable;

import java.util.stream.Gatherer;

/** Runs a gatherer of {@code java.util.stream} as a stage. */
final class Gathering<T, A, R> implements StageBody<R> {
    private final Stage<T> upstream;
    private final Gatherer<? super T, A, R> gatherer;

    Gathering(Stage<T> upstream, Gatherer<? super T, A, R> gatherer) {
        this.upstream = upstream;
        this.gatherer = gatherer;
    }

    @Override
    public boolean run(Label me, Output<? super R> out) throws Exception {
        Downstream<R> downstream = new Downstream<>(out);
        A state;
        Gatherer.Integrator<A, ? super T, R> integrator;
        try {
            integrator = gatherer.integrator();
            state = gatherer.initializer().get();
        } catch (Throwable t) {
            throw me.failure(t);
        }
        try {
            integrating(me, integrator, state, downstream).run(upstream);
        } catch (Throwable t) {
            giveUp(state, downstream, t);
            throw t;
        }
        try {
            gatherer.finisher().accept(state, downstream);
        } catch (Throwable t) {
            if (downstream.hasEnough() && !Cancellations.isInterrupt(t)) {
                return false;
            }
            throw downstream.failure(me, t);
        }
        downstream.throwFailure();
        return downstream.wanted;
    }

    /**
     * Lets the gatherer end what it has begun, such as the tasks of mapConcurrent, even behind a part that has failed.
     */
    private void giveUp(A state, Downstream<R> downstream, Throwable failure) {
        downstream.wanted = false;
        try {
            gatherer.finisher().accept(state, downstream);
        } catch (Throwable t) {
            boolean isItsOwn = t == failure || t == Foreign.cause(failure); // thrown again
            if (!isItsOwn && !FailedCloses.isEnd(failure)) { // it is no failed close
                failure.addSuppressed(t);
            }
        }
    }

    private Stopping<T> integrating(
            Label me,
            Gatherer.Integrator<A, ? super T, R> integrator,
            A state,
            Downstream<R> downstream) {
        return new Stopping<>() {
            @Override
            boolean push(T value) throws Exception {
                boolean more;
                try {
                    more = integrator.integrate(state, value, downstream);
                } catch (Throwable t) {
                    throw downstream.failure(me, t);
                }
                downstream.throwFailure();
                enough = !more || !downstream.wanted; // it need not heed the answer to its push
                return !enough;
            }
        };
    }

    /** What the gatherer pushes into. It cannot throw checked exceptions, and must not swallow any. */
    private static final class Downstream<R> implements Gatherer.Downstream<R> {
        private final Output<? super R> out;
        private final Stride stride = new Stride();
        private boolean wanted = true;
        private @Nullable Exception failure;

        Downstream(Output<? super R> out) {
            this.out = out;
        }

        @Override
        public boolean push(R value) {
            if (!wanted || failure != null) {
                return false;
            }
            if (value == null) {
                throw new NullPointerException("the gatherer gave null, which is no value");
            }
            try {
                stride.step(); // a function may push many for one value, and not wait
                wanted = out.push(value);
                return wanted;
            } catch (Exception e) {
                failure = e;
                return false;
            }
        }

        @Override
        public boolean isRejecting() {
            return !wanted || failure != null;
        }

        boolean hasEnough() {
            return !wanted && failure == null;
        }

        /** What the stages below have thrown goes before what the gatherer has made of it. */
        Exception failure(Label me, Throwable t) {
            return failure == null ? me.failure(t) : failure;
        }

        void throwFailure() throws Exception {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
