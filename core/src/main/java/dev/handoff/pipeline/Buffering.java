package dev.handoff.pipeline;

import dev.handoff.Channel;

/** Stages that let what is above them be ahead. */
final class Buffering {
    private Buffering() {}

    static <T> StageBody<T> buffer(Stage<T> upstream, int capacity) {
        return (me, out) ->
                Feed.apart(
                        me,
                        upstream,
                        Channel.<T>named(me.toString()).buffered(capacity).open(),
                        values -> Feed.pass(values, out));
    }
}
