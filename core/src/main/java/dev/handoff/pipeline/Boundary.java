package dev.handoff.pipeline;

import dev.handoff.CancelledException;
import dev.handoff.HandoffException;
import dev.handoff.ProcessBody;
import dev.handoff.ProcessFailedException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.internal.Interrupts;
import dev.handoff.internal.Unwanted;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/** The processes of one run of a stage that has some: a scope, and what was left open in them. */
final class Boundary {
    /** The nearest boundary around the code that runs: this code is in one of its processes, or in its body. */
    private static final ScopedValue<Boundary> AROUND = ScopedValue.newInstance();

    /** The nearest boundary around the run that this thread is in, if a function of a stage has begun that run. */
    private static final ScopedValue<Boundary> AROUND_RUN = ScopedValue.newInstance();

    private final @Nullable Boundary outer = around();

    /** The same, if it belongs to this run, and not to one around it: whatever that wants, this run has its own end. */
    private final @Nullable Boundary outerOfRun =
            AROUND_RUN.isBound() && AROUND_RUN.get() == outer ? null : outer;

    private final Scope scope;
    private final FailedCloses failedCloses;

    /** Whether the stages below wanted no more, before anything had failed. */
    private final AtomicBoolean stopped;

    /**
     * Whether nothing of what the processes still have is wanted. An interrupt comes once, and may be swallowed; this
     * stays.
     */
    private volatile boolean over;

    /**
     * Whether this wants no more. What stands above learns of that by the answers to its pushes: it is stopped then,
     * and has not come to its end.
     */
    private volatile boolean wantsNoMore;

    private Boundary(Scope scope, FailedCloses failedCloses, AtomicBoolean stopped) {
        this.scope = scope;
        this.failedCloses = failedCloses;
        this.stopped = stopped;
    }

    /** Receives from the processes, and answers whether more is wanted. */
    @FunctionalInterface
    interface Body {
        boolean run(Boundary processes) throws Exception;
    }

