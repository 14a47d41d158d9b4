package dev.handoff.check;

import java.util.List;
import java.util.Random;

/**
 * Decides what is left to chance: which process goes on, and how coins fall. One object sees all runs of an
 * exploration.
 */
abstract class Strategy {
    /** The answer of {@link #next} that gives the run up: all that could follow is known. */
    static final int ABANDON = -1;

    /** Begins another run; false if there is none left, or {@link #hasGivenUp}. */
    abstract boolean beginRun();

    /**
     * Chooses the process that goes on.
     *
     * @param ready one or more; the one that went on before comes first, if it still can, the others in the order of
     *     their start
     * @return an index, or {@link #ABANDON}
     */
    abstract int next(List<ControlledProcess> ready);

    /**
     * Tosses a coin for the process whose turn it is.
     *
     * @param bound two or more
     * @return 0 to {@code bound - 1}
     */
    abstract int toss(int bound);

    /** Where one run of a seed begins. The runs of two seeds have nothing in common, however close the seeds are. */
    static Random random(long seed, long run) {
        return new Random(mix(mix(seed) + run));
    }

    /** Each bit of a number shows in all of the result: the finalizer of MurmurHash3, by Austin Appleby. */
    private static long mix(long number) {
        long z = (number ^ (number >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }

    /** A turn is over; called before the next {@link #next}, and at the end. */
    void happened(Transition transition) {}

    /** Whether it begins no more runs, although not all was tried, because the program does not repeat itself. */
    boolean hasGivenUp() {
        return false;
    }

    /** Whether every schedule has been tried, when {@link #beginRun} has answered false. */
    boolean isExhaustive() {
        return false;
    }

    /** Whether its aim is to try every schedule. */
    boolean isOfAll() {
        return false;
    }

    /** Whether there is one run only, which is not to be repeated for a better report. */
    boolean isOnce() {
        return false;
    }

    /** Such as {@code random, seed 42}. */
    @Override
    public abstract String toString();
}
