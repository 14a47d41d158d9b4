package dev.handoff.scheduler;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The tasks that wait at one carrier, first in, first out. The carrier adds; it and others take. */
final class RunQueue {
    /* Overview
     *
     *   ring:  … taken | head: waits … waits | tail: free …        positions count up for ever; a slot is position mod SIZE
     *
     *   add:   the owner writes the slot, then the tail
     *   take:  any thread reads one slot or several, then claims them by moving the head with a compare-and-set
     *
     * What was read before a failed claim is thrown away, so it does no harm that the owner may have filled the slot again
     * meanwhile; a claim that succeeds says that the head was there all the time, and the owner does not write beyond
     * head + SIZE. Positions are ints that overflow; only differences count.
     *
     * A slot that was taken still refers to its task, and so to a thread that may have ended or may never run again. The
     * owner alone writes slots, so it clears what it takes itself at once, and what others took when forget() is called.
     */
    static final int SIZE = 256;

    private static final int MASK = SIZE - 1;

    private static final VarHandle HEAD;
    private static final VarHandle TAIL;
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Runnable[].class);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(RunQueue.class, "head", int.class);
            TAIL = lookup.findVarHandle(RunQueue.class, "tail", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable Runnable[] ring = new @Nullable Runnable[SIZE];
    private volatile int head;
    private volatile int tail;

    /** The owner's: no slot before this position refers to a task any more. */
    private int forgotten;

    RunQueue() {
        this(0);
    }

    /** An empty queue that begins at a position. */
    RunQueue(int position) {
        head = position;
        tail = position;
        forgotten = position;
    }

    /** Called by the owner, if the queue is not full. */
    void add(Runnable task) {
        int end = tail;
        SLOT.setOpaque(ring, end & MASK, task);
        TAIL.setRelease(this, end + 1);
    }

    /** Called by the owner: once false, it stays false until the owner adds. */
    boolean isFull() {
        return tail - head == SIZE;
    }

    /** Called by the owner. Returns null if the queue is empty. */
    @Nullable Runnable take() {
        return claimOne(true);
    }

    /** Called by anybody. Returns null if the queue is empty. */
    @Nullable Runnable poll() {
        return claimOne(false);
    }

    private @Nullable Runnable claimOne(boolean isOwner) {
        while (true) {
            int first = head;
            if (tail - first <= 0) {
                return null;
            }
            Runnable task = slot(first);
            if (HEAD.compareAndSet(this, first, first + 1)) {
                if (isOwner) {
                    SLOT.setOpaque(ring, first & MASK, null);
                }
                return task;
            }
        }
    }

    /**
     * Takes half of the tasks that wait at {@code other}; of an odd number, the larger half. Called by the owner of
     * this queue, which must be empty.
     *
     * @return the first of them, which is not put into this queue; null if there are none
     */
    @Nullable Runnable takeHalfOf(RunQueue other) {
        while (true) {
            int first = other.head;
            int waiting = other.tail - first;
            if (waiting <= 0) {
                return null;
            }
            int half = waiting - waiting / 2;
            if (half > SIZE / 2) {
                continue; // the head had moved before the tail was read
            }
            int end = tail;
            Runnable task = other.slot(first);
            for (int i = 1; i < half; i++) {
                SLOT.setOpaque(ring, end + i - 1 & MASK, other.slot(first + i));
            }
            if (HEAD.compareAndSet(other, first, first + half)) {
                TAIL.setRelease(this, end + half - 1);
                return task;
            }
            for (int i = 1; i < half; i++) { // others have them now
                SLOT.setOpaque(ring, end + i - 1 & MASK, null);
            }
        }
    }

    /** About how many tasks wait: others take some meanwhile. */
    int size() {
        int first = head;
        return Math.clamp(tail - first, 0, SIZE);
    }

    /** Called by the owner: lets go of what others took. */
    void forget() {
        int end = tail;
        if (Integer.compareUnsigned(end - forgotten, SIZE) > 0) {
            forgotten = end - SIZE; // the slots before have been filled again
        }
        for (int first = head; forgotten != first; forgotten++) {
            SLOT.setOpaque(ring, forgotten & MASK, null);
        }
    }

    private @Nullable Runnable slot(int position) {
        return (Runnable) SLOT.getOpaque(ring, position & MASK);
    }
}
