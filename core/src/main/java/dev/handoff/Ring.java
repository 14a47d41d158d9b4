package dev.handoff;

import org.jspecify.annotations.Nullable;

/** A first-in-first-out store in an array. Grows by doubling up to its capacity; guarded by its channel's lock. */
final class Ring<T> {
    /* Overview
     *
     *   cells:  . . c d e . . .      cells.length is a power of two, the capacity, or LONGEST
     *               ^head  ^head+size (both modulo cells.length)
     *
     * A cell outside of [head, head + size) is null, so that nothing received is kept from the garbage
     * collector. A channel that has been full once keeps its array.
     */
    private static final int FIRST_LENGTH = 8;

    /** The longest array that a virtual machine can make: a longer one is an OutOfMemoryError whatever the memory. */
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private final int capacity;
    private @Nullable Object[] cells;
    private int head;
    private int size;

    Ring(int capacity) {
        this.capacity = capacity;
        this.cells = new @Nullable Object[Math.min(capacity, FIRST_LENGTH)];
    }

    int size() {
        return size;
    }

    int capacity() {
        return capacity;
    }

    boolean isFull() {
        return size == capacity;
    }

    void add(T value) {
        if (size == cells.length) {
            grow();
        }
        cells[tail(head, size, cells.length)] = value;
        size++;
    }

    /**
     * The index of the first empty cell of an array that is not full: {@code head + size}, which may be above
     * {@link Integer#MAX_VALUE}, modulo the length.
     */
    static int tail(int head, int size, int length) {
        int beyondEnd = head - (length - size);
        return beyondEnd < 0 ? beyondEnd + length : beyondEnd;
    }

    /** The length of the array that follows a full one of {@code length}. */
    static int grown(int length, int capacity) {
        int most = length < LONGEST ? LONGEST : Integer.MAX_VALUE;
        return (int) Math.min(capacity, Math.min(2L * length, most));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // only add() stores; there is a value
    T remove() {
        T value = (T) cells[head];
        cells[head] = null;
        head = head + 1 == cells.length ? 0 : head + 1;
        size--;
        return value;
    }

    private void grow() {
        @Nullable Object[] longer = new @Nullable Object[grown(cells.length, capacity)];
        int toEnd = cells.length - head;
        System.arraycopy(cells, head, longer, 0, toEnd);
        System.arraycopy(cells, 0, longer, toEnd, head);
        cells = longer;
        head = 0;
    }
}
