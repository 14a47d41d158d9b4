package dev.handoff.internal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Asks the code of others for words and causes while a failure is being told: this must not fail itself. */
public final class Foreign {
    /** In chars. The words of a failure that comes of a failure that comes of … grow with each step. */
    private static final int MOST = 4_000;

    private Foreign() {}

    /**
     * What something says of itself, or how that begins if it is very long; its class if it cannot.
     *
     * @param something a failure or a value
     * @return as its {@code toString}
     */
    public static String words(Object something) {
        try {
            String words = something.toString();
            if (words != null) {
                return words.length() <= MOST ? words : words.substring(0, MOST) + "…";
            }
        } catch (Throwable t) {
            // it has none
        }
        return something.getClass().getName();
    }

    /**
     * A failure, its cause, the cause of that, and so on.
     *
     * @param failure as it was thrown; null if nothing was
     * @return each once, for they may form a circle
     */
    public static List<Throwable> withCauses(@Nullable Throwable failure) {
        List<Throwable> all = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable t = failure; t != null && seen.add(t); t = cause(t)) {
            all.add(t);
        }
        return all;
    }

    /**
     * A failure, its cause and so on, down to the first of a kind.
     *
     * @param failure as it was thrown; null if nothing was
     * @param isOne whether it is of that kind
     * @return empty if there is none
     */
    public static List<Throwable> downTo(
            @Nullable Throwable failure, Predicate<? super Throwable> isOne) {
        List<Throwable> all = withCauses(failure);
        for (int i = 0; i < all.size(); i++) {
            if (isOne.test(all.get(i))) {
                return all.subList(0, i + 1);
            }
        }
        return List.of();
    }

    /**
     * The cause of a failure.
     *
     * @param failure as it was thrown
     * @return null, too, if it cannot say
     */
    public static @Nullable Throwable cause(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable t) {
            return null;
        }
    }

    /**
     * The failure of which a stream has made an {@link IOException}.
     *
     * @param failure as it was thrown, perhaps that exception in an {@link UncheckedIOException}; null if nothing was
     * @return the cause of that exception; if {@code failure} is neither of the two, {@code failure} itself
     */
    public static @Nullable Throwable insideIo(@Nullable Throwable failure) {
        Throwable io = failure instanceof UncheckedIOException ? cause(failure) : failure;
        return io instanceof IOException ? cause(io) : io;
    }

    /**
     * Suppresses in {@code thrown} what is suppressed in {@code others}: each failure once, and none that it has
     * already.
     *
     * @param others the failures in whose place {@code thrown} is thrown
     * @param thrown what takes their place; if it is suppressed in one of them itself, it is left out, too
     */
    public static void suppressAllOf(List<Throwable> others, Throwable thrown) {
        Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>());
        known.add(thrown);
        Collections.addAll(known, thrown.getSuppressed());
        for (Throwable other : others) {
            for (Throwable beside : other.getSuppressed()) {
                if (known.add(beside)) {
                    thrown.addSuppressed(beside);
                }
            }
        }
    }
}
