package dev.handoff;

import dev.handoff.internal.Interrupts;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Turns the receive move of a {@link Kind} into operations that wait, time out and can be cancelled. */
final class ReceiveOperation {
    private ReceiveOperation() {}

    /**
     * The value, {@code ENDED}, or {@code WAIT} if {@code nanos} have passed. The clock is asked only if it must wait:
     * that takes as long as the rest.
     */
    static <T> Object receive(Channel<T> channel, long nanos) throws InterruptedException {
        channel.scheduling.reach(Op.RECEIVE, channel.kind.id);
        Interrupts.throwIfInterrupted();
        Kind<T> kind = channel.kind;
        boolean wasAway = false; // it has let the other go on alone
        while (true) {
            Object got;
            Place place = null;
            Parked sleeper;
            kind.lock();
            try {
                got = kind.receive();
                if (got == null) {
                    got = kind.endedOrWait();
                    if (got == Kind.NoValue.WAIT && !kind.isBusy(wasAway)) {
                        place = Place.forReceive(channel);
                        kind.enqueueReceiver(place);
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
                return received(channel, awaitSender(channel, place, nanos));
            }
            if (got != Kind.NoValue.WAIT) {
                return received(channel, got);
            }
            kind.stayAway();
            wasAway = true;
        }
    }

    /** The value, {@code ENDED} or {@code WAIT}; never waits. */
    static <T> Object tryReceive(Channel<T> channel) {
        Kind<T> kind = channel.kind;
        channel.scheduling.reach(Op.TRY_RECEIVE, kind.id);
        Object got;
        Parked sleeper;
        Asleep asleep = null; // the waiters of a timer
        kind.lock();
        try {
            got = kind.receive();
            if (got == null && kind.looksReady()) { // what is due is for those who wait (L6)
                asleep = new Asleep();
                kind.elapse(channel.scheduling.nanoTime(), asleep);
                got = kind.receive();
            }
            if (got == null) {
                got = kind.endedOrWait();
            }
            sleeper = kind.takeSleeper();
        } finally {
            kind.unlock();
        }
        if (sleeper != null) {
            channel.scheduling.unpark(sleeper);
        }
        if (asleep != null) {
            asleep.unpark(channel.scheduling);
        }
        return received(channel, got);
    }

    private static Object received(Channel<?> channel, Object got) {
        if (!(got instanceof Kind.NoValue)) {
            channel.took(got);
        } else if (got == Kind.NoValue.ENDED) {
            channel.foundEnded();
        }
        return got;
    }

    private static Object awaitSender(Channel<?> channel, Place place, long nanos)
            throws InterruptedException {
        Kind<?> kind = channel.kind;
        Scheduling scheduling = channel.scheduling;
        long deadline = Waiting.deadlineIn(scheduling, nanos);
        WaitReason why = kind instanceof Signal ? WaitReason.SIGNAL : WaitReason.RECEIVE;
        Waiting.Timer timer = kind.readyAt() == Kind.NEVER_READY ? null : place;
        int outcome;
        try {
            outcome = Waiting.await(scheduling, place, why, deadline, timer);
        } catch (Throwable t) { // it has given up
            channel.kind.withdrawReceiver(place);
            throw t;
        }
        return outcome < 0 ? giveUp(channel, place, why, outcome) : result(place, outcome);
    }

    /** A method of its own: whoever waits holds none of its variables. */
    private static Object giveUp(Channel<?> channel, Place place, WaitReason why, int outcome)
            throws InterruptedException {
        if (!place.giveUp()) { // matched at the last moment
            return result(place, Waiting.awaitMatched(channel.scheduling, place, why));
        }
        channel.kind.withdrawReceiver(place);
        if (outcome == Waiting.INTERRUPTED) {
            throw Interrupts.taken();
        }
        return Kind.NoValue.WAIT;
    }

    private static Object result(Place place, int outcome) {
        Object item = place.item;
        return Place.isEnded(outcome) || item == null ? Kind.NoValue.ENDED : item;
    }

    /** The time of a timer has come: hands its tick to whoever is first. */
    static void elapse(Channel<?> timer) {
        Asleep asleep = new Asleep();
        timer.kind.lock();
        try {
            timer.kind.elapse(timer.scheduling.nanoTime(), asleep);
        } finally {
            timer.kind.unlock();
        }
        asleep.unpark(timer.scheduling);
    }

    static <T> List<T> receiveBatch(Channel<T> channel, int max) throws InterruptedException {
        ArrayList<T> batch = new ArrayList<>(Math.min(max, 16));
        Asleep asleep = new Asleep();
        T first = channel.receiveOrNull();
        if (first == null) {
            return batch;
        }
        batch.add(first);
        Kind<T> kind = channel.kind;
        channel.scheduling.reach(Op.TRY_RECEIVE, kind.id);
        kind.lock();
        try {
            while (batch.size() < max) {
                // nothing is taken before there is room for it
                batch.ensureCapacity(batch.size() + 1);
                asleep.makeRoom(1);
                T got = kind.receive();
                if (got == null) { // who has got a value is told of no end
                    break;
                }
                batch.add(got);
                Parked sleeper = kind.takeSleeper();
                if (sleeper != null) {
                    asleep.add(sleeper);
                }
            }
        } catch (VirtualMachineError e) {
            // there is no memory for more: what has been taken is the batch
        } finally {
            kind.unlock();
        }
        channel.wake(asleep);
        for (int i = 1; i < batch.size(); i++) {
            channel.took(batch.get(i));
        }
        return batch;
    }

    /** False if the channel has ended. */
    static <T, X extends Exception> boolean receiveHolding(
            Channel<T> channel, Receiver.Holding<? super T, X> handler)
            throws X, InterruptedException {
        Kind<T> kind = channel.kind;
        channel.scheduling.reach(Op.RECEIVE, kind.id);
        Interrupts.throwIfInterrupted();
        Place place = Place.forExtendedReceive(channel);
        Object got;
        Parked sleeper;
        kind.lock();
        try {
            got = kind.receiveExtended(place);
            if (got == null) {
                got = kind.endedOrWait();
                if (got == Kind.NoValue.WAIT) {
                    kind.enqueueReceiver(place);
                }
            }
            sleeper = kind.takeSleeper();
        } finally {
            kind.unlock();
        }
        if (sleeper != null) {
            channel.wake(sleeper);
        }
        if (got == Kind.NoValue.WAIT) {
            got = awaitSenderToHold(channel, place);
        }
        return handle(channel, got, place.partner, handler);
    }

    /** As {@link #awaitSender}; whatever happens, a sender that was met is let go. */
    private static Object awaitSenderToHold(Channel<?> channel, Place place)
            throws InterruptedException {
        try {
            return awaitSender(channel, place, Scheduling.FOREVER);
        } catch (Throwable t) {
            Place sender = place.partner;
            if (sender != null && place.result() == Place.matched(0)) {
                sender.handlerFailure = t;
                letGo(channel, sender);
            }
            throw t;
        }
    }

    /** Whatever happens, the sender is let go. */
    private static <T, X extends Exception> boolean handle(
            Channel<T> channel,
            Object got,
            @Nullable Place sender,
            Receiver.Holding<? super T, X> handler)
            throws X, InterruptedException {
        try {
            if (sender != null) {
                channel.watcher().held(sender.party());
            }
            received(channel, got);
            T value = channel.valueOrNull(got);
            if (value == null) {
                return false;
            }
            handler.handle(value);
            return true;
        } catch (Throwable t) {
            if (sender != null) {
                sender.handlerFailure = t;
            }
            throw t;
        } finally {
            if (sender != null) {
                letGo(channel, sender);
            }
        }
    }

    private static void letGo(Channel<?> channel, Place sender) {
        if (sender.releaseHeld() == Parked.Claim.ASLEEP) {
            channel.scheduling.unpark(sender.party());
        }
    }
}
