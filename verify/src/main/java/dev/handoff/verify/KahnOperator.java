package dev.handoff.verify;

import dev.handoff.Channel;
import dev.handoff.Scope;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What a process of a {@link KahnNetwork} does: once said with lists, once with channels. */
enum KahnOperator {
    /** Numbers from nowhere. */
    SOURCE(0, 1) {
        @Override
        List<List<Long>> evaluate(List<List<Long>> inputs, long salt, int most) {
            SplittableRandom random = new SplittableRandom(salt);
            return List.of(random.longs(random.nextInt(most)).boxed().toList());
        }

        @Override
        void process(Scope scope, List<KahnPort.In> in, List<KahnPort.Out> out, long salt, int most)
                throws InterruptedException {
            List<Long> values = evaluate(List.of(), salt, most).getFirst();
            int half = values.size() / 2;
            out.getFirst().sendAll(values.subList(0, half));
            for (long value : values.subList(half, values.size())) {
                out.getFirst().send(value);
            }
        }
    },

    /** A function of each value. */
    MAP(1, 1) {
        @Override
        List<List<Long>> evaluate(List<List<Long>> inputs, long salt, int most) {
            return List.of(inputs.getFirst().stream().map(value -> mix(value, salt)).toList());
        }

        @Override
        void process(Scope scope, List<KahnPort.In> in, List<KahnPort.Out> out, long salt, int most)
                throws InterruptedException {
            for (Long value; (value = in.getFirst().next()) != null; ) {
                out.getFirst().send(mix(value, salt));
            }
        }
    },

    /** Some of the values. */
    FILTER(1, 1) {
        @Override
        List<List<Long>> evaluate(List<List<Long>> inputs, long salt, int most) {
            return List.of(inputs.getFirst().stream().filter(v -> passes(v, salt)).toList());
        }

        @Override
        void process(Scope scope, List<KahnPort.In> in, List<KahnPort.Out> out, long salt, int most)
                throws InterruptedException {
            for (Long value; (value = in.getFirst().next()) != null; ) {
                if (passes(value, salt)) {
                    out.getFirst().send(value);
                }
            }
        }

        private boolean passes(long value, long salt) {
            return (mix(value, salt) & 3) != 0;
        }
    },

    /** Some values of its own, then its input. */
    DELAY(1, 1) {
        @Override
        List<List<Long>> evaluate(List<List<Long>> inputs, long salt, int most) {
            List<Long> result = first(salt);
            result.addAll(inputs.getFirst());
            return List.of(result);
        }

        @Override
        void process(Scope scope, List<KahnPort.In> in, List<KahnPort.Out> out, long salt, int most)
                throws InterruptedException {
            out.getFirst().sendAll(first(salt));
            for (Long value; (value = in.getFirst().next()) != null; ) {
                out.getFirst().send(value);
            }
        }

        private List<Long> first(long salt) {
            List<Long> result = new ArrayList<>();
            for (long i = salt & 3; i > 0; i--) {
                result.add(i);
            }
            return result;
        }
    },

    /** Each value to both. */
    DUPLICATE(1, 2) {
        @Override
        List<List<Long>> evaluate(List<List<Long>> inputs, long salt, int most) {
            return List.of(inputs.getFirst(), inputs.getFirst());
        }

        @Override
        void process(Scope scope, List<KahnPort.In> in, List<KahnPort.Out> out, long salt, int most)
                throws InterruptedException {
            for (Long value; (value = in.getFirst().next()) != null; ) {
                out.get(0).send(value);
                out.get(1).send(value);
            }
        }
    },

    /** Each value to one of three, in turn. */
    DEAL(1, 3) {
        @Override
        List<List<Long>> evaluate(List<List<Long>> inputs, long salt, int most) {
            List<List<Long>> hands =
                    List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int i = 0; i < inputs.getFirst().size(); i++) {
                hands.get(i % 3).add(inputs.getFirst().get(i));
            }
            return hands;
        }

