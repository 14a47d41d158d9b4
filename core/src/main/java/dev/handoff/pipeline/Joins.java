package dev.handoff.pipeline;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;

import java.util.ArrayList;
import java.util.List;

/** Stages with several inputs. */
final class Joins {
    private Joins() {}

    static <A, B, R> StageBody<R> zip(
            Stage<A> first,
            Stage<B> second,
            Combining<? super A, ? super B, ? extends R> combining) {
        return (me, out) -> {
            Wanting<R> below = new Wanting<>(out);
            Feed.scoped(
                    me,
                    scope -> {
                        Receiver<B> seconds = started(scope, me, second);
                        try {
                            first.run(zipping(me, seconds, combining, below));
                            return false; // the second may have more: it is stopped
                        } finally {
                            seconds.cancel();
                        }
                    });
            return below.wanted();
        };
    }

    private static <A, B, R> Output<A> zipping(
            Label me,
            Receiver<B> seconds,
            Combining<? super A, ? super B, ? extends R> combining,
            Output<? super R> out) {
        return new Output<>() {
            @Override
            boolean push(A value) throws Exception {
                B second = Feed.nextOrNull(seconds);
                return second != null && out.push(Gathered.combine(me, combining, value, second));
            }
        };
    }

    private static <T> Receiver<T> started(Scope scope, Label me, Stage<T> upstream) {
        Channel<T> values = Channel.<T>named(me + ", values of " + upstream.label()).open();
        Feed.start(scope, upstream, values);
        return values;
    }

    /** All made before the first can close or fail the channel. */
    static <T> List<Sender<T>> senders(Channel<T> channel, int count) {
        List<Sender<T>> senders = new ArrayList<>();
        while (senders.size() < count) {
            senders.add(channel.newSender());
        }
        return senders;
    }

    static <T> StageBody<T> interleave(List<Stage<? extends T>> inputs) {
        return (me, out) ->
                Feed.scoped(
                        me,
                        scope -> {
                            List<Receiver<? extends T>> live = new ArrayList<>();
                            for (Stage<? extends T> input : inputs) {
                                live.add(started(scope, me, input));
                            }
                            try {
                                return byTurns(live, out);
                            } finally {
                                live.forEach(Receiver::cancel);
                            }
                        });
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
