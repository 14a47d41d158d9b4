package dev.handoff.pipeline;

import dev.handoff.Channel;
import dev.handoff.Overflow;

/** Stages that let what is above them be ahead. */
final class Buffering {
    private Buffering() {}

    static <T> StageBody<T> buffer(Stage<T> upstream, int capacity, Overflow overflow) {
        return (me, out) ->
                Feed.apart(
                        me,
                        upstream,
                        Channel.<T>named(me.toString())
                                .buffered(capacity)
                                .overflow(overflow)
                                .open(),
                        values -> Feed.pass(values, out));
    }
}
