package dev.handoff;

import dev.handoff.internal.Interrupts;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;

/** Turns the send move of a {@link Kind} into operations that wait, time out and can be cancelled. */
final class SendOperation {
    /** How many values of a batch are copied at a time: foreign iterators do not run under the lock. */
    private static final int BATCH = 64;

    private SendOperation() {}

    /**
     * {@code DONE}, {@code ENDED}, {@code CANCELLED}, or {@code WAIT} if {@code nanos} have passed; the clock is asked only if
     * it must wait.
     */
    static <T> Kind.Sending send(Channel<T> channel, T value, long nanos)
            throws InterruptedException {
        return value instanceof Owned<?> owned
                ? sendOwned(channel, value, owned, nanos)
                : sendValue(channel, value, nanos);
    }

    /** The value leaves before it can be matched; it comes back if it was not. */
    private static <T> Kind.Sending sendOwned(
            Channel<T> channel, T value, Owned<?> owned, long nanos) throws InterruptedException {
        owned.leave(channel);
        boolean sent = false;
        try {
            Kind.Sending answer = sendValue(channel, value, nanos);
            sent = answer == Kind.Sending.DONE;
            return answer;
        } catch (ReceiverFailedException e) {
            sent = true;
            throw e;
        } finally {
            if (!sent) {
                owned.stay();
            }
        }
    }

    private static <T> Kind.Sending sendValue(Channel<T> channel, T value, long nanos)
            throws InterruptedException {
        channel.scheduling.reach(channel.kind.sending, channel.kind.id);
        Interrupts.throwIfInterrupted();
        Kind<T> kind = channel.kind;
        boolean wasAway = false; // it has let the other go on alone
        while (true) {
            Kind.Sending answer;
            Place place = null;
            T dropped = null;
            Parked sleeper;
            kind.lock();
            try {
                answer = kind.send(value);
                if (answer != Kind.Sending.DONE) {
                    while (answer == Kind.Sending.MEET && place == null) {
                        Place held = Place.heldSender(channel);
                        if (kind.meet(value, held)) {
                            place = held;
                        } else {
                            answer = kind.send(value);
                        }
                    }
                    if (answer == Kind.Sending.WAIT) {
                        if (!kind.isBusy(wasAway)) {
                            place = Place.forSend(channel, value);
                            kind.enqueueSender(place);
                        }
                    } else if (answer == Kind.Sending.DROPPED) {
                        dropped = kind.takeDropped();
                    } else if (answer == Kind.Sending.ENDED) {
                        kind.tellEnd();
                    }
                } else if (wasAway) {
                    kind.wasWorthIt();
                }
                sleeper = kind.takeSleeper();
            } finally {
                kind.unlock();
            }
            if (sleeper != null) {
                channel.wake(sleeper);
            }
            if (place != null) {
                return awaitReceiver(channel, value, place, nanos);
            }
            if (answer == Kind.Sending.ENDED) {
                channel.foundEnded();
                return answer;
            }
            if (answer != Kind.Sending.WAIT) {
                return sent(channel, value, dropped);
            }
            kind.stayAway();
            wasAway = true;
        }
    }

    /**
     * Returns {@code DONE}, {@code ENDED} or {@code WAIT}; never waits.
     *
     * @param by if it was closed, {@code ENDED} is the answer, though the channel may go on; null if it is none of the
     *     counted senders
     */
    static <T> Kind.Sending trySend(Channel<T> channel, T value, @Nullable CountedSender<T> by) {
        return value instanceof Owned<?> owned
                ? trySendOwned(channel, value, owned, by)
                : trySendValue(channel, value, by);
    }

    private static <T> Kind.Sending trySendOwned(
            Channel<T> channel, T value, Owned<?> owned, @Nullable CountedSender<T> by) {
        owned.leave(channel);
        boolean sent = false;
        try {
            Kind.Sending answer = trySendValue(channel, value, by);
            sent = answer == Kind.Sending.DONE;
            return answer;
        } finally {
            if (!sent) {
                owned.stay();
            }
        }
    }

    private static <T> Kind.Sending trySendValue(
            Channel<T> channel, T value, @Nullable CountedSender<T> by) {
        Kind<T> kind = channel.kind;
        channel.scheduling.reach(Op.TRY_SEND, kind.id);
        Kind.Sending answer;
        T dropped = null;
        Parked sleeper;
        kind.lock();
        try {
            if (by != null && by.isClosed()) { // it is closed under this lock
                return Kind.Sending.ENDED;
            }
            answer = tryMove(kind, value);
            if (answer != Kind.Sending.DONE) {
                if (answer == Kind.Sending.DROPPED) {
                    dropped = kind.takeDropped();
                } else if (answer == Kind.Sending.ENDED) {
                    kind.tellEnd();
                }
            }
            sleeper = kind.takeSleeper();
        } finally {
            kind.unlock();
        }
        if (sleeper != null) {
            channel.scheduling.unpark(sleeper);
        }
        if (answer == Kind.Sending.DONE || answer == Kind.Sending.DROPPED) {
            return sent(channel, value, dropped);
        }
        if (answer == Kind.Sending.ENDED) {
            channel.foundEnded();
        }
        return answer;
    }

    /** The send move for those who cannot wait for a handler: an extended receive is given the value, and left. */
    private static <T> Kind.Sending tryMove(Kind<T> kind, T value) {
        Kind.Sending answer = kind.send(value);
        while (answer == Kind.Sending.MEET) {
            answer = kind.handOver(value) ? Kind.Sending.DONE : kind.send(value);
        }
        return answer;
    }

