package dev.handoff.pipeline;

import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Select;
import dev.handoff.internal.Unheard;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** Runs a pipeline for each value, until the next value comes. */
final class FlatMapLatest<T, R> {
    /* Overview
     *
     *   upstream ──values──▶ this process ◀──results── the pipeline of the newest value
     *
     *   Both go over a rendezvous, and values are looked at first. So when a newer value has come, nothing older is put
     *   out, and what the older pipeline is about to hand over is dropped with that pipeline. The pipeline runs in a
     *   boundary of its own inside that of upstream, which is left before the next pipeline is begun.
     *
     *   When the newer value is taken, or the failure of upstream, the pipeline may have failed by itself while those
     *   below were busy. That failure is told to the uncaught-exception handler: whether anybody hears of it does not
     *   depend on which of the two was faster.
     */
    private enum Event {
        NEWER,
        LAST,
        RESULT,
        RESULTS_END
    }

    private final Label me;
    private final Receiver<T> values;
    private final Mapping<? super T, ? extends Pipeline<? extends R>> mapping;
    private final Output<? super R> out;
    private @Nullable T newer;
    private @Nullable R result;
    private boolean wanted = true;

    private FlatMapLatest(
            Label me,
            Receiver<T> values,
            Mapping<? super T, ? extends Pipeline<? extends R>> mapping,
            Output<? super R> out) {
        this.me = me;
        this.values = values;
        this.mapping = mapping;
        this.out = out;
    }

    static <T, R> StageBody<R> of(
            Stage<T> upstream, Mapping<? super T, ? extends Pipeline<? extends R>> mapping) {
        return (me, out) ->
                Feed.apart(
                        me,
                        upstream,
                        values -> new FlatMapLatest<T, R>(me, values, mapping, out).run());
    }

    private boolean run() throws Exception {
        T value = Feed.nextOrNull(values);
        while (value != null) {
            newer = null;
            Stage<? extends R> pipeline = Elements.apply(me, mapping, value).part();
            Boundary.run(me, processes -> untilNewer(processes, pipeline));
            if (!wanted) {
                return false;
            }
            value = newer == null ? Feed.nextOrNull(values) : newer;
        }
        return true;
    }

    /** Answers false if the pipeline is to be stopped. */
    private <S extends R> boolean untilNewer(Boundary processes, Stage<S> pipeline)
            throws Exception {
        Channel<R> results = Channel.<R>named(me + ", results").open();
        Feed.start(processes, pipeline, results);
        Select<Event> newerFirst =
                Select.prioritized(
                        Select.<T, Event>on(values, this::noteNewer).onClosed(() -> Event.LAST),
                        Select.<R, Event>on(results, this::noteResult)
                                .onClosed(() -> Event.RESULTS_END));
        try {
            while (true) {
                Boundary.throwIfOver();
                switch (newerFirst.run()) {
                    case NEWER -> {
                        tellIfFailed(results);
                        return false;
                    }
                    case RESULT -> {
                        wanted = out.push(noted());
                        if (!wanted) {
                            return false;
                        }
                    }
                    case RESULTS_END -> {
                        Feed.nextOrNull(results); // throws if it has failed
                        return true;
                    }
                    case LAST -> {
                        try {
                            Feed.nextOrNull(values); // throws if it has failed
                        } catch (Throwable t) {
                            tellIfFailed(results);
                            throw t;
                        }
                        wanted = Feed.pass(results, out);
                        return wanted;
                    }
                }
            }
        } finally {
            results.cancel();
        }
    }

    /**
     * Tells the failure of the pipeline if it has failed by itself. What it could not close is told when its processes
     * are left.
     */
    private static void tellIfFailed(Receiver<?> results) throws InterruptedException {
        if (results.tryReceive() instanceof Received.Closed<?>(var failure)) {
            boolean isOfClose = failure instanceof PipelineException e && e.isOfClose();
            if (failure != null && !isOfClose && !FailedCloses.isEnd(failure)) {
                Unheard.tell(failure);
                if (failure instanceof PipelineException e) {
                    e.recover(); // what could not be closed beside it is told with it
                }
            }
        }
    }

    private Event noteNewer(T value) {
        newer = value;
        return Event.NEWER;
    }

    private Event noteResult(R value) {
        result = value;
        return Event.RESULT;
    }

    private R noted() {
        return Objects.requireNonNull(result);
    }
}
