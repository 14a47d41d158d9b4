package dev.handoff.pipeline;

import java.util.List;

/**
 * A stage, with all that is above it: a value.
 *
 * @param <T> the type of the values that the stage puts out
 */
final class Stage<T> {
    /* How a stage is written
     *
     *   A stage is a loop around the stage above it, and runs in whatever process its downstream runs it:
     *
     *     boolean run(Label me, Output<? super R> out) {
     *         return upstream.run(new Output<T>() {
     *             boolean push(T value) { return out.push(f(value)); }
     *         });
     *     }
     *
     *   So values are pushed down, from call to call, without any queue or object in between; the answer of push goes up.
     *   A source is a loop that pushes. When it has returned, so do the stages below, one after the other: what is to be
     *   done at the end (a last batch, closing a file) simply stands after the call, or in a finally block.
     *
     *   The answer. push and run answer "are more values wanted?". It is false only if somebody below has said so.
     *   A stage that has enough itself (take) answers false to its upstream, and returns true to its downstream if that
     *   may want more, from the next input of a concat for example. It is a Stopping: a close that fails above is reported.
     *
     *     boolean wanted = true;                      // in an object of the run, a Stopping
     *     push(v):  wanted = out.push(v); enough = !wanted || --left == 0; return !enough;
     *     run:      if (n > 0) stopping.run(upstream); return wanted;
     *
     *   What is left over at the end is pushed only if more is wanted:
     *
     *     return upstream.run(batching) && (batch.isEmpty() || out.push(batch));
     *
     *   Failures. A call of a user's function is wrapped: catch (Throwable t) { throw me.failure(t); }. A call of
     *   out.push is not: what comes out of it is not this stage's failure. A stage that reacts to the failures of what is
     *   above it (recover, retry) must tell the two apart: it wraps out, and remembers what has come out of push.
     *
     *   A boundary is a stage that runs its upstream in a process of its own, and is at its other end the loop that pushes:
     *
     *     return Feed.apart(me, upstream, channel, values -> Feed.pass(values, out));
     *
     *   that is
     *
     *     return Boundary.run(me, processes -> {
     *         Feed.start(processes, upstream, channel);   // runs it, closes or fails the channel
     *         return Feed.drain(channel, out);            // receives and pushes, cancels the channel; false stops the processes
     *     });
     *
     *   The processes have a scope of their own, which is left before run returns, so that nothing of a stage is left,
     *   whatever stands below it. A failure travels through the channel behind the values that came before it, as if
     *   there were no boundary. When somebody below wants no more, the scope is cancelled, and so what is above is
     *   interrupted. A function may take no notice of that. So a process that ends, for whatever reason, cancels the
     *   channels that it receives from, and closes or fails those that it sends to: nobody waits for a process that has
     *   gone.
     *
     *   Where values are dropped, by a filter for example, there is no send to tell a loop that nothing more is wanted:
     *   loops look for themselves whether their boundary is over.
     *
     *   Sources that may run for long call Boundary.throwIfOver now and then; those over an iterator use Sources.all. A
     *   stage whose push does next to nothing but call a function is worth a class of its own and Copies.
     *
     *   A new stage is tested by an Operator beside a sequential stream, in random chains with others (Trial, in the tests);
     *   a new source or sink is one of those that the chains begin with or end in.
     *
     * After Kotlin's flows (Elizarov, 2019), which after F#'s and Rx's observables are functions of their collector, and
     * java.util.stream's Gatherer (Viktor Klang, JEP 485), whose integrators answer whether more is wanted.
     */
    private final Label label;
    private final List<Stage<?>> inputs;
    private final List<Stage<?>> branches;
    private final boolean branchesPutOut;
    private final StageBody<T> body;

    Stage(Label label, List<Stage<?>> inputs, StageBody<T> body) {
        this(label, inputs, List.of(), true, body);
    }

    Stage(
            Label label,
            List<Stage<?>> inputs,
            List<Stage<?>> branches,
            boolean branchesPutOut,
            StageBody<T> body) {
        this.label = label;
        this.inputs = inputs;
        this.branches = branches;
        this.branchesPutOut = branchesPutOut;
        this.body = body;
    }

    /** See {@link StageBody#run}. */
    boolean run(Output<? super T> out) throws Exception {
        return body.run(label, out);
    }

    Stage<T> named(String name) {
        return new Stage<>(label.named(name), inputs, branches, branchesPutOut, body);
    }

    /**
     * This stage as a part of another pipeline, under the name of its own. What fails below it is no failure of its own
     * pipeline.
     */
    Stage<T> of(String pipeline) {
        return new Stage<>(
                label,
                inputs,
                branches,
                branchesPutOut,
                (me, out) -> {
                    Wanting<T> below = new Wanting<>(out);
                    try {
                        return body.run(me, below);
                    } catch (PipelineException e) {
                        throw below.hasFailed() ? e : e.of(pipeline);
                    }
                });
    }

    Label label() {
        return label;
    }

    StageBody<T> body() {
        return body;
    }

    /** The stages whose values this one takes; none for a source. */
    List<Stage<?>> inputs() {
        return inputs;
    }

    /** The last stages of the pipelines inside of this stage, which begin with what the stage hands to them. */
    List<Stage<?>> branches() {
        return branches;
    }

    /** Whether this stage puts out what its branches put out. */
    boolean branchesPutOut() {
        return branchesPutOut;
    }
}
