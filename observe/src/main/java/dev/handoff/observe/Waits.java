package dev.handoff.observe;

import java.time.Duration;
import java.util.Locale;

/**
 * The waits of one side of a channel, in numbers. A wait that has not ended is not among them.
 *
 * @param count how many operations have waited
 * @param total how long, all together
 * @param median half of the waits were no longer, to within a sixteenth
 * @param p99 99 % of the waits were no longer, to within a sixteenth
 * @param longest the longest
 */
public record Waits(long count, Duration total, Duration median, Duration p99, Duration longest) {
    static Waits of(Histogram nanos, long total) {
        return new Waits(
                nanos.total(),
                Duration.ofNanos(total),
                Duration.ofNanos(nanos.quantile(0.5)),
                Duration.ofNanos(nanos.quantile(0.99)),
                Duration.ofNanos(nanos.most()));
    }

    /** Such as {@code 12 waits, 3.1 ms in all, median 210 µs, 99 % 1.2 ms, longest 1.4 ms}. */
    @Override
    public String toString() {
        if (count == 0) {
            return "no waits";
        }
        return String.format(
                Locale.ROOT,
                "%,d %s, %s in all, median %s, 99 %% %s, longest %s",
                count,
                count == 1 ? "wait" : "waits",
                Words.of(total),
                Words.of(median),
                Words.of(p99),
                Words.of(longest));
    }
}
