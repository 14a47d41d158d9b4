package dev.handoff.pipeline;

import java.util.List;
import java.util.Objects;

/** Stages that react to failures of what is above them. */
final class Failures {
    private Failures() {}

    static <T> StageBody<T> recover(
            Stage<T> upstream, Mapping<? super PipelineException, ? extends T> value) {
        return instead(upstream, (me, failure, out) -> out.push(given(me, value, failure)));
    }

    static <T> StageBody<T> recoverWith(
            Stage<T> upstream,
            Mapping<? super PipelineException, ? extends Pipeline<? extends T>> other) {
        return instead(upstream, (me, failure, out) -> given(me, other, failure).part().run(out));
    }

    /** What to put out in the place of what has failed; answers whether more is wanted. */
    @FunctionalInterface
    private interface Instead<T> {
        boolean putOut(Label me, PipelineException failure, Output<? super T> out) throws Exception;
    }

    private static <T> StageBody<T> instead(Stage<T> upstream, Instead<T> instead) {
        return (me, out) -> {
            Wanting<T> below = new Wanting<>(out);
            try {
                return upstream.run(below);
            } catch (PipelineException e) {
                if (!below.wantMore() || !e.mayBeMended()) {
                    throw e;
                }
                Boundary.throwIfStopped(e);
                e.recover();
                return instead.putOut(me, e, out);
            }
        };
    }

    private static <R> R given(
            Label me, Mapping<? super PipelineException, ? extends R> mapping, PipelineException e)
            throws Exception {
        try {
            return Elements.apply(me, mapping, e);
        } catch (PipelineException later) {
            if (later.getCause() != e) {
                later.addSuppressed(e);
            }
            throw later;
        }
    }

    static <T> StageBody<T> retry(Stage<T> upstream, Backoff backoff) {
        return (me, out) -> {
            Wanting<T> below = new Wanting<>(out);
            return backoff.run(
                    () -> upstream.run(below),
                    thrown ->
                            thrown instanceof PipelineException e
                                    && e.mayBeMended()
                                    && below.wantMore(),
                    failure -> isMet(me, backoff, (PipelineException) failure),
                    below::hasGotMore);
        };
    }

    /** Whether the back-off allows another attempt after what a function has thrown. */
    private static boolean isMet(Label me, Backoff backoff, PipelineException e) {
        try {
            return backoff.triesAgainAfter((Exception) Objects.requireNonNull(e.getCause()));
        } catch (Throwable t) {
            throw new PipelineException(me.toString(), t);
        }
    }

    /** What is attempted runs under the label of this stage, because this is the stage that users have named. */
    static <T, R> StageBody<R> resolve(
            StageBody<Attempt<T, R>> attempted, OnError<? super T, ? extends R> onError) {
        return (me, out) -> {
            Wanting<R> below = new Wanting<>(out);
            Resolving<T, R> resolving = new Resolving<>(me, below, onError);
            resolving.run(new Stage<>(me, List.of(), attempted));
            return below.wanted();
        };
    }

    private static final class Resolving<T, R> extends Stopping<Attempt<T, R>> {
        private final Label me;
        private final Output<R> out;
        private final OnError<T, R> onError;

        @SuppressWarnings("unchecked") // takes what is more special, gives what is more special
        Resolving(Label me, Output<R> out, OnError<? super T, ? extends R> onError) {
            this.me = me;
            this.out = out;
            this.onError = (OnError<T, R>) onError;
        }

        @Override
        boolean push(Attempt<T, R> attempt) throws Exception {
            boolean wanted =
                    switch (attempt) {
                        case Attempt.Success<T, R>(T value, R result) -> out.push(result);
                        case Attempt.Failure<T, R> failure -> {
                            // this process may be stopped later than a worker
                            if (!onError.isSkip()) {
                                Boundary.throwIfStopped(failure.cause());
                            }
                            yield onError.handle(me, failure, out);
                        }
                    };
            enough = !wanted;
            return wanted;
        }
    }
}
