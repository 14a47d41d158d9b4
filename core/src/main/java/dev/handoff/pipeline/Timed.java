package dev.handoff.pipeline;

import static dev.handoff.Select.on;

import dev.handoff.Case;
import dev.handoff.Deadline;
import dev.handoff.DeadlineExceededException;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Tick;
import dev.handoff.Timers;
import dev.handoff.internal.Foreign;
import dev.handoff.internal.Interlude;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** Stages that look at the time. Those that must not miss it while they wait have what is above in another process. */
final class Timed {
    private Timed() {}

    static StageBody<Tick> ticker(Duration period) {
        return (me, out) -> Feed.drain(Timers.every(period), lettingOthersIn(out));
    }

    /** The stages below may take longer than a period: then the next tick is already due, and nobody ever waits. */
    private static Output<Tick> lettingOthersIn(Output<? super Tick> out) {
        return new Output<>() {
            @Override
            boolean push(Tick tick) throws Exception {
                if (tick.skipped() > 0) {
                    Interlude.take();
                }
                return out.push(tick);
            }
        };
    }

    /** The next value within {@code limit}: null if there is none; {@code atEnd} tells whether that is the end. */
    private static final class Next<T> {
        private final Receiver<T> values;
        private boolean atEnd;

        Next(Receiver<T> values) {
            this.values = values;
        }

        /**
         * Null at the end, or when the time is up. After that nothing more is taken: values that are always ready would
         * go on and on.
         */
        @Nullable T within(Duration limit) throws Exception {
            Boundary.throwIfOver();
            if (!limit.isPositive()) {
                return null;
            }
            return switch (values.receiveWithin(limit)) {
                case Received.Value<T>(T value) -> value;
                case Received.Empty<T> e -> null;
                case Received.Closed<T> c -> {
                    atEnd = true;
                    yield Feed.nextOrNull(values); // null, or throws
                }
            };
        }
    }

    static <T> StageBody<List<T>> batchWithin(Stage<T> upstream, int most, Duration limit) {
        return (me, out) ->
                Feed.apart(
                        me,
                        upstream,
                        values -> {
                            Next<T> next = new Next<>(values);
                            T first;
                            while (!next.atEnd && (first = Feed.nextOrNull(values)) != null) {
                                if (!out.push(batch(first, next, most, limit))) {
                                    return false;
                                }
                            }
                            return true;
                        });
    }

    private static <T> List<T> batch(T first, Next<T> next, int most, Duration limit)
            throws Exception {
        List<T> batch = new ArrayList<>();
        batch.add(first);
        Deadline end = Deadline.in(limit);
        while (batch.size() < most) {
            T value = next.within(end.remaining());
            if (value == null) {
                break;
            }
            batch.add(value);
        }
        return batch;
    }

    static <T> StageBody<List<T>> batchByWeightWithin(
            Stage<T> upstream,
            long most,
            Mapping<? super T, ? extends Number> weight,
            Duration limit) {
        return (me, out) ->
                Feed.apart(
                        me,
                        upstream,
                        values -> {
                            Batching.ByWeight<T> batch =
                                    new Batching.ByWeight<>(me, out, most, weight);
                            return pushWithin(limit, values, batch);
                        });
    }

    /**
     * Pushes the values into {@code batch}, and pushes on what is in it when the first of these has waited long enough.
     * A value that did not fit into the list before begins to wait when that list is out: that may take longer than the
     * value should wait at all.
     */
    private static <T> boolean pushWithin(
            Duration limit, Receiver<T> values, Batching.ByWeight<T> batch) throws Exception {
        Next<T> next = new Next<>(values);
        Deadline end = Deadline.in(limit);
        while (true) {
            boolean begins = batch.size() == 0;
            T value = begins ? Feed.nextOrNull(values) : next.within(end.remaining());
            if (value == null && begins) {
                return true;
            }
            Deadline sinceTaken = Deadline.in(limit);
            boolean wanted = value == null ? batch.pushBatch() : batch.push(value);
            if (!wanted) {
                return false;
            }
            if (batch.size() == 1) {
                end = begins ? sinceTaken : Deadline.in(limit);
            }
        }
    }

    static <T> StageBody<T> throttle(Stage<T> upstream, int count, Duration period) {
        return (me, out) -> upstream.run(new Throttling<>(out, count, period));
    }

    private static final class Throttling<T> extends Output<T> {
        private final Output<? super T> out;
        private final int count;
        private final Duration period;

