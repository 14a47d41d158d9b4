package dev.handoff.pipeline;

import dev.handoff.Channel;
import dev.handoff.Sender;
import dev.handoff.internal.toolkit.ChannelEnd;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A pipeline inside of a stage.
 *
 * @param name such as {@code tee: copy}; also the operator of the source of the branch
 * @param stages adds the stages of the branch to its source
 */
record Branch<T, R>(
        String name, Function<? super Pipeline<T>, ? extends Pipeline<? extends R>> stages) {
    /** How many values may wait for a branch. */
    static final int AHEAD = 16;

    Branch {
        Objects.requireNonNull(stages, "branch");
    }

    /** The operator of the stage that a source belongs to; empty if the source is not that of a branch. */
    static String stageOf(String operator) {
        int colon = operator.indexOf(": ");
        return colon < 0 ? "" : operator.substring(0, colon);
    }

    /** The last stage of the branch, for descriptions: it cannot be run. */
    Stage<?> drawn() {
        return on(Branch::runsInside);
    }

    /** For descriptions, a branch whose stages are not known before a run; the name begins with that of the stage. */
    static Stage<?> unknown(String name) {
        return new Stage<>(Label.of(name), List.of(), Branch::runsInside);
    }

    private static boolean runsInside(Label me, Output<?> out) {
        throw new IllegalStateException("a branch runs only inside of its stage");
    }

    private Stage<? extends R> on(StageBody<T> source) {
        return Objects.requireNonNull(
                        stages.apply(Pipeline.source(Label.of(name), source)),
                        "the function of a branch gave null")
                .last;
    }

    /** The last stage, for a run. A failure of the function of the branch is a failure of the stage. */
    private Stage<? extends R> on(Label me, Run<T> run) throws Exception {
        try {
            return on((label, values) -> run.pass(values));
        } catch (Throwable t) {
            throw me.failure(t);
        }
    }

    /** The values of one run of a branch. */
    static final class Run<T> {
        private final Channel<T> values;
        private volatile @Nullable Throwable given;
        private volatile boolean isCancelled;

        private Run(Label me, String name) {
            this.values = Feed.channel(me, "values of " + name, AHEAD);
        }

        /** Called by the stage; false if the branch wants no more. */
        boolean give(Label me, T value) throws Exception {
            return Feed.send(me, values, value);
        }

        /** Called by the branch. */
        private boolean pass(Output<? super T> first) throws Exception {
            boolean wanted = Feed.pass(values, first);
            if (isCancelled) { // that is not the end of the values
                throw new InterruptedException();
            }
            return wanted;
        }

        /** After this nobody gives any more values. */
        void cancel() {
            isCancelled = true;
            values.cancel();
        }

        /** Tells the branch that it gets no more values, because of {@code failure} unless that is null. */
        void end(@Nullable Throwable failure) {
            given = failure;
            ChannelEnd.tell(values, failure);
        }
    }

    /**
     * Starts the branch in a process that puts out into {@code out}, and at the end closes that or fails it. If the
     * branch has ended by the failure that it was given, that failure is passed on instead.
     *
     * @param failing called when the branch has failed by itself, before any more of its values are dropped
     */
    Run<T> start(Boundary processes, Label me, Sender<R> out, Runnable failing) throws Exception {
        Run<T> run = new Run<>(me, name);
        start(processes, on(me, run), run, out, failing);
        return run;
    }

    private static <T, R, S extends R> void start(
            Boundary processes, Stage<S> last, Run<T> run, Sender<R> out, Runnable failing) {
        Feed.start(
                processes,
                last,
                Feed.<R>sending(out),
                failure -> {
                    boolean wasGiven = failure != null && failure == run.given;
                    if (failure != null && !wasGiven) {
                        failing.run();
                    }
                    run.values.cancel();
                    if (wasGiven) {
                        processes.passOn(failure);
                    }
                    ChannelEnd.tell(out, wasGiven ? null : failure);
                });
    }

    /**
     * Starts the branch in a process that drops what the branch puts out. If the branch fails, so does the process,
     * once those {@code below} the stage are done with the value that they are at: its failure interrupts the stage.
     */
    Run<T> startCopy(Boundary processes, Label me, Sheltered<?> below) throws Exception {
        Run<T> run = new Run<>(me, name);
        Stage<?> last = on(me, run);
        processes.go(
                me + ", " + name,
                () -> {
                    try {
                        last.run(DROPPING);
                    } catch (Throwable t) {
                        processes.noteEnough();
                        below.shut();
                        run.cancel(); // a process that waits to give more goes on
                        awaitLeft(below);
                        throw t;
                    }
                    run.cancel();
                });
        return run;
    }

    private static void awaitLeft(Sheltered<?> below) {
        try {
            below.awaitLeft();
        } catch (InterruptedException e) {
            // the stage was stopped, and so were they
        }
    }

    private static final Output<Object> DROPPING =
            new Output<>() {
                @Override
                boolean push(Object value) {
                    return true;
                }
            };
}
