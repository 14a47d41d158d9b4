package dev.handoff;

import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A kind of channel: its state and its moves. A move is made under the lock and never waits; it answers done,
 * must-wait or ended, and {@link Channel} and {@link Select} turn it into operations that do wait.
 *
 * @param <T> the type of the channel's values
 */
abstract class Kind<T> extends WaitQueues<T> {
    /* Overview
     *
     *   send:     ended? refuse : receiver waiting? hand over : room? store : wait
     *   receive:  stored? take, and let the first waiting sender store : sender waiting? take : ended? : wait
     *
     * A move tells nobody of the end, so a lapse stays one (ADR 3). Whoever passes the end on makes it final first.
     *
     * Invariants, whenever the lock is free
     *   a live waiting receiver  ⇒  nothing stored, no live waiting sender (but one of the same select)
     *   a live waiting sender    ⇒  no room
     *   end != null              ⇒  no waiting receiver
     *
     * "Live": see WaitQueues.
     *
     * A virtual thread is woken onto the core of the thread that wakes it, behind what runs there. The one receiver of many
     * senders, or the one sender to many receivers, hardly ever waits: those that it has woken do not get their turn there,
     * while a few on the other cores do all the work. So a party that wakes another while more of them wait yields once in
     * WAKES_IN_A_ROW times (ADR 28). A pair never does: when one is woken, nobody else
     * waits.
     *
     * After the Go runtime (chan.go, select.go): one small lock, two FIFO queues, and a select that locks all of
     * its channels in the order of their ids. Differs: dead places are counted out (exact sizes), wake-ups of
     * threads that are still awake are skipped, closing leaves waiting senders where they are.
     */

    /** What a send move answers, or a wait to send. */
    enum Sending {
        /** The channel or a receiver has the value. */
        DONE,
        /** Done, and the overflow policy has left a value in {@link #dropped}. */
        DROPPED,
        /** An extended receive waits: the sender must bring a held place to {@link #meet}. */
        MEET,
        /** No receiver and no room. */
        WAIT,
        /** No more values are taken. */
        ENDED,
        /** No move's: while it waited, the receiver has cancelled the channel, which may have ended before. */
        CANCELLED
    }

    /** Why a receive move has no value. */
    enum NoValue {
        WAIT,
        ENDED
    }

    static final long NEVER_READY = Waiting.NONE;

    private static final int WAKES_IN_A_ROW = 512;

    final long id = Ids.next();

    /** What a send is: one that may have to wait, or one that never does. */
    final Op sending;

    /** What the scheduling has learned of waits on this channel; see {@link Parked#experience}. */
    int experience;

    /** How many parties have been woken, while others waited, since a waker has yielded. Written without the lock: some may be lost. */
    private int wakes;

    private @Nullable End end;
    private int countedSenders;

    /** How the last counted sender was closed, while nobody has been told of it; null if it is not. */
    private @Nullable End lapsed;

    /** Ends when this does, for senders who want to know; null until one asks. */
    private @Nullable Channel<Void> done;

    /** The value that the latest {@link Sending#DROPPED} is about. */
    private @Nullable T dropped;

    private long droppedCount;

    /** A kind whose sends may have to wait. */
    Kind() {
        this(Op.SEND);
    }

    Kind(Op sending) {
        this.sending = sending;
    }

    // ---- the moves of each kind

    /** Takes {@code value}, unless it must wait. */
    abstract Sending send(T value);

    /** The next value; null if there is none, and {@link #endedOrWait} says why. */
    abstract @Nullable T receive();

    /** As {@link #receive}, but a waiting sender that is taken stays held; see {@link Rendezvous}. */
    @Nullable T receiveExtended(Place receiver) {
        return receive();
    }

    /** How many values are stored; none but by {@link Storing} kinds. */
    int size() {
        return 0;
    }

    /** How many can be stored; {@code Integer.MAX_VALUE} if there is no limit. */
    int capacity() {
        return 0;
    }

    /** Such as {@code buffered 16}. */
    abstract String describe();

    /** Such as {@code channel "orders"}, or {@code channel #12} if it has no name. */
    String title(@Nullable String name) {
        return title(name, id);
    }

    static String title(@Nullable String name, long id) {
        return name == null ? "channel #" + id : "channel \"" + name + "\"";
    }

    /** The threads whose end would end a receive, where that is so by the channel's nature. */
    List<Thread> awaited() {
        return List.of();
    }

    /** False for a kind that can never be ready: a select leaves its cases out. */
    boolean canBeReady() {
        return true;
    }

    /**
     * The instant at which a receive becomes ready by itself; {@link #NEVER_READY} for all kinds but timers that go on.
     * Read without the lock: who was waiting for an instant that has changed looks again.
     */
    long readyAt() {
        return NEVER_READY;
    }

    /**
     * Hands what has become ready by time until {@code now}, which was read under the lock, to those who wait for it; fills
     * {@code asleep} as {@link #end} does. What is left after that nobody waits for.
     */
    void elapse(long now, Asleep asleep) {}