    /**
     * Runs {@code body} in a scope of its own, and throws the failure of a process as it was. If the body answers that
     * no more is wanted, interrupts all that still runs in the scope; what fails then is of no interest, except for
     * closes. An interrupt of this thread that nothing has seen until then is still set afterwards.
     */
    static boolean run(Label me, Body body) throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        Boundary around = around();
        FailedCloses failedCloses = new FailedCloses(around == null ? null : around.failedCloses);
        try {
            try {
                Scope.named(me.toString())
                        .run(
                                scope -> {
                                    Boundary processes = new Boundary(scope, failedCloses, stopped);
                                    if (!processes.isWanted(body)) {
                                        stopped.set(true);
                                        throw new Enough();
                                    }
                                });
            } finally {
                failedCloses.branchesHaveEnded();
            }
        } catch (Exception e) {
            if (!stopped.get()) {
                throw failedCloses.addedTo(
                        e instanceof ProcessFailedException failed ? unwrapped(me, failed) : e);
            }
            failedCloses.add(e, () -> true); // what has failed beside the stop
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt(); // all that was wanted had come (L20)
            }
        }
        if (stopped.get()) {
            failedCloses.report();
            return false;
        }
        failedCloses.throwFirst();
        return true;
    }

    /**
     * Ends the body, and with it the processes, when no more is wanted. A cancel would interrupt this thread, too, and
     * at the end of the scope that interrupt could not be told from one by somebody else.
     */
    static final class Enough extends HandoffException {
        private static final long serialVersionUID = 1;

        Enough() {
            super("no more values are wanted", null);
        }
    }

    /** Receives from the processes, and answers whether more of what they have is wanted. */
    @FunctionalInterface
    interface BodyAbove<R> {
        boolean run(Boundary processes, Wanting<R> below) throws Exception;
    }

    /**
     * As {@link #run(Label, Body)}, for a stage that may stop what is above for reasons of its own: answers whether those
     * below want more.
     */
    static <R> boolean run(Label me, Output<? super R> out, BodyAbove<R> body) throws Exception {
        Wanting<R> below = new Wanting<>(out);
        run(me, processes -> body.run(processes, below));
        return below.wanted();
    }

    /** Runs the stages of a pipeline. */
    static <R> R ofOneRun(Callable<R> stages) throws Exception {
        Boundary around = around();
        return around == null
                ? stages.call()
                : ScopedValue.where(AROUND_RUN, around).call(stages::call);
    }

    /**
     * Runs stages in this process, in a scope of its own, until they end or {@code end} has ended: then they are
     * stopped, as if those below had enough. If they are at a push at that time, its answer tells them.
     *
     * @param end ends when nobody takes what the stages put out
     * @param out where they put it out
     */
    static void runUntil(Label me, Receiver<Void> end, Sheltered<?> out, ProcessBody stages)
            throws Exception {
        run(
                me,
                processes -> {
                    processes.over = true; // once the scope is cancelled, by whomever
                    Task<?> watch =
                            processes.scope.fork(
                                    me + ", end",
                                    () -> {
                                        end.receiveOrNull();
                                        if (out.shut()) {
                                            processes.stop();
                                        }
                                    });
                    try {
                        stages.run();
                        return true;
                    } finally {
                        out.shut();
                        watch.cancel();
                    }
                });
    }

    /** Stops the processes: what fails from now on is of no interest, except for closes. */
    private void stop() {
        stopped.set(true);
        scope.cancel();
    }

    private boolean isWanted(Body body) throws Exception {
        boolean wanted = false;
        try {
            wanted = inside(() -> body.run(this));
            return wanted;
        } finally {
            if (!wanted) {
                over = true;
            }
        }
    }

    /** What {@code code} could not close is told, even if it has failed because a process has. */
    private <R> R inside(Callable<R> code) throws Exception {
        try {
            return ScopedValue.where(AROUND, this).call(code::call);
        } catch (Exception e) {
            ended(e);
            throw e;
        }
    }

    private static Exception unwrapped(Label me, ProcessFailedException e) {
        Throwable cause = Objects.requireNonNull(e.getCause());
        Exception failure = cause instanceof PipelineException own ? own : me.failure(cause);
        for (Throwable later : e.getSuppressed()) {
            failure.addSuppressed(later);
        }
        return failure;
    }

    /** Starts a process; if it fails, so does the stage. */
    void go(String name, ProcessBody body) {
        scope.go(
                name,
                () -> {
                    try {
                        inside(() -> failing(body));
                    } catch (CancelledException e) {
                        // no failure. What has failed beside it was noted; the scope is not to tell
                        // that, too
                    }
                });
    }

    private boolean failing(ProcessBody body) throws Exception {
        try {
            body.run();
            return true;
        } catch (Throwable t) {
            over = true;
            throw t;
        }
    }

    /** An output that pushes into {@code out}, and notes when that wants no more. */
    <T> Output<T> noting(Output<? super T> out) {
        return new Output<>() {
            @Override
            boolean push(T value) throws Exception {
                if (out.push(value)) {
                    return true;
                }
                noteEnough();
                return false;
            }
        };
    }

    /** To be called before what stands above is told. */
    void noteEnough() {
        wantsNoMore = true;
    }

    /** Whether this boundary, or one of the same run that it stands above, wants no more. */
    boolean isAboveEnough() {
        for (Boundary here = this; here != null; here = here.outerOfRun) {
            if (here.wantsNoMore) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Boundary around() {
        return AROUND.isBound() ? AROUND.get() : null;
    }

    /** Whether nothing is wanted any more that the code that runs may still have. */
    static boolean isOver() {
        for (Boundary here = around(); here != null; here = here.outer) {
            if (here.over
                    && here.scope.isCancelled()) { // before that an interrupt would be a failure
                return true;
            }
        }
        return false;
    }

    /** For loops that do not wait, or go on after a wait was interrupted. */
    static void throwIfOver() throws InterruptedException {
        Interrupts.throwIfInterrupted();
        if (isOver()) {
            throw Interrupts.taken();
        }
    }

    /**
     * For a stage that would put something else in the place of a failure. If it was stopped, by its boundary or with a
     * scope or a task of the user, nobody wants that: the stage ends as one that waits does then. What could not be
     * closed is told as if the stage were not there.
     *
     * @param failure what the stage had to deal with. A failure of a close is thrown as it is. Any other is the cause
     *     of the interrupt that is thrown, in which failed closes beside it are suppressed
     */
    static void throwIfStopped(Exception failure) throws InterruptedException {
        if (!Unwanted.look()) {
            return;
        }
        if (failure instanceof PipelineException e && e.isOfClose()) {
            throw e;
        }
        InterruptedException interrupt = new InterruptedException();
        interrupt.initCause(failure);
        FailedCloses beside = new FailedCloses(null);
        beside.add(failure, () -> true);
        beside.addedTo(interrupt);
        Thread.interrupted(); // last: there may be no memory for the rest
        throw interrupt;
    }

    /**
     * Closes what a process works with. If the close fails, it ends no other process: it is told when all results have
     * come.
     */
    Label.Closing closing(Work<?, ?> work) {
        return () -> {
            try {
                work.close();
            } catch (PipelineException e) {
                ended(e.isOfClose() || scope.isCancelled() ? e : ofClose(e));
            }
        };
    }

    /** A close that throws an interrupt has failed by itself, unless the boundary has interrupted it. */
    private static PipelineException ofClose(PipelineException interrupted) {
        return new PipelineException(
                interrupted.stage(), Objects.requireNonNull(interrupted.getCause()), true);
    }

    /** Notes a failure of what is above. It fails the stage, although one of its branches may recover from it. */
    void passOn(@Nullable Throwable failure) {
        failedCloses.passOn(failure);
    }

    /** Null if no failure was noted. */
    @Nullable Throwable passedOn() {
        return failedCloses.passedOn();
    }

    /**
     * Notes how a process, or its work on a value, has ended. Others are told of that, too, but may not listen any
     * more.
     */
    void ended(@Nullable Throwable failure) {
        failedCloses.add(failure, scope::isCancelled);
    }
}
