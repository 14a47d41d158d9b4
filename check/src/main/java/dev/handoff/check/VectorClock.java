package dev.handoff.check;

import java.util.Arrays;

/**
 * What somebody knows of everybody's time: for each process, how many of its turns happened before.
 *
 * <p>After Colin Fidge and Friedemann Mattern (1988), on Leslie Lamport's happened-before (1978).
 */
final class VectorClock {
    private int[] times = {};

    /** The latest known time of the process with that number. */
    int at(int process) {
        return process < times.length ? times[process] : 0;
    }

    void tick(int process) {
        reserve(process + 1);
        times[process]++;
    }

    /** All that the other knows is known here, too. */
    void join(VectorClock other) {
        reserve(other.times.length);
        for (int i = 0; i < other.times.length; i++) {
            times[i] = Math.max(times[i], other.times[i]);
        }
    }

    VectorClock copy() {
        VectorClock copy = new VectorClock();
        copy.times = times.clone();
        return copy;
    }

    private void reserve(int length) {
        if (length > times.length) {
            times = Arrays.copyOf(times, length);
        }
    }

    @Override
    public String toString() {
        return Arrays.toString(times);
    }
}