    /** Hands the stored values over for good. */
    List<T> drain() {
        List<T> drained = new ArrayList<>(size());
        while (size() > 0) {
            drained.add(removeStored());
        }
        return drained;
    }

    /** The oldest stored value; only called while {@link #size} is above zero. */
    T removeStored() {
        throw new IllegalStateException(describe() + " stores nothing");
    }

    /** Whether the next send will be {@code DONE}: for batches. */
    boolean canTakeAtOnce() {
        return false;
    }

    // ---- waking, after unlock

    /** The current thread has unparked so many parties that waited here, while others did. */
    final void hasWoken(int parties) {
        wakes += parties;
        if (wakes >= WAKES_IN_A_ROW) {
            wakes = 0;
            letOthersRun();
        }
    }

    // ---- hints, read without the lock: true may turn out wrong, and so may false

    final boolean looksSendable() {
        return looksEnded() || hasReceivers() || hasRoom();
    }

    final boolean looksReceivable() {
        return looksEnded() || looksOccupied();
    }

    /** As {@link #looksReceivable}, but for a value alone, not for the end. */
    final boolean looksOccupied() {
        return hasSenders() || size() > 0 || looksReady();
    }

    boolean hasRoom() {
        return size() < capacity();
    }

    boolean looksReady() {
        return false;
    }

    // ---- dropping

    /** Whether it makes room for a value, rather than refuse it. */
    boolean dropsOldest() {
        return false;
    }

    final Sending drop(T value) {
        dropped = value;
        droppedCount++;
        return Sending.DROPPED;
    }

    final @Nullable T takeDropped() {
        T value = dropped;
        dropped = null;
        return value;
    }

    final long droppedCount() {
        return droppedCount;
    }

    // ---- ending

    /** Somebody is told of the end, if there is one: a lapse is final now. */
    final void tellEnd() {
        if (end == null) {
            end = lapsed;
        }
    }

    /** Whether no more values are taken; who asks is told. */
    final boolean isEnded() {
        tellEnd();
        return end != null;
    }

    /** As {@link #isEnded}, but tells nobody: a lapse stays one. A hint, if it is read without the lock. */
    final boolean looksEnded() {
        return end != null || lapsed != null;
    }

    /** How it has ended, or will have as soon as somebody is told; null if neither. */
    final @Nullable End endOrLapse() {
        return end == null ? lapsed : end;
    }

    /** Only if {@link #isEnded}. */
    final End end() {
        End known = end;
        if (known == null) {
            throw new IllegalStateException("not ended");
        }
        return known;
    }

    /** Of a receive that has found no value, and is told of the end. */
    final NoValue endedOrWait() {
        return isEnded() ? NoValue.ENDED : NoValue.WAIT;
    }

    /**
     * Ends the channel, unless it has ended: every waiting receiver is told.
     *
     * @param asleep gets those who must be unparked after unlock
     * @return whether this call ended it
     */
    boolean end(End how, Asleep asleep) {
        if (isEnded()) {
            return false;
        }
        asleep.makeRoom(waitingReceivers());
        end = how;
        for (Place place; (place = nextReceiver()) != null; ) {
            tellEnded(place, how, asleep);
        }
        return true;
    }

    /** Ends the channel by its receiver: every waiting sender is told; what is stored is the caller's. */
    List<T> cancel(End how, Asleep asleep) {
        asleep.makeRoom(waitingReceivers() + waitingSenders());
        List<T> stored = drain(); // first: there may be no memory for it
        end(how, asleep);
        for (Place place; (place = nextSender()) != null; ) {
            tellEnded(place, how, asleep);
        }
        return stored;
    }

    final @Nullable Channel<Void> done() {
        return done;
    }

    /** From now on no lapse is left open: there is somebody to be told, by what this returns, which is the first given. */
    final Channel<Void> tellOfEnd(Channel<Void> made) {
        Channel<Void> known = done;
        if (known != null) {
            return known;
        }
        done = made;
        return made;
    }

    private static void tellEnded(Place place, End how, Asleep asleep) {
        Parked.Claim claim =
                place.select == null ? place.claimEnded() : place.select.caseEnded(place, how);
        if (claim == Parked.Claim.ASLEEP) {
            asleep.add(place.party());
        }
    }

    // ---- counted senders

    /** One more counted sender; false if the channel has ended. */
    final boolean addSender() {
        if (end != null) {
            return false;
        }
        lapsed = null;
        countedSenders++;
        return true;
    }

    /**
     * One counted sender less. The last one ends the channel: at once if who closes it is told so, or somebody waits for a
     * value or for the end, and else as soon as somebody asks.
     *
     * @return whether it was the last one
     */
    final boolean removeSender(End how, Asleep asleep, boolean told) {
        boolean last = countedSenders == 1 && end == null && canBeReady();
        if (last && (told || waitingReceivers() > 0 || done != null)) {
            end(how, asleep);
        } else if (last) {
            lapsed = how;
        }
        countedSenders--;
        return last;
    }
}
