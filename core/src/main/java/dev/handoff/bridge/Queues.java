package dev.handoff.bridge;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.CheckReturnValue;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.internal.Ignored;

import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/** Bridges to {@link BlockingQueue}. */
public final class Queues {
    private Queues() {}

    /**
     * A channel as a blocking queue, for code that wants one. It is a view: it starts nothing and holds nothing.
     *
     * <p>{@code put}, {@code take}, {@code offer}, {@code poll}, {@code drainTo}, {@code size}, {@code isEmpty},
     * {@code remainingCapacity} and {@code clear} are the channel's operations, with its order and its exactness (L18). A
     * rendezvous is a queue without room, like {@link java.util.concurrent.SynchronousQueue}. {@code drainTo} and {@code
     * clear} take what is there, or waits to be sent, when they are called, and not what comes meanwhile;
     * but if nothing is there, one value that comes meanwhile may be taken. What they have taken is received, so no
     * {@code onUndelivered} gets it: neither what {@code clear} drops nor, if the collection of a {@code drainTo}
     * throws, the one value that was not added. Values before that one are then in the collection, those behind it in
     * the channel. Null is refused.
     *
     * <p>{@code remainingCapacity} is how many more the channel can hold. A channel with an {@link dev.handoff.Overflow}
     * policy that holds as many as it can answers 0, and an {@code offer} to it still succeeds: a value is dropped then.
     *
     * <p>A queue knows no end. After the end of the channel, {@code put} throws {@link dev.handoff.ClosedException} (after
     * a cancel {@link CancelledException}), {@code offer} answers false at once, and {@code add} throws {@link
     * IllegalStateException}. When nothing is left, {@code take} throws what {@link Receiver#receive} throws; {@code poll}
     * answers null and {@code drainTo} 0 at once, but they throw {@link IllegalStateException} with the cause if the
     * channel has failed. A {@code drainTo} that has moved values before it found the failure answers how many, and the
     * next one throws.
     *
     * <p>A channel does not let anybody look at what is in it: {@code peek}, {@code element}, {@code iterator}, {@code
     * contains}, {@code remove(Object)}, {@code toArray} and what is built on them throw {@link
     * UnsupportedOperationException}.
     *
     * @param channel the channel
     * @param <T> the type of the values
     * @return the view
     */
    public static <T> BlockingQueue<T> view(Channel<T> channel) {
        return new ChannelQueue<>(Objects.requireNonNull(channel, "channel"));
    }

    /**
     * Starts a process that takes from a queue and sends what it got into a rendezvous channel. It never ends by
     * itself, because a queue does not: it ends when the receiver has cancelled (at the next element), or with the
     * scope. It waits for the queue in {@link BlockingQueue#take}, which reports of this library cannot look into.
     *
     * @param scope where the process runs
     * @param name the name of the process and of the channel
     * @param queue the queue
     * @param onUndelivered gets the element that was taken when the receiver cancelled or the scope was cancelled, if
     *     there is one; called in the process, once at most
     * @param <T> the type of the elements
     * @return the receiving end
     * @throws IllegalStateException if the scope has been left
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public static <T> Receiver<T> produce(
            Scope scope,
            String name,
            BlockingQueue<? extends T> queue,
            Consumer<? super T> onUndelivered) {
        Objects.requireNonNull(queue, "queue");
        Objects.requireNonNull(onUndelivered, "onUndelivered");
        return scope.produce(
                name,
                out -> {
                    while (true) {
                        T element = queue.take();
                        try {
                            out.send(element);
                        } catch (InterruptedException | CancelledException e) {
                            onUndelivered.accept(element);
                            throw e;
                        }
                    }
                });
    }

    /**
     * Starts a process that puts what is sent into a queue, in order. A send returns when the queue has the value: a full
     * queue slows the senders. If the process is cancelled while it waits for room, that value was not sent: its sender
     * gets a {@link dev.handoff.ReceiverFailedException}, and later senders a {@link CancelledException}. The process ends
     * when the sender is closed, and fails when it is failed; the queue is told nothing of either.
     *
     * <p>A send that does not wait ({@link Sender#trySend}, or a limit of zero) is accepted as soon as the process takes the
     * value, before the queue has it. If the process is cancelled then, that value is lost, and nobody is told.
     *
     * @param scope where the process runs
     * @param name the name of the process and of the channel
     * @param queue the queue
     * @param <T> the type of the elements
     * @return the sending end
     * @throws IllegalStateException if the scope has been left
     */
    @CheckReturnValue("nobody can close it, so its process waits for ever")
    public static <T> Sender<T> consume(Scope scope, String name, BlockingQueue<? super T> queue) {
        Objects.requireNonNull(queue, "queue");
        Channel<T> channel = Channel.<T>named(name).open();
        scope.go(
                name,
                new Telling(
                        () -> {
                            while (channel.receiveHolding(queue::put)) {}
                            channel.cancel();
                        },
                        failure -> channel.cancel()));
        return channel;
    }
}
