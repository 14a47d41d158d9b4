package dev.handoff.pipeline;

/** The output of the last stage before forEach; copied for each action. */
final class ActionOutput<T> extends Output<T> {
    private final Label me;
    private final Action<? super T> action;

    ActionOutput(Label me, Action<? super T> action) {
        this.me = me;
        this.action = action;
    }

    @Override
    boolean push(T value) throws Exception {
        try {
            action.accept(value);
        } catch (Throwable t) {
            throw me.failure(t);
        }
        return true;
    }
}
