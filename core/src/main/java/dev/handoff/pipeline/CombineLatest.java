package dev.handoff.pipeline;

import dev.handoff.Case;
import dev.handoff.Receiver;
import dev.handoff.Select;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A result for each value of several inputs, with the latest of the others. */
final class CombineLatest<R> {
    /* Overview
     *
     *   inputs, a process each ──values──▶ this process, which keeps the latest of each
     *
     *   Each input has a rendezvous of its own, and a fair select takes what comes: no input is ahead by more than the
     *   value in its hand. When an input has ended, the others go on with its last value. If it had none, nothing can
     *   come any more, and the others are stopped. The last input that is left needs no select.
     */

    /** Makes a result of the latest values, which stand in the order of the inputs. */
    @FunctionalInterface
    interface Combination<R> {
        R of(Label me, Object[] latest) throws Exception;
    }

    private static final Object NONE = new Object();

    /** What a run of the select answers for a value; any other answer is the number of an input that has ended. */
    private static final int VALUE = -1;

    private final Label me;
    private final List<Receiver<?>> inputs;
    private final Object[] latest;
    private int missing;
    private final Combination<? extends R> combination;
    private final Output<? super R> out;

    private CombineLatest(
            Label me,
            List<Receiver<?>> inputs,
            Combination<? extends R> combination,
            Output<? super R> out) {
        this.me = me;
        this.inputs = inputs;
        this.latest = new Object[inputs.size()];
        Arrays.fill(latest, NONE);
        this.missing = latest.length;
        this.combination = combination;
        this.out = out;
    }

    static <R> StageBody<R> of(
            List<? extends Stage<?>> upstreams, Combination<? extends R> combination) {
        return Joins.<Object, R>all(
                upstreams,
                (me, inputs, out) -> new CombineLatest<R>(me, inputs, combination, out).run());
    }

    /** Answers false if the inputs that are left are to be stopped. */
    private boolean run() throws Exception {
        SortedMap<Integer, Case<Integer>> open = new TreeMap<>();
        for (int i = 0; i < latest.length; i++) {
            open.put(i, newCase(i));
        }
        while (open.size() > 1) {
            int ended = untilEnd(Select.of(List.copyOf(open.values())));
            if (ended == VALUE) {
                return false;
            }
            Feed.nextOrNull(inputs.get(ended)); // throws if it has failed
            if (latest[ended] == NONE) {
                return false;
            }
            open.remove(ended);
        }
        int last = open.firstKey();
        return Feed.pass(inputs.get(last), pushing(last));
    }

    private Case<Integer> newCase(int input) {
        return newCase(input, inputs.get(input));
    }

    private <T> Case<Integer> newCase(int input, Receiver<T> from) {
        return Select.<T, Integer>on(
                        from,
                        value -> {
                            take(input, value);
                            return VALUE;
                        })
                .onClosed(() -> input);
    }

    /** Puts out results until an input has ended: answers which one, or {@code VALUE} if no more is wanted. */
    private int untilEnd(Select<Integer> next) throws Exception {
        while (true) {
            Boundary.throwIfOver();
            int event = next.run();
            if (event != VALUE || !putOut()) {
                return event;
            }
        }
    }

    private void take(int input, Object value) {
        if (latest[input] == NONE) {
            missing--;
        }
        latest[input] = value;
    }

    private Output<Object> pushing(int input) {
        return new Output<>() {
            @Override
            boolean push(Object value) throws Exception {
                take(input, value);
                return putOut();
            }
        };
    }

    /** Answers whether more is wanted. */
    private boolean putOut() throws Exception {
        return missing > 0 || out.push(combination.of(me, latest));
    }
}
