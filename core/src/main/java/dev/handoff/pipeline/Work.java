package dev.handoff.pipeline;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;

/** What one worker of a parallel stage does, and what it needs for that. Used by its process alone. */
abstract class Work<T, R> {
    /** What is done for a value; its failures are those of the stage. */
    abstract R apply(T value) throws Exception;

    void close() {}

    /** Makes the work of one worker. */
    @FunctionalInterface
    interface Maker<T, R> {
        Work<T, R> make(Label me);
    }

    static <T, R> Maker<T, R> of(Mapping<? super T, ? extends R> mapping) {
        return me ->
                new Work<>() {
                    @Override
                    R apply(T value) throws Exception {
                        return Elements.apply(me, mapping, value);
                    }
                };
    }

    static <W extends AutoCloseable, T, R> Maker<T, R> with(
            Callable<? extends W> opening, Combining<? super W, ? super T, ? extends R> mapping) {
        return me -> new WithResource<W, T, R>(me, opening, mapping);
    }

    private static final class WithResource<W extends AutoCloseable, T, R> extends Work<T, R> {
        private final Label me;
        private final Callable<? extends W> opening;
        private final Combining<? super W, ? super T, ? extends R> mapping;
        private @Nullable W resource;

        WithResource(
                Label me,
                Callable<? extends W> opening,
                Combining<? super W, ? super T, ? extends R> mapping) {
            this.me = me;
            this.opening = opening;
            this.mapping = mapping;
        }

        @Override
        R apply(T value) throws Exception {
            return Elements.combine(me, mapping, opened(), value);
        }

        private W opened() throws Exception {
            W opened = resource;
            if (opened == null) {
                opened = open();
                resource = opened;
            }
            return opened;
        }

        private W open() throws Exception {
            W opened;
            try {
                opened = opening.call();
            } catch (Throwable t) {
                throw me.failure(t);
            }
            if (opened == null) {
                throw me.nullGiven();
            }
            return opened;
        }

        @Override
        void close() {
            if (resource != null) {
                me.closing(resource).close();
            }
        }
    }
}
