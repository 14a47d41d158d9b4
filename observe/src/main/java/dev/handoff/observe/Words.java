package dev.handoff.observe;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them. */
final class Words {
    private static final String[] UNITS = {"ns", "µs", "ms", "s"};

    private Words() {}

    /** Three digits and a unit: such as {@code 1.24 ms}. */
    static String of(Duration duration) {
        double amount = duration.toNanos();
        int unit = 0;
        while (amount >= 999.5 && unit < UNITS.length - 1) {
            amount /= 1000;
            unit++;
        }
        int decimals = unit == 0 || amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", amount, UNITS[unit]);
    }
}
