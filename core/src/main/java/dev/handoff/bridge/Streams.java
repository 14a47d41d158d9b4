package dev.handoff.bridge;

import dev.handoff.CheckReturnValue;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.internal.Ignored;
import dev.handoff.internal.Raise;

import java.util.Iterator;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Bridges to {@link Stream} and {@link Iterator}. A receiver is {@link Iterable} by itself. */
public final class Streams {
    private Streams() {}

    /**
     * The values of a receiver as a stream, up to the end. A value is received when the terminal operation asks for it;
     * what a short-circuiting operation does not ask for stays in the channel. {@link Stream#close} cancels the receiver
     * (L15), so use it in a try-with-resources statement where the rest is not wanted.
     *
     * <p>The terminal operation waits as the receiver does. It throws {@link dev.handoff.ChannelFailedException} when the
     * channel has failed, and {@link dev.handoff.CancelledException} when its thread is interrupted, whose interrupt
     * status is then set; nothing is lost then.
     *
     * <p>A parallel stream is cut into batches of what is there, at most 256 values each; it takes batches ahead, so
     * that a short-circuiting operation may leave some that were received and are seen by nobody. Their number is not
     * limited: a batch waits in the memory until a thread of the fork-join pool comes to it. Where that pool has one
     * thread, as on two cores, about half of the values wait there until the channel ends. So a parallel stream is for
     * a channel that ends, and whose values have room in the memory; for others there are the workers of a
     * {@link dev.handoff.pipeline.Pipeline}. The workers of a parallel stream wait in the threads of the fork-join
     * pool, which an interrupt of the caller does not reach.
     *
     * @param receiver where the values come from
     * @param <T> the type of the values
     * @return a sequential, ordered stream
     */
    public static <T> Stream<T> stream(Receiver<? extends T> receiver) {
        Objects.requireNonNull(receiver, "receiver");
        return StreamSupport.stream(new ReceiverSpliterator<T>(receiver), false)
                .onClose(receiver::cancel);
    }

    /**
     * As {@link #produce(Scope, String, int, Stream)}, without a buffer.
     *
     * @param scope where the process runs
     * @param name the name of the process and of the channel
     * @param stream the values; null is refused when it comes
     * @param <T> the type of the values
     * @return the receiving end
     * @throws IllegalStateException if the scope has been left; the stream is closed then
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public static <T> Receiver<T> produce(Scope scope, String name, Stream<? extends T> stream) {
        return produce(scope, name, 0, stream);
    }

    /**
     * Starts a process that sends the elements of a stream into a channel, in order, each when it is received or has
     * room; infinite streams are fine. The stream is closed when the process ends: at its end, when the receiver has
     * cancelled (at the next element), or when the scope is cancelled. What the stream throws fails the channel and the
     * scope, as in {@link Scope#produce}. An element that was made and not sent is dropped with the rest of the stream.
     *
     * <p>The stream is made sequential: its operations run in the process.
     *
     * @param scope where the process runs
     * @param name the name of the process and of the channel
     * @param capacity how many elements the process may be ahead of the receiver
     * @param stream the values; null is refused when it comes
     * @param <T> the type of the values
     * @return the receiving end
     * @throws IllegalArgumentException if {@code capacity} is negative; the stream is closed then
     * @throws IllegalStateException if the scope has been left; the stream is closed then
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public static <T> Receiver<T> produce(
            Scope scope, String name, int capacity, Stream<? extends T> stream) {
        Objects.requireNonNull(stream, "stream");
        return Closing.produce(scope, name, capacity, stream, out -> sendAll(stream, out));
    }

    /* Does not use stream.iterator(): that buffers a whole inner stream of flatMap, which may be infinite. */
    private static <T> void sendAll(Stream<? extends T> stream, Sender<T> out) {
        stream.sequential()
                .forEachOrdered(
                        value -> {
                            try {
                                out.send(value);
                            } catch (InterruptedException e) {
                                throw Raise.asIs(e);
                            }
                        });
    }

    /**
     * As {@link #produce(Scope, String, int, Iterator)}, without a buffer.
     *
     * @param scope where the process runs
     * @param name the name of the process and of the channel
     * @param values the values; null is refused when it comes
     * @param <T> the type of the values
     * @return the receiving end
     * @throws IllegalStateException if the scope has been left
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public static <T> Receiver<T> produce(Scope scope, String name, Iterator<? extends T> values) {
        return produce(scope, name, 0, values);
    }

    /**
     * Starts a process that sends what an iterator yields, in order, each when it is received or has room. What the
     * iterator throws fails the channel and the scope, as in {@link Scope#produce}. The process ends when the iterator
     * does, when the receiver has cancelled (at the next value), or when the scope is cancelled; the value that the
     * iterator has yielded last is then dropped if it was not sent.
     *
     * @param scope where the process runs
     * @param name the name of the process and of the channel
     * @param capacity how many values the process may be ahead of the receiver
     * @param values the values; null is refused when it comes
     * @param <T> the type of the values
     * @return the receiving end
     * @throws IllegalArgumentException if {@code capacity} is negative
     * @throws IllegalStateException if the scope has been left
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public static <T> Receiver<T> produce(
            Scope scope, String name, int capacity, Iterator<? extends T> values) {
        Objects.requireNonNull(values, "values");
        return scope.produce(
                name,
                capacity,
                out -> {
                    while (values.hasNext()) {
                        out.send(values.next());
                    }
                });
    }
}
