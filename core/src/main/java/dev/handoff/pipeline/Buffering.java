package dev.handoff.pipeline;

import dev.handoff.Channel;

/** Stages that let what is above them be ahead. */
final class Buffering {
    private Buffering() {}

    static <T> StageBody<T> buffer(Stage<T> upstream, int capacity) {
        return (me, out) ->
                Feed.scoped(
                        me,
                        scope -> {
                            Channel<T> values =
                                    Channel.<T>named(me.toString()).buffered(capacity).open();
                            Feed.start(scope, upstream, values);
                            return Feed.drain(values, out);
                        });
    }
}
