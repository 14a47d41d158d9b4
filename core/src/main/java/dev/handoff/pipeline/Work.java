package dev.handoff.pipeline;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
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
        return me -> {
            Resource<W> resource = new Resource<>(opening);
            return new WithResource<T, R>(
                    me, resource, value -> mapping.apply(resource.opened(), value));
        };
    }

    /**
     * As {@link #with}, but tells how it went. If nothing can be opened, that is a failure of the value for which it is
     * needed. After a failure the next value gets something new: a broken thing would fail value after value, and the
     * worker that has it would be the fastest of all.
     */
    static <W extends AutoCloseable, T, R> Maker<T, Attempt<T, R>> attemptsWith(
            Callable<? extends W> opening, Combining<? super W, ? super T, ? extends R> mapping) {
        return me -> {
            Resource<W> resource = new Resource<>(opening);
            Mapping<T, Attempt<T, R>> attempt =
                    Attempt.at(value -> mapping.apply(resource.opened(), value));
            return new WithResource<T, Attempt<T, R>>(
                    me,
                    resource,
                    value -> {
                        Attempt<T, R> made = attempt.apply(value);
                        if (made instanceof Attempt.Failure<T, R> failure) {
                            resource.discard(me, failure.cause());
                        }
                        return made;
                    });
        };
    }

    private static final class WithResource<T, R> extends Work<T, R> {
        private final Label me;
        private final Resource<?> resource;
        private final Mapping<T, R> mapping;

        WithResource(Label me, Resource<?> resource, Mapping<T, R> mapping) {
            this.me = me;
            this.resource = resource;
            this.mapping = mapping;
        }

        @Override
        R apply(T value) throws Exception {
            return Elements.apply(me, mapping, value);
        }

        @Override
        void close() {
            resource.close(me);
        }
    }

    /** What a worker opens when it needs it. */
    private static final class Resource<W extends AutoCloseable> {
        private final Callable<? extends W> opening;
        private @Nullable W opened;

        Resource(Callable<? extends W> opening) {
            this.opening = opening;
        }

        W opened() throws Exception {
            W resource = opened;
            if (resource == null) {
                resource =
                        Objects.requireNonNull(
                                opening.call(), "the opening gave null, which cannot be used");
                opened = resource;
            }
            return resource;
        }

        void close(Label stage) {
            if (opened != null) {
                stage.closing(opened).close();
            }
        }

        /** If it cannot be closed, either, that is suppressed in the failure. */
        void discard(Label stage, Exception failure) {
            W broken = opened;
            opened = null;
            if (broken != null) {
                try {
                    stage.closing(broken).close();
                } catch (PipelineException e) {
                    failure.addSuppressed(e);
                }
            }
        }
    }
}
