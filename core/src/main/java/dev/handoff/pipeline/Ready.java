package dev.handoff.pipeline;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What a boundary has for the stages below it, some of it ready, the rest yet to come. For one process.
 *
 * @param <T> the type of the values
 */
abstract class Ready<T> {
    /** The next value, or null at the end; waits. */
    abstract @Nullable T next() throws Exception;

    /** The next value if it is ready; null if not, or at the end. Never waits. */
    abstract @Nullable T nextNow() throws Exception;

    /** Waits only with an empty list. */
    final boolean pushLists(int most, Output<? super List<T>> out) throws Exception {
        T first;
        while ((first = next()) != null) {
            List<T> list = new ArrayList<>(most);
            list.add(first);
            Exception failure = fill(list, most);
            if (!out.push(list)) {
                return false;
            }
            if (failure != null) {
                throw failure;
            }
        }
        return true;
    }

    /** Adds what is ready; returns what stands in place of the next value, if that is a failure. */
    private @Nullable Exception fill(List<T> list, int most) {
        try {
            T value;
            while (list.size() < most && (value = nextNow()) != null) {
                list.add(value);
            }
            return null;
        } catch (Exception e) {
            return e;
        }
    }
}
