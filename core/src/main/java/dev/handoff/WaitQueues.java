package dev.handoff;

import dev.handoff.spi.Parked;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Those who wait at a channel: senders in one queue, receivers in another, first come, first served. All is guarded by
 * the lock.
 *
 * @param <T> the type of the channel's values
 */
abstract class WaitQueues<T> extends SpinLock {
    /* Overview
     *
     * A place in a queue is live until its party is matched or has given up. A select waits in many places and is
     * claimed through one of them; until it has cleared away the others they stand here dead. Whoever meets a dead
     * place drops it. So a non-empty queue is not a promise.
     *
     * A claim decides (Parked); the lock orders the claims on one channel. A value is put into a receiver's place
     * before the claim and read out of a sender's place before the claim, because after it the place belongs to the
     * waiter again: a select uses its places for its next run. At most one party per move has to be unparked: the
     * move leaves it in `sleeper`, and the caller unparks it after unlock, because waking a core takes microseconds.
     *
     * Two cores that hand values to each other spend most of the time on moving cache lines: the channel's, from the
     * one who waits to the one who comes, and the place's, there and back. A line that is read before it is written
     * moves twice. So the first that is done to a place that stands alone is to write to it, and to know beforehand
     * that this is right, the channel keeps it in mind (ADR 16):
     *
     *   last == null  ⇒  the queue is empty, or there is one place in it, first, and it is a plain one, not extended
     *
     * What is written whenever one party waits alone, the lock and the two firsts, are twelve bytes in a row: the fewer
     * they are, the seldomer does the end of a line fall between them. (A virtual machine puts an object at any multiple
     * of eight bytes.)
     *
     * To call may overflow the stack. So calls come first, and what is written behind them stands together: a list is
     * either as it was or as it is to be.
     *
     * Plain places are used once, so theirs is read after the claim. What is written at each hand-over stands here,
     * next to the lock, and not among the fields of Kind.
     */
    private @Nullable Place firstSender;
    private @Nullable Place firstReceiver;
    private @Nullable Place lastSender;
    private @Nullable Place lastReceiver;
    private @Nullable Parked sleeper;

    // ---- hints, read without the lock: true may turn out wrong, and so may false

    final boolean hasSenders() {
        return firstSender != null;
    }

    final boolean hasReceivers() {
        return firstReceiver != null;
    }

    @Override
    final boolean isAwaited() {
        return hasSenders() || hasReceivers();
    }

    // ---- waiting

    final void enqueueSender(Place place) {
        Place before = lastSender == null ? firstSender : lastSender;
        if (before != null) {
            before.link(place);
            lastSender = place;
            return;
        }
        boolean plain = place.isPlain();
        firstSender = place;
        if (!plain) {
            lastSender = place;
        }
    }

    final void enqueueReceiver(Place place) {
        Place before = lastReceiver == null ? firstReceiver : lastReceiver;
        if (before != null) {
            before.link(place);
            lastReceiver = place;
            return;
        }
        boolean plain = place.isPlain();
        firstReceiver = place;
        if (!plain) {
            lastReceiver = place;
        }
    }

    /** Takes {@code place} out of the queue, unless it has been taken out before. */
    final void dequeueSender(Place place) {
        if (!place.isQueued(firstSender)) {
            return;
        }
        Place next = place.next();
        Place previous = place.previous();
        place.unlink();
        if (place == firstSender) {
            firstSender = next;
        }
        if (place == lastSender) {
            lastSender = previous;
        }
    }

    /** As {@link #dequeueSender}. */
    final void dequeueReceiver(Place place) {
        if (!place.isQueued(firstReceiver)) {
            return;
        }
        Place next = place.next();
        Place previous = place.previous();
        place.unlink();
        if (place == firstReceiver) {
            firstReceiver = next;
        }
        if (place == lastReceiver) {
            lastReceiver = previous;
        }
    }

    /** As {@link #dequeueSender}, and takes the lock for it: by who waits there no longer. */
    final void withdrawSender(Place place) {
        lock();
        try {
            dequeueSender(place);
        } finally {
            unlock();
        }
    }

    /** As {@link #withdrawSender}. */
    final void withdrawReceiver(Place place) {
        lock();
        try {
            dequeueReceiver(place);
        } finally {
            unlock();
        }
    }

    /** The first waiting sender, live or not, who waits no longer; null if there is none. */
    final @Nullable Place nextSender() {
        Place place = firstSender;
        if (place != null) {
            dequeueSender(place);
        }
        return place;
    }

