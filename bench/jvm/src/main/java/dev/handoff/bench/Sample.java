package dev.handoff.bench;

import java.util.stream.DoubleStream;

/**
 * The figures of several processes for the same cell.
 *
 * @param median not a number if there are none; likewise the others
 */
record Sample(double median, double min, double max) {
    static final Sample NONE = new Sample(Double.NaN, Double.NaN, Double.NaN);

    /** Of those that are numbers. */
    static Sample of(DoubleStream figures) {
        double[] sorted = figures.filter(figure -> !Double.isNaN(figure)).sorted().toArray();
        return sorted.length == 0
                ? NONE
                : new Sample(Result.median(sorted), sorted[0], sorted[sorted.length - 1]);
    }

    boolean isEmpty() {
        return Double.isNaN(median);
    }

    /** Whether the greatest is more than twice the least. */
    boolean isTwofold() {
        return max > 2 * min;
    }

    /** Such as {@code 160…231}. */
    String spread() {
        return isEmpty() ? "" : Table.number(min) + "…" + Table.number(max);
    }
}