    /** A send was matched, and the overflow policy may have dropped a value for it. */
    static <T> Kind.Sending sent(Channel<T> channel, T value, @Nullable T dropped) {
        if (dropped == null) {
            channel.watcher().sent(channel, channel.kind.id, value);
        } else {
            sentAndDropped(channel, value, dropped);
        }
        return Kind.Sending.DONE;
    }

    private static <T> void sentAndDropped(Channel<T> channel, T value, T dropped) {
        try {
            if (channel.kind.dropsOldest()) { // else it was never in the channel
                channel.watcher().removed(channel, channel.kind.id, dropped);
                channel.watcher().sent(channel, channel.kind.id, value);
            }
        } finally { // nobody else has it any more
            channel.undelivered(dropped);
        }
    }

    /** {@code DONE}, {@code CANCELLED}, or {@code WAIT} if {@code nanos} have passed and the value was not received. */
    private static <T> Kind.Sending awaitReceiver(
            Channel<T> channel, T value, Place place, long nanos) throws InterruptedException {
        long deadline = Waiting.deadlineIn(channel.scheduling, nanos);
        int outcome;
        try {
            outcome = Waiting.await(channel.scheduling, place, WaitReason.SEND, deadline, null);
        } catch (Throwable t) { // it has given up
            channel.kind.withdrawSender(place);
            throw t;
        }
        return outcome < 0
                ? giveUp(channel, value, place, outcome)
                : received(channel, value, place, outcome);
    }

    /** A method of its own: whoever waits keeps none of its variables on the stack. */
    private static <T> Kind.Sending giveUp(Channel<T> channel, T value, Place place, int outcome)
            throws InterruptedException {
        if (!place.giveUp()) {
            int matched = Waiting.awaitMatched(channel.scheduling, place, WaitReason.HANDLER);
            return received(channel, value, place, matched);
        }
        channel.kind.withdrawSender(place);
        if (outcome == Waiting.INTERRUPTED) {
            throw Interrupts.taken();
        }
        return Kind.Sending.WAIT;
    }

    private static <T> Kind.Sending received(
            Channel<T> channel, T value, Place place, int outcome) {
        if (Place.isEnded(outcome)) {
            channel.foundEnded();
            return Kind.Sending.CANCELLED;
        }
        Kind.Sending answer = sent(channel, value, null);
        Throwable failure = place.handlerFailure;
        if (failure != null) {
            throw End.handlerFailed(channel, failure);
        }
        return answer;
    }

    /** By the channel itself, or by a counted sender, which may be closed in the midst of it. */
    static <T> void sendAll(Sender<T> by, Channel<T> channel, Iterable<? extends T> values)
            throws InterruptedException {
        Objects.requireNonNull(values, "values");
        channel.scheduling.reach(Op.INSPECT, 0);
        Interrupts.throwIfInterrupted();
        if (!(values instanceof Collection)) {
            for (T value : values) { // whose iterator may wait: nothing is held back meanwhile
                by.send(value);
            }
            return;
        }
        Iterator<? extends T> rest = values.iterator();
        @Nullable Object[] batch = new @Nullable Object[BATCH];
        while (rest.hasNext()) {
            int count = 0;
            try {
                while (count < BATCH && rest.hasNext()) {
                    batch[count] = rest.next();
                    count++;
                }
            } catch (Throwable t) { // of the iterator: these came before
                sendBatchBefore(t, by, channel, batch, count);
                throw t;
            }
            sendBatch(by, channel, batch, count);
        }
    }

    /** What it throws has the failure that comes after the batch suppressed. */
    private static <T> void sendBatchBefore(
            Throwable failure,
            Sender<T> by,
            Channel<T> channel,
            @Nullable Object[] batch,
            int count)
            throws InterruptedException {
        try {
            sendBatch(by, channel, batch, count);
        } catch (Throwable t) {
            if (t != failure) {
                t.addSuppressed(failure);
            }
            throw t;
        }
    }

    /** False for null, which is refused, and for what must be moved: both are dealt with by a single send. */
    private static boolean isPlain(@Nullable Object value) {
        return value != null && !(value instanceof Owned<?>);
    }

    /** Sends what can be sent in one turn under the lock; the value that must wait is sent as a single one. */
    private static <T> void sendBatch(
            Sender<T> by, Channel<T> channel, @Nullable Object[] batch, int count)
            throws InterruptedException {
        int next = 0;
        while (next < count) {
            if (isPlain(batch[next]) && !CountedSender.wasClosedBefore(by)) {
                next = sendRun(by, channel, batch, next, count);
            }
            if (next < count) {
                Object value = batch[next++];
                if (value == null) {
                    throw channel.nullRefused();
                }
                by.send(channel.value(value));
            }
        }
    }

    /** The index of the first value not sent. */
    private static <T> int sendRun(
            Sender<T> by, Channel<T> channel, @Nullable Object[] batch, int from, int count)
            throws InterruptedException {
        Kind<T> kind = channel.kind;
        channel.scheduling.reach(Op.TRY_SEND, kind.id);
        Interrupts.throwIfInterrupted();
        int next = from;
        Parked sleeper = null;
        try {
            kind.lock();
            try {
                boolean closed = CountedSender.isClosed(by);
                while (!closed
                        && next < count
                        && sleeper == null
                        && isPlain(batch[next])
                        && kind.canTakeAtOnce()) {
                    kind.send(channel.value(Objects.requireNonNull(batch[next])));
                    next++;
                    sleeper = kind.takeSleeper();
                }
            } finally {
                kind.unlock();
            }
            if (sleeper != null) {
                channel.wake(sleeper);
            }
        } finally { // also if there was no memory for one more
            for (int i = from; i < next; i++) {
                channel.watcher().sent(channel, kind.id, Objects.requireNonNull(batch[i]));
            }
        }
        return next;
    }
}
