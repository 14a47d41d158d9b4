package dev.handoff.pipeline;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Set;

/** Stages that remember values. */
final class Remembering {
    private Remembering() {}

    static <T> StageBody<T> distinct(Stage<T> upstream, Mapping<? super T, ?> key) {
        return (me, out) -> {
            Set<Object> seen = new HashSet<>();
            return upstream.run(
                    new Output<>() {
                        @Override
                        boolean push(T value) throws Exception {
                            Object of = Elements.apply(me, key, value);
                            return !isNew(me, seen, of) || out.push(value);
                        }
                    });
        };
    }

    private static boolean isNew(Label me, Set<Object> seen, Object key) throws Exception {
        try {
            return seen.add(key);
        } catch (Throwable t) {
            throw me.failure(t); // by the value's equals
        }
    }

    static <T> StageBody<T> distinctUntilChanged(Stage<T> upstream) {
        return (me, out) ->
                upstream.run(
                        new Output<>() {
                            private @Nullable T before;

                            @Override
                            boolean push(T value) throws Exception {
                                if (isEqual(me, value, before)) {
                                    return true;
                                }
                                before = value;
                                return out.push(value);
                            }
                        });
    }

    private static boolean isEqual(Label me, Object value, @Nullable Object before)
            throws Exception {
        try {
            return value.equals(before);
        } catch (Throwable t) {
            throw me.failure(t);
        }
    }

    static <T, A> StageBody<A> scan(
            Stage<T> upstream, A first, Combining<? super A, ? super T, ? extends A> folding) {
        return (me, out) ->
                upstream.run(
                        new Output<>() {
                            private A result = first;

                            @Override
                            boolean push(T value) throws Exception {
                                result = Elements.combine(me, folding, result, value);
                                return out.push(result);
                            }
                        });
    }
}
