package dev.handoff.observe;

import java.util.Arrays;

/** How much weight each value has: small numbers exactly, great ones to within a sixteenth. For one thread. */
final class Histogram {
    /* Overview
     *
     *   0 … 31         a bucket each
     *   32 and more    16 buckets for each power of two: the five highest bits of the value name its bucket
     *
     * A bucket answers with its highest value, so no quantile is below the truth, and none is more than 1/16 above.
     * After Gil Tene's HdrHistogram (2012), without what it needs to be resized and shared.
     */
    private static final int SUB_BITS = 4;
    private static final int EXACT = 2 << SUB_BITS;
    private static final int BUCKETS = EXACT + ((63 - SUB_BITS - 1) << SUB_BITS);

    private long[] weights = new long[EXACT]; // as far as it was needed
    private long total;
    private long most;

    /** Adds to the weight of a value; neither is negative. */
    void add(long value, long weight) {
        int bucket = bucket(value);
        if (bucket >= weights.length) {
            weights = Arrays.copyOf(weights, Math.min(BUCKETS, bucket + EXACT));
        }
        weights[bucket] += weight;
        total += weight;
        if (value > most && weight > 0) {
            most = value;
        }
    }

    long total() {
        return total;
    }

    /** The greatest value, exactly; 0 if there is none. */
    long most() {
        return most;
    }

    /** The weight of the value zero. */
    long zero() {
        return weights[0];
    }

    /**
     * A value at or below which lies at least this share of all weight: the least such value, to within 1/16; 0 if
     * there is no weight.
     */
    long quantile(double share) {
        double wanted = share * total;
        long sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            if (sum >= wanted) {
                return Math.min(most, lowest(i + 1) - 1);
            }
        }
        return 0;
    }

    static int bucket(long value) {
        if (value < EXACT) {
            return (int) value;
        }
        int shift = 63 - Long.numberOfLeadingZeros(value) - SUB_BITS;
        return (shift << SUB_BITS) + (int) (value >>> shift);
    }

    static long lowest(int bucket) {
        if (bucket < EXACT) {
            return bucket;
        }
        int shift = (bucket >> SUB_BITS) - 1;
        return (long) (bucket - (shift << SUB_BITS)) << shift;
    }
}
