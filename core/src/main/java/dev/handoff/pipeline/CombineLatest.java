package dev.handoff.pipeline;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Select;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/** A result for each value of two inputs, with the latest of the other. */
final class CombineLatest<A, B, R> {
    /* Overview
     *
     *   first ──values──▶ this process, which keeps the latest of each ◀──values── second
     *
     *   Both go over a rendezvous, and a fair select takes what comes: neither is ahead by more than the value in its hand.
     *   When one has ended, the other goes on with the last value of it. If it had none nothing can come any more, and the
     *   other is stopped.
     */
    private enum Event {
        VALUE,
        FIRST_END,
        SECOND_END
    }

    private final Label me;
    private final Receiver<A> firsts;
    private final Receiver<B> seconds;
    private final Combining<? super A, ? super B, ? extends R> combining;
    private final Output<? super R> out;
    private @Nullable A first;
    private @Nullable B second;

    private CombineLatest(
            Label me,
            Receiver<A> firsts,
            Receiver<B> seconds,
            Combining<? super A, ? super B, ? extends R> combining,
            Output<? super R> out) {
        this.me = me;
        this.firsts = firsts;
        this.seconds = seconds;
        this.combining = combining;
        this.out = out;
    }

    static <A, B, R> StageBody<R> of(
            Stage<A> first,
            Stage<B> second,
            Combining<? super A, ? super B, ? extends R> combining) {
        return (me, out) ->
                Boundary.<R>run(
                        me,
                        out,
                        (processes, below) -> {
                            Channel<A> firsts = Joins.channel(me, first);
                            Channel<B> seconds = Joins.channel(me, second);
                            try {
                                Feed.start(processes, first, firsts);
                                Feed.start(processes, second, seconds);
                                return new CombineLatest<A, B, R>(
                                                me, firsts, seconds, combining, below)
                                        .run();
                            } finally {
                                firsts.cancel();
                                seconds.cancel();
                            }
                        });
    }

    /** Answers false if what is left of the inputs is to be stopped. */
    private boolean run() throws Exception {
        Select<Event> next =
                Select.of(
                        Select.<A, Event>on(firsts, this::takeFirst)
                                .onClosed(() -> Event.FIRST_END),
                        Select.<B, Event>on(seconds, this::takeSecond)
                                .onClosed(() -> Event.SECOND_END));
        while (true) {
            Boundary.throwIfOver();
            switch (next.run()) {
                case VALUE -> {
                    if (!putOut()) {
                        return false;
                    }
                }
                case FIRST_END -> {
                    Feed.nextOrNull(firsts); // throws if it has failed
                    return first != null && Feed.pass(seconds, after(this::takeSecond));
                }
                case SECOND_END -> {
                    Feed.nextOrNull(seconds); // throws if it has failed
                    return second != null && Feed.pass(firsts, after(this::takeFirst));
                }
            }
        }
    }

    private Event takeFirst(A value) {
        first = value;
        return Event.VALUE;
    }

    private Event takeSecond(B value) {
        second = value;
        return Event.VALUE;
    }

    private <T> Output<T> after(Consumer<T> taking) {
        return new Output<>() {
            @Override
            boolean push(T value) throws Exception {
                taking.accept(value);
                return putOut();
            }
        };
    }

    /** Answers whether more is wanted. */
    private boolean putOut() throws Exception {
        A a = first;
        B b = second;
        return a == null || b == null || out.push(Elements.combine(me, combining, a, b));
    }
}
