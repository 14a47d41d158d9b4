package dev.handoff.coordinate;

import dev.handoff.CancelledException;
import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.CheckReturnValue;
import dev.handoff.Handler;
import dev.handoff.ProcessBody;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sent;
import dev.handoff.internal.AtEnd;
import dev.handoff.internal.AwaitedBody;
import dev.handoff.internal.Flag;
import dev.handoff.internal.Ignored;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Interlude;
import dev.handoff.internal.Together;
import dev.handoff.internal.Unwanted;
import dev.handoff.internal.toolkit.Cancellations;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Runs jobs: at most so many at once, while at most so many wait.
 *
 * <pre>{@code
 * Scope.run(scope -> {
 *     WorkerPool pool = WorkerPool.in(scope).named("images").workers(4).queue(16).open();
 *     for (Path file : files) {
 *         pool.submit(() -> resize(file)); // waits while 4 run and 16 wait
 *     }
 * }); // all jobs are done
 * }</pre>
 *
 * <p>A pool lives in a scope, and its workers are processes of that scope: when it is left, all accepted jobs have
 * ended (L35). A worker is started when there is a job and fewer workers run than may; it takes one job after the
 * other, first come, first served, and ends when none is left. So an idle pool has no processes, holds nobody up and
 * need not be closed.
 *
 * <p>When a job fails, its {@link Job} fails, and with it the worker, by a {@link WorkFailedException} that names the
 * job. That is a failure of a process of the scope, and cancels the scope unless that is supervised. With
 * {@link WorkerPoolBuilder#supervised} the failure concerns the job alone. Jobs in the queue are run by other workers.
 * When the scope is cancelled, jobs that run are interrupted, and those in the queue are cancelled. {@link Job#cancel}
 * does so with one job.
 *
 * <p>If no thread can be started for a worker, the submit throws what prevented it, and the pool is cancelled. The pool
 * is also cancelled if a worker is kept from beginning, for example for want of memory.
 *
 * <p>A job that waits for a place in its own pool's queue, or for a job in it, can wait for itself: that is reported as a
 * deadlock.
 *
 * <p>Actions before a submit happen-before the job; the job's happen-before the return of {@link Job#join}.
 *
 * <p>After the worker pools of Go programs and sourcegraph's conc (2023); {@code java.util.concurrent.ThreadPoolExecutor}
 * (Doug Lea, 2004) refuses where this waits.
 */
public final class WorkerPool implements AutoCloseable {
    /* Overview
     *
     *   Three channels:
     *     room   a token for each job that may be accepted: workers + queue. Taken by a submit, put back when the job ends.
     *            Cancelled when the pool is closed.
     *     queue  the jobs, and never more than there are tokens. Cancelled with the pool, which hands the jobs back.
     *     idle   a token for each worker that may be started. Taken with the start, put back by the worker that ends.
     *
     *   submit   take room; queue the job; is a token idle? start a worker
     *   worker   take a job, run it, put back room; again. No job? Put back idle, and look once more whether there is a
     *            job and a token: a submit between our look at the queue and the token's return has found no token.
     *   cancel   cancel the scopes of all workers, as one, and then room and queue. A job may wait for another job, or
     *            for room: what comes of the cancel must not reach it before it is cancelled itself, or it fails. For
     *            the same reason, a process that ends a job which is not wanted cancels the pool, too, before others
     *            can see that the job has ended.
     */
    private enum Token {
        ROOM,
        WORKER
    }

    private final Scope scope;
    private final String title;
    private final String unnamedJob;
    private final String endOfUnnamedJob;
    private final int workers;
    private final @Nullable Consumer<? super WorkFailedException> onFailure;
    private final Channel<Token> room;
    private final Channel<Job<?>> queue;
    private final Channel<Token> idle;

    /**
     * The scopes of the workers, one each, by which a cancel interrupts each worker once. In the order in which the
     * workers began; a cancel empties the set.
     */
    private final Set<Scope> running = new LinkedHashSet<>(); // also its lock

    private final Flag cancelled = new Flag();

    WorkerPool(
            Scope scope,
            String name,
            int workers,
            int places,
            @Nullable Consumer<? super WorkFailedException> onFailure) {
        this.scope = scope;
        this.title = name.isEmpty() ? "a pool" : "pool \"" + name + "\"";
        this.unnamedJob = "job of " + title;
        this.endOfUnnamedJob = "end of job of " + title;
        this.workers = workers;
        this.onFailure = onFailure;
        this.room = filled("room in " + title, places, Token.ROOM);
        this.idle = filled("workers of " + title, workers, Token.WORKER);
        this.queue =
                Channel.<Job<?>>named("queue of " + title)
                        .unbounded()
                        .onUndelivered(Job::cancel)
                        .open();
    }

    private static Channel<Token> filled(String name, int count, Token token) {
        Channel<Token> channel = Channel.<Token>named(name).buffered(count).open();
        for (int i = 0; i < count; i++) {
            channel.trySend(token);
        }
        return channel;
    }

    /**
     * Begins the description of a pool whose workers are processes of a scope.
     *
     * @param scope the scope
     * @return the description; end it with {@link WorkerPoolBuilder#open}
     */
    public static WorkerPoolBuilder in(Scope scope) {
        return new WorkerPoolBuilder(scope);
    }

    // ---- submitting

    /**
     * Submits a job; waits while all workers are at work and the queue is full. If the pool is cancelled at the same moment,
     * the job that is returned may be cancelled already.
     *
     * @param body what is to be done
     * @param <T> the type of the result
     * @return the job
     * @throws IllegalStateException if the pool is closed, or the scope has been left; the job is not accepted
     * @throws InterruptedException if the thread was interrupted, or the pool is closed and a scope that the thread is in
     *     was cancelled; the job is not accepted
     */
    public <T extends @Nullable Object> Job<T> submit(Callable<? extends T> body)
            throws InterruptedException {
        return submit(this.<T>unnamed(body));
    }

    /**
     * As {@link #submit(Callable)}, with a name for the job, which messages will show.
     *
     * @param name the name
     * @param body what is to be done
     * @param <T> the type of the result
     * @return the job
     * @throws IllegalStateException as {@link #submit(Callable)}
     * @throws InterruptedException as {@link #submit(Callable)}
     */
    public <T extends @Nullable Object> Job<T> submit(String name, Callable<? extends T> body)
            throws InterruptedException {
        return submit(this.<T>named(name, body));
    }

    /**
     * As {@link #submit(Callable)}, for a job without a result.
     *
     * @param body what is to be done
     * @return the job; its result is null
     * @throws IllegalStateException as {@link #submit(Callable)}
     * @throws InterruptedException as {@link #submit(Callable)}
     */
    public Job<@Nullable Void> submit(ProcessBody body) throws InterruptedException {
        return submit(body.asCallable());
    }

    /**
     * As {@link #submit(String, Callable)}, for a job without a result.
     *
     * @param name the name
     * @param body what is to be done
     * @return the job; its result is null
     * @throws IllegalStateException as {@link #submit(Callable)}
     * @throws InterruptedException as {@link #submit(Callable)}
     */
    public Job<@Nullable Void> submit(String name, ProcessBody body) throws InterruptedException {
        return submit(name, body.asCallable());
    }

    private <T extends @Nullable Object> Job<T> unnamed(Callable<? extends T> body) {
        return new Job<>(unnamedJob, endOfUnnamedJob, body);
    }

    private <T extends @Nullable Object> Job<T> named(String name, Callable<? extends T> body) {
        String title = "job \"" + Objects.requireNonNull(name, "name") + "\" of " + this.title;
        return new Job<>(title, "end of " + title, body);
    }

    private <T extends @Nullable Object> Job<T> submit(Job<T> job) throws InterruptedException {
        if (room.receiveOrNull() == null) {
            Scope.checkpoint(); // what has cancelled the pool may not have come to this thread yet
            throw refused(job);
        }
        return accept(job);
    }

    /**
     * Submits a job if there is room for it. Exact: answers null only if there was an instant during the call at which
     * all places, with a worker and in the queue, were taken, or owed to those that wait to submit (L18). Waits only if
     * there is no memory, until there is some, and leaves an interrupt pending. If the pool is cancelled at the same
     * moment, the job that is returned may be cancelled already.
     *
     * @param body what is to be done
     * @param <T> the type of the result
     * @return the job; null if there was no room
     * @throws IllegalStateException if the pool was closed or cancelled, full or not, or the scope has been left; the job is
     *     not accepted. If the caller was cancelled, too, the cause is a {@link CancelledException}: a process that
     *     ends by this exception has not failed then
     */
    @CheckReturnValue(Ignored.JOB)
    public <T extends @Nullable Object> @Nullable Job<T> trySubmitOrNull(
            Callable<? extends T> body) {
        return trySubmitOrNull(this.<T>unnamed(body));
    }

    /**
     * As {@link #trySubmitOrNull(Callable)}, with a name for the job, which messages will show.
     *
     * @param name the name
     * @param body what is to be done
     * @param <T> the type of the result
     * @return the job; null if there was no room
     * @throws IllegalStateException as {@link #trySubmitOrNull(Callable)}
     */
    @CheckReturnValue(Ignored.JOB)
    public <T extends @Nullable Object> @Nullable Job<T> trySubmitOrNull(
            String name, Callable<? extends T> body) {
        return trySubmitOrNull(this.<T>named(name, body));
    }

    /**
     * As {@link #trySubmitOrNull(Callable)}, for a job without a result.
     *
     * @param body what is to be done
     * @return the job, whose result is null; null if there was no room
     * @throws IllegalStateException as {@link #trySubmitOrNull(Callable)}
     */
    @CheckReturnValue(Ignored.JOB)
    public @Nullable Job<@Nullable Void> trySubmitOrNull(ProcessBody body) {
        return trySubmitOrNull(body.asCallable());
    }

    /**
     * As {@link #trySubmitOrNull(String, Callable)}, for a job without a result.
     *
     * @param name the name
     * @param body what is to be done
     * @return the job, whose result is null; null if there was no room
     * @throws IllegalStateException as {@link #trySubmitOrNull(Callable)}
     */
    @CheckReturnValue(Ignored.JOB)
    public @Nullable Job<@Nullable Void> trySubmitOrNull(String name, ProcessBody body) {
        return trySubmitOrNull(name, body.asCallable());
    }

    private <T extends @Nullable Object> @Nullable Job<T> trySubmitOrNull(Job<T> job) {
        if (room.tryReceiveOrNull() != null) { // not tryReceive, whose answer takes memory
            return accept(job);
        }
        if (room.isClosed()) {
            throw refused(job);
        }
        return null;
    }

    /**
     * A case that submits a job. If it is not chosen, no job was submitted. It is disabled when the pool is closed. If
     * the scope has been left, the select that chooses it throws {@link IllegalStateException}.
     *
     * @param body what is to be done
     * @param handler is given the job, when it was accepted
     * @param <T> the type of the job's result
     * @param <R> the type of the select's result
     * @return the case; it may stand in selects that run many times, and submits a job each time it is chosen
     */
    @CheckReturnValue(Ignored.CASE)
    public <T extends @Nullable Object, R extends @Nullable Object> Case<R> onSubmit(
            Callable<? extends T> body, Handler<? super Job<T>, ? extends R> handler) {
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(handler, "handler");
        return Select.on(room, token -> handler.handle(this.<T>acceptUnnamed(body)));
    }

    private <T extends @Nullable Object> Job<T> acceptUnnamed(Callable<? extends T> body) {
        Job<T> job;
        try {
            job = unnamed(body);
        } catch (Throwable t) {
            room.trySend(Token.ROOM); // there is no memory for the job
            throw t;
        }
        return accept(job);
    }

    private IllegalStateException refused(Job<?> job) {
        String why = job + " was not accepted: the pool was closed";
        // by a cancel that may not have come to this process yet: then it is no failure of this
        // process
        return new IllegalStateException(
                why, Unwanted.look() ? new CancelledException(why, null) : null);
    }

    /** To be called once the room for the job was taken. */
    private <T extends @Nullable Object> Job<T> accept(Job<T> job) {
        Sent answer;
        try {
            answer = queue.trySend(job);
        } catch (Throwable t) {
            room.trySend(Token.ROOM); // the queue has no memory for it
            throw t;
        }
        if (answer instanceof Sent.Accepted) {
            startWorker();
        } else {
            job.cancel(); // the pool has been cancelled in the meantime
        }
        return job;
    }

    private void startWorker() {
        if (idle.tryReceiveOrNull() == null) {
            return;
        }
        boolean started = false;
        try {
            scope.go("worker of " + title, new Worker());
            started = true;
        } finally {
            if (!started) {
                giveUpWorker(); // the scope has been left, or there is no thread to be had
            }
        }
    }

    /** A worker does not begin, so perhaps nobody does what is queued: the pool is cancelled. */
    private void giveUpWorker() {
        idle.trySend(Token.WORKER);
        cancel();
    }

    // ---- working

    /** One process of the pool. */
    private final class Worker implements ProcessBody, AwaitedBody {
        private final AtEnd end = this::makeRoom; // there may be no memory for it later
        private boolean hasBegun;

        /** Whether it has the token that it was started with, which it puts back. */
        private boolean hasToken = true;

        private boolean hasLeft;

        /**
         * The failure of a job that was cancelled. It is to be told outside of the scope that was cancelled with the
         * job.
         */
        private @Nullable WorkFailedException untold;

        @Override
        public void run() throws Exception {
            hasBegun = true;
            try (end) {
                workInScope();
            }
        }

        @Override
        public void tellFailure(Throwable failure) {
            if (!hasBegun) {
                giveUpWorker();
            }
        }

        private void workInScope() throws Exception {
            try (AtEnd _ = this::tellRest) {
                Scope.named("worker of " + title).run(this::workIn);
            } catch (InterruptedException e) {
                if (scope.isCancelled()) {
                    cancel();
                }
                throw e;
            }
        }

        /** Makes room for a worker in place of this one, if this one fails while jobs are queued. */
        private void makeRoom() {
            if (!hasLeft) {
                putTokenBack();
                if (queue.size() > 0) {
                    startWorker();
                }
            }
        }

        /** Only once: a second token would let a worker too many begin. */
        private void putTokenBack() {
            if (hasToken) {
                idle.trySend(Token.WORKER);
                hasToken = false;
            }
        }

        private void workIn(Scope own) throws Exception {
            try {
                synchronized (running) {
                    running.add(own);
                }
                if (cancelled.isSet()) {
                    own.cancel();
                }
                work(own);
            } finally {
                synchronized (running) {
                    running.remove(own);
                }
            }
        }

        /**
         * Works until there is no job any more, or a job was cancelled, and {@code own} with it: then another worker
         * begins.
         */
        private void work(Scope own) throws Exception {
            Interlude interlude = new Interlude(); // where there is always a job, nobody ever waits
            Runnable over = () -> room.trySend(Token.ROOM);
            BooleanSupplier isUnwanted = WorkerPool.this::cancelIfUnwanted;
            for (Job<?> job; (job = next()) != null; interlude.takeIfDue()) {
                try {
                    job.run(own, over, isUnwanted);
                } catch (CancelledException e) {
                    // the job was given up by what it works for; the other jobs were not
                    if (e.getSuppressed().length > 0) {
                        throw e; // tells the scope what has failed beside; another worker begins
                    }
                } catch (Exception e) {
                    failed(job, e, own);
                } catch (Error e) {
                    failed(job, e, own);
                } finally {
                    Thread.interrupted(); // was for the job that has ended
                }
                if (job.wasCancelled()) {
                    return;
                }
            }
        }

        private @Nullable Job<?> next() {
            while (true) {
                cancelIfUnwanted(); // a cancel may not have come to the queue yet
                Job<?> job = queue.tryReceiveOrNull();
                if (job != null) {
                    return job;
                }
                putTokenBack();
                if (queue.size() == 0 || idle.tryReceiveOrNull() == null) {
                    hasLeft = true;
                    return null;
                }
                hasToken = true;
            }
        }

        private <X extends Throwable> void failed(Job<?> job, X failure, Scope own) throws X {
            boolean unwanted = isUnwanted();
            if ((unwanted || job.wasCancelled()) && Cancellations.hasEnded(failure)) {
                Thread.interrupted(); // was for the job that has ended
                own.cancel(); // the cancel may not have come to this scope yet; a cancelled one
                // has not failed
                throw failure;
            }
            WorkFailedException report = WorkFailedException.of(job, failure);
            if (onFailure == null) {
                throw report;
            }
            if (job.wasCancelled()) {
                untold = report;
            } else {
                tell(onFailure, report);
            }
        }

        private void tellRest() {
            if (untold != null && onFailure != null) {
                tell(onFailure, untold);
            }
        }
    }

    private boolean isUnwanted() {
        return cancelled.isSet() || scope.isCancelled();
    }

    private boolean cancelIfUnwanted() {
        boolean unwanted = isUnwanted();
        if (unwanted) {
            cancel();
        }
        return unwanted;
    }

    private void tell(Consumer<? super WorkFailedException> hook, WorkFailedException report) {
        if (Thread.interrupted() && isUnwanted()) {
            Thread.currentThread()
                    .interrupt(); // by the cancel; else it was for the job that has ended
        }
        try {
            hook.accept(report);
        } catch (Throwable t) {
            if (t != report) {
                t.addSuppressed(report);
            }
            throw t;
        }
    }

    // ---- ending

    /**
     * No more jobs: those that were accepted are done, then the last worker ends; processes that wait to submit are
     * refused. Never waits: waiting is what the scope does. A second close does nothing.
     */
    @Override
    public void close() {
        room.cancel();
    }

    /**
     * No more jobs: as {@link #close}, but the jobs in the queue are cancelled, and those that run are interrupted.
     * Waits only if there is no memory, until there is some; a second cancel does nothing.
     */
    public void cancel() {
        while (true) {
            try {
                cancelled.trySet();
                cancelWorkers();
                room.cancel();
                queue.cancel();
                return;
            } catch (OutOfMemoryError e) {
                Insist.awaitMemory();
            }
        }
    }

    /** A worker that begins now finds out by itself. */
    private void cancelWorkers() {
        List<Scope> workers;
        synchronized (running) {
            workers = List.copyOf(running);
        }
        if (!workers.isEmpty()) {
            Together.cancel(workers, this::forgetWorkers);
        }
    }

    /** Called when all of them are cancelled, for each worker that is told so cancels the pool, too. */
    private void forgetWorkers() {
        synchronized (running) {
            running.clear();
        }
    }

    /**
     * How many jobs wait, at an instant during the call (L22).
     *
     * @return zero or more
     */
    public int queued() {
        return queue.size();
    }

    /**
     * Such as {@code pool "images" (2 of 4 workers, 0 jobs queued)}.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return "%s (%s of %s workers, %s jobs queued)"
                .formatted(title, workers - idle.size(), workers, queue.size());
    }
}
