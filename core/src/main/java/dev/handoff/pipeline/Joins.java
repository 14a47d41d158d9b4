package dev.handoff.pipeline;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Sender;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Stages with several inputs. */
final class Joins {
    private Joins() {}

    static <A, B, R> StageBody<R> zip(
            Stage<A> first,
            Stage<B> second,
            Combining<? super A, ? super B, ? extends R> combining) {
        return (me, out) ->
                Boundary.<R>run(
                        me,
                        out,
                        (processes, below) -> {
                            Receiver<B> seconds = started(processes, me, second);
                            try {
                                zipping(me, seconds, combining, below).run(first);
                                return false; // the second may have more: it is stopped
                            } finally {
                                seconds.cancel();
                            }
                        });
    }

    private static <A, B, R> Stopping<A> zipping(
            Label me,
            Receiver<B> seconds,
            Combining<? super A, ? super B, ? extends R> combining,
            Output<? super R> out) {
        return new Stopping<>() {
            @Override
            boolean push(A value) throws Exception {
                B second = Feed.nextOrNull(seconds);
                enough =
                        second == null || !out.push(Elements.combine(me, combining, value, second));
                return !enough;
            }
        };
    }

    /** The values of an input, which is ahead by the value in its hand. */
    private static <T> Receiver<T> started(Boundary processes, Label me, Stage<T> upstream) {
        Channel<T> values = Channel.<T>named(me + ", values of " + upstream.label()).open();
        Feed.start(processes, upstream, values);
        return values;
    }

    /** Makes all senders before the first of them can close or fail the channel. */
    static <T> List<Sender<T>> senders(Channel<T> channel, int count) {
        List<Sender<T>> senders = new ArrayList<>();
        while (senders.size() < count) {
            senders.add(channel.newSender());
        }
        return senders;
    }

    /** Receives from several inputs, and answers whether more of them is wanted. */
    private interface Receiving<T> {
        boolean from(List<Receiver<? extends T>> inputs) throws Exception;
    }

    private static <T> boolean fromAll(
            Boundary processes,
            Label me,
            List<? extends Stage<? extends T>> upstreams,
            Receiving<T> receiving)
            throws Exception {
        List<Receiver<? extends T>> inputs = new ArrayList<>();
        try {
            for (Stage<? extends T> upstream : upstreams) {
                inputs.add(started(processes, me, upstream));
            }
            return receiving.from(inputs);
        } finally {
            inputs.forEach(Receiver::cancel);
        }
    }

    /** Puts out what comes of several inputs, and answers whether more of them is wanted. */
    interface Joining<T, R> {
        boolean run(Label me, List<Receiver<? extends T>> inputs, Output<? super R> out)
                throws Exception;
    }

    /** Each input runs in a process of its own; without inputs nothing comes. */
    static <T, R> StageBody<R> all(
            List<? extends Stage<? extends T>> upstreams, Joining<T, R> joining) {
        return (me, out) ->
                upstreams.isEmpty()
                        || Boundary.<R>run(
                                me,
                                out,
                                (processes, below) ->
                                        fromAll(
                                                processes,
                                                me,
                                                upstreams,
                                                (List<Receiver<? extends T>> inputs) ->
                                                        joining.run(me, inputs, below)));
    }

    static <T> StageBody<List<T>> zipAll(List<Stage<? extends T>> upstreams) {
        return Joins.<T, List<T>>all(upstreams, (me, inputs, out) -> inStep(inputs, out));
    }

    /** Answers false: some inputs may have more, and are stopped. */
    private static <T> boolean inStep(
            List<Receiver<? extends T>> inputs, Output<? super List<T>> out) throws Exception {
        while (true) {
            List<T> step = new ArrayList<>(inputs.size());
            for (Receiver<? extends T> input : inputs) {
                T value = Feed.nextOrNull(input);
                if (value == null) {
                    return false;
                }
                step.add(value);
            }
            if (!out.push(Collections.unmodifiableList(step))) {
                return false;
            }
        }
    }

    static <T> StageBody<T> interleave(List<Stage<? extends T>> upstreams) {
        return (me, out) ->
                Boundary.run(
                        me,
                        processes ->
                                fromAll(
                                        processes,
                                        me,
                                        upstreams,
                                        (List<Receiver<? extends T>> inputs) ->
                                                byTurns(inputs, out)));
    }

    private static <T> boolean byTurns(List<Receiver<? extends T>> live, Output<? super T> out)
            throws Exception {
        int turn = 0;
        while (!live.isEmpty()) {
            T value = Feed.nextOrNull(live.get(turn));
            if (value == null) {
                live.remove(turn);
            } else if (out.push(value)) {
                turn++;
            } else {
                return false;
            }
            turn = turn == live.size() ? 0 : turn;
        }
        return true;
    }
}
