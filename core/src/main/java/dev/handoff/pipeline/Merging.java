package dev.handoff.pipeline;

import dev.handoff.Channel;
import dev.handoff.Sender;

import java.util.List;

/** All values of several inputs, as they come. */
final class Merging<T> implements StageBody<T> {
    /* Overview
     *
     *   inputs, a process each ──values──▶ this process, which takes all that have come at once
     */

    /** How many values may wait, and how many are taken at once. */
    static final int AHEAD = 256;

    private final List<Stage<? extends T>> inputs;

    Merging(List<Stage<? extends T>> inputs) {
        this.inputs = inputs;
    }

    @Override
    public boolean run(Label me, Output<? super T> out) throws Exception {
        if (inputs.isEmpty()) {
            return true;
        }
        return Boundary.run(me, processes -> asTheyCome(processes, me, out));
    }

    private boolean asTheyCome(Boundary processes, Label me, Output<? super T> out)
            throws Exception {
        Channel<T> values = Channel.<T>named(me.toString()).buffered(AHEAD).open();
        List<Sender<T>> senders = Joins.senders(values, inputs.size());
        try {
            for (int i = 0; i < inputs.size(); i++) {
                Feed.start(processes, inputs.get(i), senders.get(i));
            }
            return Feed.drain(processes, most -> Feed.nextOf(values, most), AHEAD, out);
        } finally {
            values.cancel();
        }
    }
}
