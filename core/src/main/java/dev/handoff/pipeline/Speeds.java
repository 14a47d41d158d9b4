package dev.handoff.pipeline;

import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorFailedException;
import dev.handoff.generate.GeneratorRun;
import dev.handoff.internal.toolkit.ChannelEnd;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.Objects;

/** Stages between two others that are not equally fast. */
final class Speeds {
    private Speeds() {}

    static <T> StageBody<T> conflate(Stage<T> upstream) {
        return (me, out) ->
                Feed.apart(
                        me,
                        upstream,
                        Channel.<T>named(me.toString()).latest().open(),
                        newest -> Feed.pass(newest, out));
    }

    static <T, A> StageBody<A> conflate(
            Stage<T> upstream,
            Mapping<? super T, ? extends A> first,
            Combining<? super A, ? super T, ? extends A> more) {
        return (me, out) ->
                Boundary.run(
                        me,
                        processes -> {
                            Channel<A> waiting = Channel.<A>named(me.toString()).buffered(1).open();
                            Feed.start(
                                    processes,
                                    upstream,
                                    combining(me, waiting, first, more),
                                    failure -> ChannelEnd.tell(waiting, failure));
                            return Feed.drain(waiting, out);
                        });
    }

    /**
     * Takes the combination that nobody has received yet out of the channel, and puts it in again with one more value.
     * As nobody else sends, there is room then, and the send does not wait.
     */
    private static <T, A> Output<T> combining(
            Label me,
            Channel<A> waiting,
            Mapping<? super T, ? extends A> first,
            Combining<? super A, ? super T, ? extends A> more) {
        return new Output<>() {
            @Override
            boolean push(T value) throws Exception {
                A combination = waiting.tryReceiveOrNull();
                if (combination == null) {
                    return Feed.send(waiting, Elements.apply(me, first, value));
                }
                boolean wanted;
                try {
                    combination = Elements.combine(me, more, combination, value);
                } finally { // as after a failure above: what came before it is put out
                    wanted = Feed.send(waiting, combination);
                }
                return wanted;
            }
        };
    }

    static <T, R> StageBody<R> expand(
            Stage<T> upstream, Mapping<? super T, ? extends Iterable<? extends R>> more) {
        return (me, out) -> Feed.apart(me, upstream, values -> expand(me, values, more, out));
    }

    private static <T, R> boolean expand(
            Label me,
            Receiver<T> values,
            Mapping<? super T, ? extends Iterable<? extends R>> more,
            Output<? super R> out)
            throws Exception {
        T value = Feed.nextOrNull(values);
        while (value != null) {
            Received<T> newer = Received.empty();
            try (Filling<R> filling = new Filling<>(me, Elements.apply(me, more, value))) {
                while (newer instanceof Received.Empty<T>) {
                    Boundary.throwIfOver();
                    R element = filling.nextOrNull();
                    if (element == null) {
                        break;
                    }
                    if (!out.push(element)) {
                        return false;
                    }
                    newer = values.tryReceive();
                }
            }
            value = newer instanceof Received.Value<T>(T v) ? v : Feed.nextOrNull(values);
        }
        return true;
    }

    /** The elements for one value. A generator is mostly left before the end of its elements, so its run is closed. */
    private static final class Filling<R> implements AutoCloseable {
        private final Label me;
        private final Iterator<? extends R> elements;
        private @Nullable GeneratorRun<? extends R> run;

        Filling(Label me, Iterable<? extends R> elements) throws Exception {
            this.me = me;
            if (elements instanceof Generator<? extends R> generator) {
                run = generator.open();
                this.elements = run.iterator();
                return;
            }
            try {
                this.elements = elements.iterator();
            } catch (Throwable t) {
                throw me.failure(t);
            }
        }

        @Override
        public void close() {
            if (run != null) {
                me.closing(run).close();
            }
        }

        @Nullable R nextOrNull() throws Exception {
            R element;
            try {
                if (!elements.hasNext()) {
                    return null;
                }
                element = elements.next();
            } catch (Throwable t) {
                throw run != null && t instanceof GeneratorFailedException failed
                        ? new PipelineException(
                                me.toString(), Objects.requireNonNull(failed.getCause()))
                        : me.failure(t);
            }
            if (element == null) {
                throw me.nullAmongElements();
            }
            return element;
        }
    }
}