        /** For each of the latest values, the instant at which it is a period ago; the oldest first. */
        private final Queue<Deadline> free = new ArrayDeque<>();

        Throttling(Output<? super T> out, int count, Duration period) {
            this.out = out;
            this.count = count;
            this.period = period;
        }

        @Override
        boolean push(T value) throws Exception {
            if (free.size() == count) {
                Deadline turn = free.remove();
                if (!turn.hasPassed()) {
                    Boundary.throwIfOver();
                    Timers.sleep(turn.remaining());
                }
            }
            free.add(Deadline.in(period));
            return out.push(value);
        }
    }

    static <T> StageBody<T> debounce(Stage<T> upstream, Duration quiet) {
        return (me, out) ->
                Feed.apart(
                        me,
                        upstream,
                        values -> {
                            Next<T> next = new Next<>(values);
                            T latest;
                            while (!next.atEnd && (latest = Feed.nextOrNull(values)) != null) {
                                for (T newer; (newer = next.within(quiet)) != null; ) {
                                    latest = newer;
                                }
                                if (!out.push(latest)) {
                                    return false;
                                }
                            }
                            return true;
                        });
    }

    static <T> StageBody<T> sample(Stage<T> upstream, Duration period) {
        return (me, out) ->
                Feed.apart(
                        me,
                        upstream,
                        values -> {
                            Receiver<Tick> ticks = Timers.every(period);
                            try {
                                return new Sampling<>(values, ticks).run(out);
                            } finally {
                                ticks.cancel();
                            }
                        });
    }

    private static final class Sampling<T> {
        private enum Event {
            VALUE,
            TICK,
            END
        }

        private final Receiver<T> values;

        /** Values that never stop coming must not hold up the ticks, nor ticks of a short period the values. */
        private final Select<Event> ticksFirst;

        private final Select<Event> valuesFirst;
        private @Nullable T newest;

        Sampling(Receiver<T> values, Receiver<Tick> ticks) {
            this.values = values;
            Case<Event> tick = on(ticks, t -> Event.TICK);
            Case<Event> value = Select.<T, Event>on(values, this::note).onClosed(() -> Event.END);
            this.ticksFirst = Select.prioritized(tick, value);
            this.valuesFirst = Select.prioritized(value, tick);
        }

        private Event note(T value) {
            newest = value;
            return Event.VALUE;
        }

        boolean run(Output<? super T> out) throws Exception {
            Event event = Event.VALUE;
            while (true) {
                Boundary.throwIfOver();
                event = (event == Event.TICK ? valuesFirst : ticksFirst).run();
                if (event == Event.END) {
                    Feed.nextOrNull(values); // throws if it has failed
                }
                T value = newest;
                if (event != Event.VALUE && value != null) {
                    newest = null;
                    if (!out.push(value)) {
                        return false;
                    }
                } else if (event == Event.TICK) {
                    Interlude.take(); // a tick may always be due: those above need a core, too
                }
                if (event == Event.END) {
                    return true;
                }
            }
        }
    }

    static <T> StageBody<T> timeout(Stage<T> upstream, Duration limit) {
        return (me, out) ->
                Feed.apart(
                        me,
                        upstream,
                        values -> {
                            Next<T> next = new Next<>(values);
                            while (true) {
                                T value = next.within(limit);
                                if (value == null) {
                                    if (next.atEnd) {
                                        return true;
                                    }
                                    throw me.failure(
                                            new TimeoutException(
                                                    "no value within " + TimedStages.shown(limit)));
                                }
                                if (!out.push(value)) {
                                    return false;
                                }
                            }
                        });
    }

    static <T, R> Mapping<T, R> within(Duration limit, Mapping<? super T, ? extends R> mapping) {
        return value -> {
            AtomicReference<@Nullable DeadlineExceededException> own = new AtomicReference<>();
            try {
                return Scope.named("within " + TimedStages.shown(limit))
                        .deadline(limit)
                        .call(
                                scope -> {
                                    try {
                                        return mapping.apply(value);
                                    } catch (DeadlineExceededException e) { // of another deadline
                                        own.set(e);
                                        throw e;
                                    }
                                });
            } catch (DeadlineExceededException e) {
                if (e == own.get()) {
                    throw e;
                }
                TimeoutException late =
                        new TimeoutException("no result within " + TimedStages.shown(limit));
                late.initCause(e);
                Foreign.suppressAllOf(List.of(e), late);
                throw late;
            }
        };
    }
}
