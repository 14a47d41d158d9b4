package dev.handoff.pipeline;

import java.util.ArrayList;
import java.util.List;

/** Stages that put out lists of values. */
final class Batching {
    /** Room for this many values is made at the beginning of a batch, unless the batch is smaller. */
    private static final int ROOM = 1024;

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

    private static final class BySize<T> extends Output<T> {
        private final Output<? super List<T>> out;
        private final int size;
        private final int room;
        private List<T> batch;

        BySize(Output<? super List<T>> out, int size) {
            this.out = out;
            this.size = size;
            this.room = Math.min(size, ROOM);
            this.batch = new ArrayList<>(room);
        }

        @Override
        boolean push(T value) throws Exception {
            batch.add(value);
            return batch.size() < size || pushBatch();
        }

        private boolean pushBatch() throws Exception {
            List<T> full = batch;
            batch = new ArrayList<>(room);
            return out.push(full);
        }

        boolean pushRest() throws Exception {
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
