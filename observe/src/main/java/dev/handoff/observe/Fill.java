package dev.handoff.observe;

import java.util.Locale;

/**
 * How many values were in a channel's buffer, over time: from the first operation that a meter has seen to the last. An instant
 * counts by how long it lasted, not by how often somebody looked.
 *
 * <p>All numbers are 0 if nothing is known, not even that the buffer was empty. So it is for a timer, whose ticks
 * nobody sends. Where no time has passed, as in virtual time without a sleep, all but {@code most} are 0.
 *
 * @param mean the average
 * @param median it was at most this full for half of the time
 * @param p99 it was at most this full for 99 % of the time
 * @param most the fullest it was
 * @param empty the share of the time in which it was empty, from 0 to 1
 * @param full the share of the time in which it was full, from 0 to 1; 0 if it has no buffer
 */
public record Fill(double mean, long median, long p99, long most, double empty, double full) {
    private static final Fill UNKNOWN = new Fill(0, 0, 0, 0, 0, 0);

    /** Such as {@code mean 3.1, median 2, 99 % 14, most 16; empty 20 %, full 1 % of the time}; or {@code not known}. */
    @Override
    public String toString() {
        if (equals(UNKNOWN)) {
            return "not known";
        }
        return String.format(
                Locale.ROOT,
                "mean %.1f, median %d, 99 %% %d, most %d; empty %.0f %%, full %.0f %% of the time",
                mean,
                median,
                p99,
                most,
                100 * empty,
                100 * full);
    }
}
