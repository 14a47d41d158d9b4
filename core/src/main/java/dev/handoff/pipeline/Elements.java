package dev.handoff.pipeline;

/** Stages that keep nothing, or a count; and what calls the functions of all stages. */
final class Elements {
    private static final Copies MAPS =
            new Copies(MapOutput.class, Label.class, Mapping.class, Output.class);
    private static final Copies FILTERS =
            new Copies(FilterOutput.class, Label.class, Condition.class, Output.class);

    private Elements() {}

    static <T, R> StageBody<R> map(Stage<T> upstream, Mapping<? super T, ? extends R> mapping) {
        return (me, out) -> upstream.run(MAPS.<Output<T>>make(mapping, me, mapping, out));
    }

    /** What {@code mapping} gives; its failures are those of stage {@code me}. */
    static <T, R> R apply(Label me, Mapping<? super T, ? extends R> mapping, T value)
            throws Exception {
        R result;
        try {
            result = mapping.apply(value);
        } catch (Throwable t) {
            throw me.failure(t);
        }
        if (result == null) {
            throw me.nullGiven();
        }
        return result;
    }

    /** What {@code combining} gives; its failures are those of stage {@code me}. */
    static <A, B, R> R combine(
            Label me, Combining<? super A, ? super B, ? extends R> combining, A a, B b)
            throws Exception {
        R result;
        try {
            result = combining.apply(a, b);
        } catch (Throwable t) {
            throw me.failure(t);
        }
        if (result == null) {
            throw me.nullGiven();
        }
        return result;
    }

    static <T, R> StageBody<R> flatMap(
            Stage<T> upstream, Mapping<? super T, ? extends Pipeline<? extends R>> mapping) {
        return (me, out) ->
                upstream.run(
                        new Output<>() {
                            @Override
                            boolean push(T value) throws Exception {
                                return apply(me, mapping, value).part().run(out);
                            }
                        });
    }

    static <T, R> StageBody<R> flatMapIterable(
            Stage<T> upstream, Mapping<? super T, ? extends Iterable<? extends R>> mapping) {
        return (me, out) ->
                upstream.run(
                        new Output<>() {
                            @Override
                            boolean push(T value) throws Exception {
                                return Sources.all(me, apply(me, mapping, value), out);
                            }
                        });
    }

    static <T> StageBody<T> filter(Stage<T> upstream, Condition<? super T> condition) {
        return (me, out) -> upstream.run(FILTERS.<Output<T>>make(condition, me, condition, out));
    }

    static <T> boolean test(Label me, Condition<? super T> condition, T value) throws Exception {
        try {
            return condition.test(value);
        } catch (Throwable t) {
            throw me.failure(t);
        }
    }

    static <T> StageBody<T> peek(Stage<T> upstream, Action<? super T> action) {
        return (me, out) ->
                upstream.run(
                        new Output<>() {
                            @Override
                            boolean push(T value) throws Exception {
                                try {
                                    action.accept(value);
                                } catch (Throwable t) {
                                    throw me.failure(t);
                                }
                                return out.push(value);
                            }
                        });
    }

    static <T> StageBody<T> take(Stage<T> upstream, long count) {
        return (me, out) -> {
            if (count == 0) {
                return true;
            }
            Taking<T> taking = new Taking<>(out, count);
            taking.run(upstream);
            return taking.wanted;
        };
    }

    private static final class Taking<T> extends Stopping<T> {
        private final Output<? super T> out;
        private long left;
        private boolean wanted = true;

        Taking(Output<? super T> out, long count) {
            this.out = out;
            this.left = count;
        }

        @Override
        boolean push(T value) throws Exception {
            left--;
            wanted = out.push(value);
            enough = !wanted || left == 0;
            return !enough;
        }
    }

    static <T> StageBody<T> drop(Stage<T> upstream, long count) {
        return (me, out) ->
                upstream.run(
                        new Output<>() {
                            private long left = count;

                            @Override
                            boolean push(T value) throws Exception {
                                if (left > 0) {
                                    left--;
                                    return true;
                                }
                                return out.push(value);
                            }
                        });
    }

    static <T> StageBody<T> takeWhile(Stage<T> upstream, Condition<? super T> condition) {
        return (me, out) -> {
            TakingWhile<T> taking = new TakingWhile<>(me, out, condition);
            taking.run(upstream);
            return taking.wanted;
        };
    }

    private static final class TakingWhile<T> extends Stopping<T> {
        private final Label me;
        private final Output<? super T> out;
        private final Condition<? super T> condition;
        private boolean wanted = true;

        TakingWhile(Label me, Output<? super T> out, Condition<? super T> condition) {
            this.me = me;
            this.out = out;
            this.condition = condition;
        }

        @Override
        boolean push(T value) throws Exception {
            enough = !test(me, condition, value);
            if (!enough) {
                wanted = out.push(value);
                enough = !wanted;
            }
            return !enough;
        }
    }

    static <T> StageBody<T> dropWhile(Stage<T> upstream, Condition<? super T> condition) {
        return (me, out) ->
                upstream.run(
                        new Output<>() {
                            private boolean dropping = true;

                            @Override
                            boolean push(T value) throws Exception {
                                if (dropping) {
                                    dropping = test(me, condition, value);
                                }
                                return dropping || out.push(value);
                            }
                        });
    }
}
