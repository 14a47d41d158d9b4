package dev.handoff.pipeline;

/** The output of a filter's upstream; copied for each condition. */
final class FilterOutput<T> extends Output<T> {
    private final Label me;
    private final Condition<? super T> condition;
    private final Output<? super T> out;

    FilterOutput(Label me, Condition<? super T> condition, Output<? super T> out) {
        this.me = me;
        this.condition = condition;
        this.out = out;
    }

    @Override
    boolean push(T value) throws Exception {
        boolean meets;
        try {
            meets = condition.test(value);
        } catch (Throwable t) {
            throw me.failure(t);
        }
        return !meets || out.push(value);
    }
}