    /** As {@link #nextSender}. */
    final @Nullable Place nextReceiver() {
        Place place = firstReceiver;
        if (place != null) {
            dequeueReceiver(place);
        }
        return place;
    }

    // ---- matching

    /** Gives {@code value} to the first waiting receiver that can still be claimed. */
    final boolean handOver(T value) {
        while (hasReceivers()) {
            if (handOverToFirst(value)) {
                return true;
            }
        }
        return false;
    }

    /** As {@link #handOver}, but to the first alone: if that one has given up, it is gone, and the answer false. */
    final boolean handOverToFirst(T value) {
        if (lastReceiver == null) {
            return handOverAlone(value);
        }
        Place place = Objects.requireNonNull(nextReceiver());
        place.item = value;
        if (claimed(place.party(), place.claimMatched())) {
            return true;
        }
        place.item = null;
        return false;
    }

    private boolean handOverAlone(T value) {
        Place place = firstReceiver;
        if (place == null) {
            return false;
        }
        firstReceiver = null;
        place.item = value;
        return claimed(place, place.claimPlain());
    }

    /** The value of the first waiting sender that can still be claimed; null if there is none. */
    @SuppressWarnings("unchecked") // senders of this channel wait with values of its type
    final @Nullable T takeFromSender() {
        if (lastSender == null) {
            return takeFromSenderAlone();
        }
        for (Place place; (place = nextSender()) != null; ) {
            T value = (T) place.item;
            if (claimed(place.party(), place.claimMatched())) {
                return value;
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked") // as above
    private @Nullable T takeFromSenderAlone() {
        Place place = firstSender;
        if (place == null) {
            return null;
        }
        firstSender = null;
        return claimed(place, place.claimPlain()) ? (T) place.item : null;
    }

    /** As {@link #takeFromSender}, but the sender stays held, as {@code receiver}'s partner. */
    @SuppressWarnings("unchecked") // as above
    final @Nullable T holdSender(Place receiver) {
        for (Place place; (place = nextSender()) != null; ) {
            T value = (T) place.item;
            if (place.claimHeld() != Parked.Claim.LOST) {
                receiver.partner = place;
                return value;
            }
        }
        return null;
    }

    /** Whether the first waiting receiver is an extended one. */
    final boolean meetsExtended() {
        if (lastReceiver == null) {
            return false;
        }
        Place place = firstReceiver;
        while (place != null && !place.isLive()) {
            dequeueReceiver(place);
            place = firstReceiver;
        }
        return place != null && place.extended;
    }

    /**
     * Hands {@code value} to the extended receive that {@link Kind.Sending#MEET} told of, whose partner will wait held.
     *
     * @return false if it has given up in the meantime: ask {@link Kind#send} again
     */
    final boolean meet(T value, Place heldSender) {
        Place receiver = Objects.requireNonNull(nextReceiver());
        receiver.item = value;
        receiver.partner = heldSender;
        return claimed(receiver, receiver.claimMatched());
    }

    private boolean claimed(Parked party, Parked.Claim claim) {
        if (claim == Parked.Claim.ASLEEP) {
            sleeper = party;
        }
        return claim != Parked.Claim.LOST;
    }

    /** Who must be unparked, now that the lock is free; read under the lock. */
    final @Nullable Parked takeSleeper() {
        Parked party = sleeper;
        if (party != null) {
            sleeper = null;
        }
        return party;
    }

    // ---- counting

    final int waitingSenders() {
        return count(firstSender);
    }

    final int waitingReceivers() {
        return count(firstReceiver);
    }

    /** Counts the live places, a select only once. Exact: while we look, places can only die, one at a time. */
    private static int count(@Nullable Place first) {
        int live = 0;
        for (Place place = first; place != null; place = place.next()) {
            if (place.isLive() && !isRepeated(place)) {
                live++;
            }
        }
        return live;
    }

    // ---- for reports, under the lock

    final List<Place> plainSenders() {
        return plain(firstSender);
    }

    final List<Place> plainReceivers() {
        return plain(firstReceiver);
    }

    private static List<Place> plain(@Nullable Place first) {
        List<Place> plain = new ArrayList<>();
        for (Place place = first; place != null; place = place.next()) {
            if (place.select == null) {
                plain.add(place);
            }
        }
        return plain;
    }

    /** A select enters all its places of a queue under one lock, so they stand side by side. */
    private static boolean isRepeated(Place place) {
        Place before = place.previous();
        return place.select != null && before != null && before.select == place.select;
    }
}
