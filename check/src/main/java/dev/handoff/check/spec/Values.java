package dev.handoff.check.spec;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A set of values: those listed, or all others.
 *
 * @param listed some values
 * @param others whether it is all values but those
 */
record Values(Set<Object> listed, boolean others) {
    private static final int MOST_SHOWN = 16;
    private static final int LONGEST_VALUE = 60;

    static final Values NONE = new Values(Set.of(), false);
    static final Values ALL = new Values(Set.of(), true);

    Values {
        listed = Collections.unmodifiableSet(new LinkedHashSet<>(listed)); // in a fixed order
    }

    static Values of(Object value) {
        return new Values(Set.of(value), false);
    }

    boolean isEmpty() {
        return !others && listed.isEmpty();
    }

    boolean isSingle() {
        return !others && listed.size() == 1;
    }

    boolean contains(Object value) {
        return listed.contains(value) != others;
    }

    boolean includes(Values that) {
        return that.others
                ? that.minus(this).isEmpty()
                : that.listed.stream().allMatch(this::contains);
    }

    Values complement() {
        return new Values(listed, !others);
    }

    Values and(Values that) {
        if (others && that.others) {
            Set<Object> neither = new LinkedHashSet<>(listed);
            neither.addAll(that.listed);
            return new Values(neither, true);
        }
        Values finite = others ? that : this;
        Values filter = others ? this : that;
        Set<Object> both = new LinkedHashSet<>(finite.listed);
        both.removeIf(value -> !filter.contains(value));
        return new Values(both, false);
    }

    Values minus(Values that) {
        return and(that.complement());
    }

    Values or(Values that) {
        return complement().and(that.complement()).complement();
    }

    /** Such as {@code 1 or 2}, in one line, the first ones of many; nothing for all values. */
    @Override
    public String toString() {
        String first =
                listed.stream()
                        .limit(MOST_SHOWN)
                        .map(Values::text)
                        .collect(Collectors.joining(" or "));
        String list =
                listed.size() <= MOST_SHOWN
                        ? first
                        : first + " or one of " + (listed.size() - MOST_SHOWN) + " more";
        if (others) {
            return list.isEmpty() ? "" : "anything but " + list;
        }
        return list;
    }

    /** In one line, whatever it is. */
    static String flat(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").strip();
    }

    /** The beginning of what the value says of itself; its class if it cannot. */
    private static String text(Object value) {
        try {
            String line = flat(String.valueOf(value));
            return line.length() <= LONGEST_VALUE
                    ? line
                    : line.substring(0, LONGEST_VALUE - 1) + "…";
        } catch (RuntimeException | Error e) {
            return "? (a " + value.getClass().getName() + " whose toString failed)";
        }
    }
}
