package dev.handoff.pipeline;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Sender;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Stages that share values out, or copy them. */
final class Branches {
    /* Overview of a partition
     *
     *   upstream ──▶ values of each branch ──▶ branches ──results──▶ this process
     *
     *   The last branch to end closes the results. If upstream has failed, the branches do what came before the
     *   failure, and this process throws it when all results have come, unless each branch had enough, or has recovered
     *   from it. A branch that fails by itself fails the results at once.
     */
    private Branches() {}

    /** Which branch a value goes to. */
    @FunctionalInterface
    interface Choice<T> {
        int of(Label me, T value) throws Exception;
    }

    static <T, R> StageBody<R> partition(
            Stage<T> upstream, List<Branch<T, R>> branches, Choice<T> choice) {
        return (me, out) ->
                Boundary.<R>run(
                        me,
                        out,
                        (processes, below) -> {
                            Channel<R> results = results(me);
                            List<Sender<R>> senders = Joins.senders(results, branches.size());
                            List<Branch.Run<T>> runs = new ArrayList<>();
                            Sharing<T> sharing = new Sharing<>(me, runs, branches.size(), choice);
                            try {
                                for (int i = 0; i < branches.size(); i++) {
                                    Sender<R> sender = senders.get(i);
                                    runs.add(
                                            branches.get(i)
                                                    .start(processes, me, sender, sharing::stop));
                                }
                                Feed.start(
                                        processes,
                                        upstream,
                                        sharing,
                                        thrown -> sharing.end(thrown));
                                putOut(processes, results, below, sharing::stop);
                                return false; // if all branches have enough, upstream is stopped
                            } finally {
                                results.cancel(); // also if one could not be started
                                sharing.cancel();
                            }
                        });
    }

    static <R> Channel<R> results(Label me) {
        return Feed.channel(me, "results", Branch.AHEAD);
    }

    /**
     * Puts out all results, and then throws the failure that was passed on, if there is one and more is wanted.
     *
     * @param stop keeps values from being taken from above; called first, because the branches drop what they get after
     *     that
     */
    static <R> void putOut(Boundary processes, Channel<R> results, Output<R> below, Runnable stop)
            throws Exception {
        boolean wanted = false;
        try {
            wanted = Feed.pass(results, below);
        } finally {
            if (!wanted) {
                stop.run();
            }
            results.cancel();
        }
        if (wanted) {
            switch (processes.passedOn()) {
                case null -> {}
                case Error e -> throw e;
                case Exception e -> throw e;
                case Throwable t -> throw new AssertionError(t);
            }
        }
    }

    /** What a branch ends by that has not got all of its values, although nothing above has failed. */
    static CancelledException stopped(String stage) {
        return new CancelledException(stage + " was stopped", null);
    }

    private static final class Sharing<T> extends Output<T> {
        private final Label me;
        private final List<Branch.Run<T>> runs;
        private final Choice<T> choice;
        private final boolean[] stopped;
        private int wanting;
        private volatile boolean isStopped;

        Sharing(Label me, List<Branch.Run<T>> runs, int branches, Choice<T> choice) {
            this.me = me;
            this.runs = runs;
            this.choice = choice;
            this.stopped = new boolean[branches];
            this.wanting = branches;
        }

        @Override
        boolean push(T value) throws Exception {
            int chosen = choice.of(me, value);
            if (!stopped[chosen] && !runs.get(chosen).give(me, value)) {
                stopped[chosen] = true;
                wanting--;
            }
            return wanting > 0 && !isStopped;
        }

        /** No more values are taken, because nothing more is put out, or a branch has failed. */
        void stop() {
            isStopped = true;
        }

        /** What is above has ended, or was stopped. A branch must not take a stop for the end of its values. */
        void end(@Nullable Throwable thrown) {
            Throwable how = thrown == null && isStopped ? stopped("partition") : thrown;
            runs.forEach(run -> run.end(how));
        }

        /** Called in the stage's process. */
        void cancel() {
            stop();
            runs.forEach(Branch.Run::cancel);
        }
    }

    static <T> StageBody<T> tee(Stage<T> upstream, Branch<T, ?> branch) {
        return (me, out) ->
                Boundary.<T>run(
                        me,
                        out,
                        (processes, below) -> {
                            Sheltered<T> sheltered = new Sheltered<>(me, below);
                            Branch.Run<T> copy = branch.startCopy(processes, me, sheltered);
                            Stopping<T> copying = copying(me, copy, sheltered);
                            try {
                                copying.run(upstream);
                            } catch (Throwable t) {
                                copy.end(new CancelledException("what is above has failed", t));
                                throw t;
                            }
                            copy.end(
                                    copying.enough && processes.isAboveEnough()
                                            ? stopped("what is below")
                                            : null);
                            return true; // the copy is not interrupted, but waited for
                        });
    }

    /** If the copy has failed, {@code out} is shut: so what is above is told, for it may swallow the interrupt. */
    private static <T> Stopping<T> copying(Label me, Branch.Run<T> copy, Output<T> out) {
        return new Stopping<>() {
            private boolean copyIsWanted = true;

            @Override
            boolean push(T value) throws Exception {
                copyIsWanted = copyIsWanted && copy.give(me, value);
                enough = !out.push(value);
                return !enough;
            }
        };
    }

    static <T> StageBody<T> tee(Stage<T> upstream, Sender<? super T> copies) {
        return (me, out) -> upstream.run(new Sending<>(me, copies, out));
    }

    private static final class Sending<T> extends Output<T> {
        private final Label me;
        private final Sender<? super T> copies;
        private final Output<? super T> out;
        private boolean copyIsWanted = true;

        Sending(Label me, Sender<? super T> copies, Output<? super T> out) {
            this.me = me;
            this.copies = copies;
            this.out = out;
        }

        @Override
        boolean push(T value) throws Exception {
            if (copyIsWanted) {
                Boundary.throwIfOver();
                try {
                    copyIsWanted = Feed.send(copies, value);
                } catch (Throwable t) {
                    throw me.failure(t);
                }
            }
            return out.push(value);
        }
    }
}
