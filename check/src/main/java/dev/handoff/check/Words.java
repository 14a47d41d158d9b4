package dev.handoff.check;

import dev.handoff.Owned;
import dev.handoff.spi.Offer;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The words of reports for waits, channels and values. */
final class Words {
    private static final int LONGEST_VALUE = 60;
    private static final String NEVER = " (never)";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Words() {}

    /** What a process that waits does. */
    static String wait(WaitReason why, Object blocker) {
        return flat(words(why, blocker));
    }

    private static String words(WaitReason why, Object blocker) {
        return switch (why) {
            case SEND -> "waits to send to " + title(blocker);
            case RECEIVE -> "waits to receive from " + title(blocker);
            case HANDLER -> "waits for the handler of the receiver of " + title(blocker);
            case SIGNAL -> "waits for the " + title(blocker);
            case SELECT -> "selects: " + blocker;
            case SCOPE -> "waits for the processes of " + blocker;
            case SLEEP -> "sleeps " + (blocker instanceof Duration time ? duration(time) : blocker);
            case DEADLINE -> "waits for the deadline of " + blocker;
        };
    }

    /** What a partner would have to do. */
    static String counterpart(Offer offer) {
        return (offer.isSend() ? "receive from " : "send to ") + title(offer.channel());
    }

    /**
     * A channel without its kind, unless the kind alone says why a process waits: {@code channel "orders"}, {@code
     * channel #7 (never)}.
     */
    static String title(Object channel) {
        String text = flat(channel.toString());
        int kind = text.endsWith(")") && !text.endsWith(NEVER) ? text.lastIndexOf(" (") : -1;
        return kind < 0 ? text : text.substring(0, kind);
    }

    /** A channel by its name alone: such as {@code "orders"} or {@code #12}. */
    static String name(Object channel) {
        String title = title(channel);
        return title.startsWith("channel ") ? title.substring("channel ".length()) : title;
    }

    /** One short line. */
    static String value(Object value) {
        if (value instanceof Owned<?>) {
            return "an owned value"; // whose words are those of now, not of then
        }
        return oneLine(text(value));
    }

    /** What the value says of itself; a question mark if it cannot say what it is. */
    static String text(Object value) {
        @Nullable String text;
        try {
            text = value.toString();
        } catch (AfterTheEnd.RunAborted e) { // it looks into a channel, whose run is over
            return "a " + value.getClass().getName();
        } catch (RuntimeException | Error e) {
            text = null;
        }
        return text == null
                ? "? (a " + value.getClass().getName() + " whose toString failed)"
                : text;
    }

    /** In one line, whatever it is. */
    static String flat(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").strip();
    }

    static String oneLine(String text) {
        String line = flat(text);
        return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE - 1) + "…";
    }

    /** Such as {@code a, b and c}. */
    static String list(List<String> words) {
        int last = words.size() - 1;
        return last <= 0
                ? String.join("", words)
                : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }

    /** Such as {@code 1.5 s}, {@code 20 ms} or {@code 1 h 0 min 5 s}. */
    static String duration(Duration time) {
        if (time.compareTo(MINUTE) >= 0) {
            String minutes = time.toMinutesPart() + " min";
            String rest =
                    time.toSecondsPart() == 0
                            ? minutes
                            : minutes + " " + time.toSecondsPart() + " s";
            return time.toHours() == 0 ? rest : time.toHours() + " h " + rest;
        }
        long nanos = time.toNanos();
        if (nanos < 1_000_000) {
            return nanos < 1_000 ? nanos + " ns" : decimal(nanos, 3) + " µs";
        }
        return nanos < 1_000_000_000 ? decimal(nanos, 6) + " ms" : decimal(nanos, 9) + " s";
    }

    private static String decimal(long nanos, int places) {
        return BigDecimal.valueOf(nanos, places)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Such as {@code 1 value} or {@code 1,200 values}. */
    static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }
}
