package dev.handoff.pipeline;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.Receiver;
import dev.handoff.Sender;
import dev.handoff.internal.toolkit.ChannelEnd;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Several processes that map, and put out as they have done. */
final class UnorderedWorkers<T, R> implements StageBody<R> {
    /* Overview
     *
     *   upstream ──values──▶ workers ──results──▶ this process
     *
     *   The process that runs upstream starts the workers, as it has values for them. The last of them all to end
     *   closes `results`. If upstream has failed, it has failed `values`: the workers do what came before that, and
     *   this process finds the failure when all results have come. A worker that fails by itself, or is interrupted,
     *   fails `results`: nobody may be left for the values that wait.
     */

    /**
     * This many values wait beyond one for each worker: while workers have work, the processes that fill and empty the
     * channels get their turn late.
     */
    private static final int WAITING = 30;

    private final Stage<T> upstream;
    private final int most;
    private final Work.Maker<T, R> works;

    UnorderedWorkers(Stage<T> upstream, int most, Work.Maker<T, R> works) {
        this.upstream = upstream;
        this.most = most;
        this.works = works;
    }

    @Override
    public boolean run(Label me, Output<? super R> out) throws Exception {
        return Boundary.run(
                me,
                processes -> {
                    Channel<T> values = Feed.channel(me, "values", waiting());
                    Channel<R> results = Feed.channel(me, "results", Feed.LIST);
                    Sender<R> upstreams = results.newSender();
                    Workers workers =
                            new Workers(
                                    me,
                                    most,
                                    (name, all) ->
                                            Feed.withSender(
                                                    upstreams,
                                                    mine ->
                                                            processes.go(
                                                                    name,
                                                                    () ->
                                                                            work(
                                                                                    me, processes,
                                                                                    all, values,
                                                                                    mine))));
                    Feed.start(
                            processes,
                            upstream,
                            handingOut(me, workers, values),
                            failure -> {
                                ChannelEnd.tell(values, failure);
                                upstreams.close();
                            });
                    try {
                        return Feed.drain(processes, asTheyCome(results, values), Feed.LIST, out);
                    } finally {
                        results.cancel();
                        values.cancel();
                    }
                });
    }

    private int waiting() {
        return Math.min(most, Integer.MAX_VALUE - WAITING) + WAITING;
    }

    private static <T> Output<T> handingOut(Label me, Workers workers, Sender<T> values) {
        return new Output<>() {
            @Override
            boolean push(T value) throws Exception {
                try {
                    workers.need();
                } catch (ClosedException | CancelledException e) {
                    return false; // a worker has failed, or nobody wants any results
                }
                return Feed.send(me, values, value);
            }
        };
    }

    /** The results, and after the last one the failure of upstream, if it has failed. */
    private static <R> Ready<R> asTheyCome(Receiver<R> results, Receiver<?> values) {
        return most -> {
            List<R> list = Feed.nextOf(results, most);
            if (list.isEmpty()) {
                Feed.nextOrNull(values);
            }
            return list;
        };
    }

    private void work(
            Label me, Boundary processes, Workers all, Receiver<T> values, Sender<R> results)
            throws Exception {
        Work<T, R> work = works.make(me);
        try (results;
                Label.Closing _ = processes.closing(work)) {
            T value;
            while ((value = next(values, results)) != null
                    && putOut(processes, work, value, results)) {
                all.becomesIdle();
            }
        } catch (ChannelFailedException e) {
            // upstream has failed: the process that looks into the channel last tells it
        }
    }

    private static <T> @Nullable T next(Receiver<T> values, Sender<?> results)
            throws InterruptedException {
        try {
            return values.receiveOrNull();
        } catch (InterruptedException e) {
            results.fail(e);
            throw e;
        }
    }

    /** Answers false if this or another worker has failed. */
    private boolean putOut(Boundary processes, Work<T, R> work, T value, Sender<R> results)
            throws Exception {
        try {
            results.send(work.apply(value));
            return true;
        } catch (PipelineException | InterruptedException e) {
            processes.ended(e);
            results.fail(e);
            return false;
        } catch (ClosedException e) {
            return false;
        }
    }
}
