package dev.handoff.pipeline;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Sender;
import dev.handoff.internal.toolkit.ChannelEnd;

import java.util.List;

/** Runs a pipeline for each value, several at once, and puts out what they put out, as it comes. */
final class FlatMapMerging<T, R> implements StageBody<R> {
    /* Overview
     *
     *   upstream ──▶ a place ──▶ the pipeline of the value, a process each ──results──▶ this process
     *
     *   The process that runs upstream puts a token into `running` before it starts a pipeline, and the pipeline takes
     *   one out at its end: there are as many places as `running` has room for tokens. When upstream has ended, its
     *   process closes `running`, or fails it; this process looks there when all results have come. A pipeline that
     *   fails fails the results at once.
     */
    private final Stage<T> upstream;
    private final int most;
    private final Mapping<? super T, ? extends Pipeline<? extends R>> mapping;

    FlatMapMerging(
            Stage<T> upstream,
            int most,
            Mapping<? super T, ? extends Pipeline<? extends R>> mapping) {
        this.upstream = upstream;
        this.most = most;
        this.mapping = mapping;
    }

    @Override
    public boolean run(Label me, Output<? super R> out) throws Exception {
        return Boundary.run(me, processes -> asTheyCome(processes, me, out));
    }

    private boolean asTheyCome(Boundary processes, Label me, Output<? super R> out)
            throws Exception {
        Channel<Boolean> running = Feed.channel(me, "running", most);
        Channel<R> results = Feed.channel(me, "results", Merging.AHEAD);
        Sender<R> upstreams = results.newSender();
        Feed.start(
                processes,
                upstream,
                starting(processes, me, running, upstreams),
                failure -> {
                    ChannelEnd.tell(running, failure);
                    upstreams.close();
                });
        try {
            return Feed.drain(processes, all(results, running), Merging.AHEAD, out);
        } finally {
            results.cancel();
            running.cancel();
        }
    }

    /** The results, and after the last one the failure of upstream, if it has failed. */
    private static <R> Ready<R> all(Channel<R> results, Channel<Boolean> running) {
        return atMost -> {
            List<R> list = Feed.nextOf(results, atMost);
            if (list.isEmpty()) {
                while (Feed.nextOrNull(running) != null) {
                    // a pipeline has just ended, or could not be begun
                }
            }
            return list;
        };
    }

    private Output<T> starting(
            Boundary processes, Label me, Channel<Boolean> running, Sender<R> results) {
        return new Output<>() {
            @Override
            boolean push(T value) throws Exception {
                if (!Feed.send(running, true)) {
                    return false;
                }
                Pipeline<? extends R> pipeline = Elements.apply(me, mapping, value);
                return start(processes, pipeline.part(), running, results);
            }
        };
    }

    /** Answers false if the results have ended: a pipeline has failed, or nobody wants any results. */
    private static <R, S extends R> boolean start(
            Boundary processes, Stage<S> pipeline, Channel<Boolean> running, Sender<R> results) {
        try {
            Feed.withSender(
                    results,
                    mine ->
                            Feed.start(
                                    processes,
                                    pipeline,
                                    Feed.<R>sending(mine),
                                    failure -> {
                                        ChannelEnd.tell(mine, failure);
                                        var _ = running.tryReceiveOrNull(); // any token will do
                                    }));
            return true;
        } catch (ClosedException | CancelledException e) {
            return false;
        }
    }
}
