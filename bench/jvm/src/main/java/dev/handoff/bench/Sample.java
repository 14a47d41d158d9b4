package dev.handoff.bench;

import java.util.stream.DoubleStream;

/**
 * The figures of several processes for the same cell.
 *
 * @param count how many
 * @param median not a number if there are none; likewise the others
 */
record Sample(int count, double median, double min, double max) {
    static final Sample NONE = new Sample(0, Double.NaN, Double.NaN, Double.NaN);

    /** The sample of those figures that are numbers. */
    static Sample of(DoubleStream figures) {
        double[] sorted = figures.filter(figure -> !Double.isNaN(figure)).sorted().toArray();
        return sorted.length == 0
                ? NONE
                : new Sample(
                        sorted.length, Result.median(sorted), sorted[0], sorted[sorted.length - 1]);
    }

    boolean isEmpty() {
        return Double.isNaN(median);
    }

    /** Whether the greatest is more than twice the least. */
    boolean isTwofold() {
        return max > 2 * min;
    }

    /** Whether there is more than one, so that they can differ. */
    boolean hasSpread() {
        return count > 1;
    }

    /** Such as {@code 160…231}; empty where there is none. */
    String spread() {
        return hasSpread() ? Table.number(min) + "…" + Table.number(max) : "";
    }
}
