package dev.handoff.pipeline;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.OwnershipException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.internal.toolkit.ChannelEnd;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/** The parts of a boundary between processes; {@link Stage} tells how they are put together. */
final class Feed {
    /** How many results go to a platform thread at once, at most. ADR 11 tells what other numbers do. */
    static final int LIST = 32;

    private Feed() {}

    /**
     * Starts a process that runs {@code upstream} and sends its values to {@code values}, which it closes at the end, or
     * fails with what upstream has thrown.
     */
    static <T> void start(Boundary processes, Stage<T> upstream, Sender<? super T> values) {
        start(processes, upstream, sending(values), failure -> ChannelEnd.tell(values, failure));
    }

    /** A channel inside of a stage; reports show to which stage it belongs. */
    static <V> Channel<V> channel(Label me, String what, int capacity) {
        return Channel.<V>named(me + ", " + what).buffered(capacity).open();
    }

    /** Runs {@code upstream} in a process that sends to {@code values}, until {@code body}, which receives them, ends. */
    static <T> boolean apart(Label me, Stage<T> upstream, Channel<T> values, Body<T> body)
            throws Exception {
        return Boundary.run(
                me,
                processes -> {
                    start(processes, upstream, values);
                    try {
                        return body.run(values);
                    } finally {
                        values.cancel();
                    }
                });
    }

    /** As above; upstream is never ahead by more than the value in its hand. */
    static <T> boolean apart(Label me, Stage<T> upstream, Body<T> body) throws Exception {
        return apart(me, upstream, Channel.<T>named(me.toString()).open(), body);
    }

    /** Receives from upstream, and answers whether more is wanted. */
    @FunctionalInterface
    interface Body<T> {
        boolean run(Receiver<T> values) throws Exception;
    }

    /**
     * Starts a process that runs {@code upstream} into {@code out}.
     *
     * @param ended called when upstream has ended, with what it has thrown, or null
     */
    static <T> void start(
            Boundary processes,
            Stage<T> upstream,
            Output<? super T> out,
            Consumer<@Nullable Throwable> ended) {
        processes.go(
                upstream.label().toString(),
                () -> {
                    Throwable failure = null;
                    try {
                        upstream.run(processes.<T>noting(out));
                    } catch (OwnershipException e) { // by a send: those of functions are wrapped
                        failure = upstream.label().failure(e);
                    } catch (Throwable t) {
                        failure = t;
                    }
                    processes.ended(failure);
                    ended.accept(failure);
                });
    }

    /**
     * Makes one more sender for a process, which closes it.
     *
     * @param start starts the process; if there is no thread for it, the sender is closed here
     */
    static <T> void withSender(Sender<T> others, Consumer<Sender<T>> start) {
        Sender<T> mine = others.newSender();
        try {
            start.accept(mine);
        } catch (Throwable t) {
            mine.close();
            throw t;
        }
    }

    /** Sends what is pushed; wants no more when the receiver has cancelled the channel. */
    static <T> Stopping<T> sending(Sender<? super T> values) {
        return new Stopping<>() {
            @Override
            boolean push(T value) throws Exception {
                enough = !send(values, value);
                return !enough;
            }
        };
    }

    /**
     * As {@link #sending(Sender)}, in a scope: a function above may have swallowed the interrupt of the scope's cancel.
     */
    static <T> Stopping<T> sending(Scope scope, Sender<? super T> values) {
        return new Stopping<>() {
            @Override
            boolean push(T value) throws Exception {
                if (scope.isCancelled()) {
                    throw new InterruptedException();
                }
                enough = !send(values, value);
                return !enough;
            }
        };
    }

    /** Answers false if the receiver has cancelled the channel, and so wants no more. */
    static <T> boolean send(Sender<? super T> values, T value) throws InterruptedException {
        try {
            values.send(value);
            return true;
        } catch (CancelledException e) {
            return false;
        }
    }

    /** As {@link #send(Sender, Object)}; to send a value that others own is a failure of the stage that sends it. */
    static <T> boolean send(Label me, Sender<? super T> values, T value) throws Exception {
        try {
            return send(values, value);
        } catch (OwnershipException e) {
            throw me.failure(e);
        }
    }

    /** As {@link #pass}; a process that sends more is told that nobody wants it. */
    static <T> boolean drain(Receiver<T> values, Output<? super T> out) throws Exception {
        try {
            return pass(values, out);
        } finally {
            values.cancel();
        }
    }

    /** Pushes what it receives, up to the end; if the channel has failed, throws what that has failed with. */
    static <T> boolean pass(Receiver<T> values, Output<? super T> out) throws Exception {
        while (true) {
            T value = nextOrNull(values);
            if (value == null) {
                return true;
            }
            if (!out.push(value)) {
                return false;
            }
        }
    }

    /** The next value, or null at the end; if the channel has failed, throws what that has failed with. */
    static <T> @Nullable T nextOrNull(Receiver<T> values) throws Exception {
        Boundary.throwIfOver();
        try {
            return values.receiveOrNull();
        } catch (ChannelFailedException e) {
            throw causeOf(e);
        }
    }

    /** The next values, none at the end; if the channel has failed, throws what that has failed with. */
    static <T> List<T> nextOf(Receiver<T> values, int most) throws Exception {
        Boundary.throwIfOver();
        try {
            return values.receiveBatch(most);
        } catch (ChannelFailedException e) {
            throw causeOf(e);
        }
    }

    private static Exception causeOf(ChannelFailedException e) {
        return switch (e.getCause()) {
            case Error error -> throw error;
            case Exception cause -> cause;
            case null, default -> e;
        };
    }

    /**
     * Pushes what {@code ready} has. If this is a platform thread, a process does the waiting, and hands over what is
     * ready as a list: to wake a platform thread costs as much as to wake a hundred virtual ones, and workers that are
     * never out of work would wake it for each result.
     *
     * @param most how many values a list has at most; two lists may be under way
     */
    static <T> boolean drain(Boundary processes, Ready<T> ready, int most, Output<? super T> out)
            throws Exception {
        Ready<T> here =
                Thread.currentThread().isVirtual() ? ready : StandIn.of(processes, ready, most);
        Stride stride = new Stride();
        for (List<T> list = here.next(most); !list.isEmpty(); list = here.next(most)) {
            for (T value : list) {
                stride.step();
                if (!out.push(value)) {
                    return false;
                }
            }
        }
        return true;
    }
}
