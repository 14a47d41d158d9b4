package dev.handoff.pipeline;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Stages that put out lists of values. */
final class Batching {
    /** The newest values of a batch stand in an array of this length, unless the batch is smaller. */
    private static final int ROOM = 1024;

    private static final @Nullable Object[] NOTHING = new @Nullable Object[ROOM];

    private Batching() {}

    static <T> StageBody<List<T>> bySize(Stage<T> upstream, int size) {
        return (me, out) -> {
            BySize<T> batching = new BySize<>(out, size);
            return upstream.run(batching) && batching.pushRest();
        };
    }

    static <T> StageBody<List<T>> byWeight(
            Stage<T> upstream, long most, Mapping<? super T, ? extends Number> weight) {
        return (me, out) -> {
            ByWeight<T> batching = new ByWeight<>(me, out, most, weight);
            return upstream.run(batching) && batching.pushRest();
        };
    }

    /**
     * Keeps the newest values in an array, and moves them to the list together. To add each to the list takes one and a
     * half times to twice as long, depending on what the compiler makes of it (ADR 17).
     */
    private static final class BySize<T> extends Output<T> {
        private final Output<? super List<T>> out;
        private final int size;
        private final T[] newest;
        private int count;

        /** When this many are in the array, they are moved. */
        private int most;

        private List<T> batch = List.of();

        @SuppressWarnings("unchecked") // nobody else sees the array
        BySize(Output<? super List<T>> out, int size) {
            this.out = out;
            this.size = size;
            this.most = Math.min(size, ROOM);
            this.newest = (T[]) new Object[most];
        }

        @Override
        boolean push(T value) throws Exception {
            int next = count;
            newest[next] = value;
            count = next + 1;
            return next + 1 < most || pushIfFull();
        }

        private boolean pushIfFull() throws Exception {
            move();
            List<T> moved = batch;
            boolean full = moved.size() == size;
            if (full) {
                batch = List.of();
            }
            most = Math.min(size - batch.size(), newest.length);
            return !full || out.push(moved);
        }

        private void move() {
            List<T> values =
                    Arrays.asList(count < newest.length ? Arrays.copyOf(newest, count) : newest);
            if (batch.isEmpty()) {
                batch = new ArrayList<>(values);
            } else {
                batch.addAll(values);
            }
            System.arraycopy(NOTHING, 0, newest, 0, count); // faster than Arrays.fill
            count = 0;
        }

        boolean pushRest() throws Exception {
            move();
            return batch.isEmpty() || out.push(batch);
        }
    }

    /** Puts out its values before they would weigh more than {@code most}, and as soon as they weigh that much. */
    static final class ByWeight<T> extends Output<T> {
        private final Label me;
        private final Output<? super List<T>> out;
        private final long most;
        private final Mapping<? super T, ? extends Number> weight;
        private List<T> batch = new ArrayList<>();
        private long sum;

        ByWeight(
                Label me,
                Output<? super List<T>> out,
                long most,
                Mapping<? super T, ? extends Number> weight) {
            this.me = me;
            this.out = out;
            this.most = most;
            this.weight = weight;
        }

        @Override
        boolean push(T value) throws Exception {
            Number given = Elements.apply(me, weight, value);
            long weighs = Elements.apply(me, Number::longValue, given);
            if (weighs < 0) {
                throw me.failure(new IllegalArgumentException("a value weighs " + weighs));
            }
            boolean fits = batch.isEmpty() || weighs <= most - sum;
            boolean wanted = fits || pushBatch();
            batch.add(value);
            sum = weighs + (fits ? sum : 0);
            return wanted && (sum < most || pushBatch());
        }

        /** How many values wait for more. */
        int size() {
            return batch.size();
        }

        boolean pushBatch() throws Exception {
            List<T> full = batch;
            batch = new ArrayList<>();
            sum = 0;
            return out.push(full);
        }

        boolean pushRest() throws Exception {
            return batch.isEmpty() || out.push(batch);
        }
    }
}
