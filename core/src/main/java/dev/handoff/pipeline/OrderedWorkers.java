package dev.handoff.pipeline;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Sender;
import dev.handoff.internal.toolkit.ChannelEnd;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Several processes that map, and put out in the order of the input. */
final class OrderedWorkers<T, R> implements StageBody<R> {
    /* Overview
     *
     *   upstream ──order──────────────────────────▶ this process: takes the next job in order, and waits
     *      └───────jobs──▶ workers ──results──────▶               until it is among those that have come back
     *
     *   A job is in `order` before it is in `jobs`, so a process that looks into `order` knows all jobs that are being
     *   worked on. `order` is bounded, and with it the look-ahead. `results` has room for all jobs that can be under
     *   way, so no worker waits for a slow one.
     *
     *   The process that runs upstream starts the workers, as it has jobs for them.
     *
     *   A worker that fails cancels `jobs`: the jobs in it come after the one that failed, and are not wanted. A worker
     *   that is interrupted between two jobs fails `results`: nobody may be left for the jobs that wait.
     */

    /** With this many workers or more, there is as good as no limit. */
    private static final int MANY = Integer.MAX_VALUE / 4;

    static {
        ChannelEnd.prepare();
    }

    private final Stage<T> upstream;
    private final int most;
    private final Work.Maker<T, R> works;

    OrderedWorkers(Stage<T> upstream, int most, Work.Maker<T, R> works) {
        this.upstream = upstream;
        this.most = most;
        this.works = works;
    }

    private static final class Job<T, R> {
        private final T value;
        private @Nullable R result;
        private @Nullable Exception failure;

        /** Whether it has come back; touched only by the process that puts out. */
        private boolean isBack;

        Job(T value) {
            this.value = value;
        }
    }

    @Override
    public boolean run(Label me, Output<? super R> out) throws Exception {
        return Boundary.run(
                me,
                processes -> {
                    int ahead = 2 * Math.min(most, MANY) + 62; // one more is sent, one waited for
                    Channel<Job<T, R>> order = Feed.channel(me, "order", ahead);
                    Channel<Job<T, R>> jobs = Feed.channel(me, "jobs", ahead);
                    Channel<Job<T, R>> results = Feed.channel(me, "results", ahead + 2);
                    Workers workers =
                            new Workers(
                                    me,
                                    most,
                                    (name, all) ->
                                            processes.go(
                                                    name,
                                                    () -> work(me, processes, all, jobs, results)));
                    Feed.start(
                            processes,
                            upstream,
                            handingOut(workers, order, jobs, results),
                            failure -> {
                                jobs.close();
                                ChannelEnd.tell(order, failure);
                            });
                    try {
                        return Feed.drain(processes, new InOrder<>(order, results), Feed.LIST, out);
                    } finally {
                        order.cancel();
                        jobs.cancel();
                    }
                });
    }

    private static <T, R> Output<T> handingOut(
            Workers workers,
            Sender<Job<T, R>> order,
            Sender<Job<T, R>> jobs,
            Sender<Job<T, R>> results) {
        return new Output<>() {
            @Override
            boolean push(T value) throws Exception {
                Job<T, R> job = new Job<>(value);
                workers.need(); // first: whatever is in `order` is waited for
                if (!Feed.send(order, job)) {
                    return false;
                }
                try {
                    return Feed.send(jobs, job);
                } catch (InterruptedException e) { // may have come with the end of the first send
                    job.failure = e;
                    results.trySend(job);
                    throw e;
                } catch (Error e) { // whoever puts out would wait for the job
                    ChannelEnd.insistOnTelling(results, e);
                    throw e;
                }
            }
        };
    }

    private void work(
            Label me,
            Boundary processes,
            Workers all,
            Receiver<Job<T, R>> jobs,
            Sender<Job<T, R>> results)
            throws Exception {
        Work<T, R> work = works.make(me);
        try (Label.Closing _ = processes.closing(work)) {
            Job<T, R> job;
            while ((job = jobs.receiveOrNull()) != null) {
                try {
                    job.result = work.apply(job.value);
                } catch (PipelineException | InterruptedException e) {
                    job.failure = e;
                    processes.ended(e);
                    jobs.cancel();
                }
                results.trySend(job); // there is room; the work may have left an interrupt pending
                all.becomesIdle();
            }
        } catch (InterruptedException e) {
            results.fail(e);
            throw e;
        }
    }

    /** The results, in the order of the jobs. */
    private static final class InOrder<T, R> implements Ready<R> {
        private final Receiver<Job<T, R>> order;
        private final Receiver<Job<T, R>> results;
        private @Nullable Job<T, R> head;

        InOrder(Receiver<Job<T, R>> order, Receiver<Job<T, R>> results) {
            this.order = order;
            this.results = results;
        }

        @Override
        public List<R> next(int most) throws Exception {
            List<R> list = new ArrayList<>(most);
            Job<T, R> job = awaited();
            while (job != null) {
                list.add(Objects.requireNonNull(job.result));
                head = null;
                job = list.size() < most ? ready() : null;
            }
            return list;
        }

        /** The job at the head, once it is back; null at the end. */
        private @Nullable Job<T, R> awaited() throws Exception {
            if (head == null) {
                head = Feed.nextOrNull(order);
            }
            Job<T, R> job = head;
            if (job == null) {
                return null;
            }
            while (!job.isBack) {
                Objects.requireNonNull(Feed.nextOrNull(results)).isBack = true; // never closed
            }
            if (job.failure != null) {
                throw job.failure;
            }
            return job;
        }

        /** The job at the head if it has come back with a result; else null. */
        private @Nullable Job<T, R> ready() {
            if (head == null) {
                head = order.tryReceiveOrNull();
            }
            Job<T, R> job = head;
            Job<T, R> back;
            while (job != null && !job.isBack && (back = results.tryReceiveOrNull()) != null) {
                back.isBack = true;
            }
            return job != null && job.isBack && job.failure == null ? job : null;
        }
    }
}