        @Override
        void process(Scope scope, List<KahnPort.In> in, List<KahnPort.Out> out, long salt, int most)
                throws InterruptedException {
            int turn = 0;
            for (Long value; (value = in.getFirst().next()) != null; turn++) {
                out.get(turn % 3).send(value);
            }
        }
    },

    /** One from each in turn; when one has ended, the rest of the other. */
    ALTERNATE(2, 1) {
        @Override
        List<List<Long>> evaluate(List<List<Long>> inputs, long salt, int most) {
            List<Long> a = inputs.get(0);
            List<Long> b = inputs.get(1);
            List<Long> result = new ArrayList<>();
            for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
                if (i < a.size()) {
                    result.add(a.get(i));
                }
                if (i < b.size()) {
                    result.add(b.get(i));
                }
            }
            return List.of(result);
        }

        @Override
        void process(Scope scope, List<KahnPort.In> in, List<KahnPort.Out> out, long salt, int most)
                throws InterruptedException {
            boolean[] ended = new boolean[2];
            for (int turn = 0; !ended[0] || !ended[1]; turn = 1 - turn) {
                Long value = ended[turn] ? null : in.get(turn).next();
                if (value == null) {
                    ended[turn] = true;
                } else {
                    out.getFirst().send(value);
                }
            }
        }
    },

    /** A function of the next two, until one has ended. */
    ZIP(2, 1) {
        @Override
        List<List<Long>> evaluate(List<List<Long>> inputs, long salt, int most) {
            List<Long> result = new ArrayList<>();
            int pairs = Math.min(inputs.get(0).size(), inputs.get(1).size());
            for (int i = 0; i < pairs; i++) {
                result.add(mix(inputs.get(0).get(i), inputs.get(1).get(i)));
            }
            return List.of(result);
        }

        @Override
        void process(Scope scope, List<KahnPort.In> in, List<KahnPort.Out> out, long salt, int most)
                throws InterruptedException {
            while (true) {
                Long a = in.get(0).next();
                Long b = a == null ? null : in.get(1).next();
                if (b == null) {
                    readToTheEnd(in);
                    return;
                }
                out.getFirst().send(mix(a, b));
            }
        }
    },

    /** The smaller of the two next ones, always. */
    ORDERED(2, 1) {
        @Override
        List<List<Long>> evaluate(List<List<Long>> inputs, long salt, int most) {
            List<Long> a = new ArrayList<>(inputs.get(0).reversed());
            List<Long> b = new ArrayList<>(inputs.get(1).reversed());
            List<Long> result = new ArrayList<>();
            while (!a.isEmpty() || !b.isEmpty()) {
                boolean fromA = b.isEmpty() || (!a.isEmpty() && a.getLast() <= b.getLast());
                result.add(fromA ? a.removeLast() : b.removeLast());
            }
            return List.of(result);
        }

        @Override
        void process(Scope scope, List<KahnPort.In> in, List<KahnPort.Out> out, long salt, int most)
                throws InterruptedException {
            Long a = in.get(0).next();
            Long b = in.get(1).next();
            while (a != null || b != null) {
                if (b == null || (a != null && a <= b)) {
                    out.getFirst().send(a);
                    a = in.get(0).next();
                } else {
                    out.getFirst().send(b);
                    b = in.get(1).next();
                }
            }
        }
    },

    /** Each value mixed with all before it, by way of a feedback loop of three processes with one value in it. */
    ACCUMULATE(1, 1) {
        @Override
        List<List<Long>> evaluate(List<List<Long>> inputs, long salt, int most) {
            List<Long> result = new ArrayList<>();
            long fedBack = salt;
            for (long value : inputs.getFirst()) {
                long mixed = mix(value, fedBack);
                result.add(mixed);
                fedBack = mix(mixed, salt);
            }
            return List.of(result);
        }

        @Override
        void process(Scope scope, List<KahnPort.In> in, List<KahnPort.Out> out, long salt, int most)
                throws InterruptedException {
            Channel<Long> mixed = Channel.buffered((int) (salt & 1));
            Channel<Long> back = Channel.buffered((int) (salt >> 1 & 1));
            Channel<Long> fedBack = Channel.buffered((int) (salt >> 2 & 1));
            scope.go(
                    "mixer",
                    () -> {
                        for (Long value; (value = in.getFirst().next()) != null; ) {
                            mixed.send(mix(value, fedBack.receive()));
                        }
                        mixed.close();
                        fedBack.receive();
                    });
            scope.go(
                    "feedback",
                    () -> {
                        fedBack.send(salt);
                        for (long value : back) {
                            fedBack.send(mix(value, salt));
                        }
                    });
            for (long value : mixed) {
                out.getFirst().send(value);
                back.send(value);
            }
            back.close();
        }
    };

    private final int inputs;
    private final int outputs;

    KahnOperator(int inputs, int outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
    }

    int inputs() {
        return inputs;
    }

    int outputs() {
        return outputs;
    }

    /** The outputs, from the whole inputs. */
    abstract List<List<Long>> evaluate(List<List<Long>> inputs, long salt, int most);

    abstract void process(
            Scope scope, List<KahnPort.In> in, List<KahnPort.Out> out, long salt, int most)
            throws InterruptedException;

    /** The body of the process: closes what it has sent to. */
    void run(Scope scope, List<KahnPort.In> in, List<KahnPort.Out> out, long salt, int most)
            throws InterruptedException {
        process(scope, in, out, salt, most);
        out.forEach(KahnPort.Out::close);
    }

    private static void readToTheEnd(List<KahnPort.In> inputs) throws InterruptedException {
        for (KahnPort.In input : inputs) {
            while (input.next() != null) {
                // nobody wants it
            }
        }
    }

    private static long mix(long a, long b) {
        long z = a * 0x9e3779b97f4a7c15L + b;
        return z ^ z >>> 29;
    }
}
