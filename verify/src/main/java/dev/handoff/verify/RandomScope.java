package dev.handoff.verify;

import dev.handoff.CancelledException;
import dev.handoff.Deadline;
import dev.handoff.DeadlineExceededException;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.ScopeBuilder;
import dev.handoff.Task;
import dev.handoff.WorkCancelledException;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One scope of a random program, what was done to it, and what must come of that (L35, L36, L38, L39). */
final class RandomScope {
    /* Overview
     *
     *   inside     processes whose body runs: none when the scope is left
     *   planted    what processes have thrown: all of that comes out of the scope, and nothing else does
     *   cancelled  when nobody can go on it has been left: those inside were interrupted, and have no more to do;
     *              so has one with a deadline, which has passed by then
     */

    /** What a process fails with. */
    private static final class Planted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Planted(String message) {
            super(message);
        }
    }

    /** What goes on in the scope, by its body or one of its processes. */
    interface Part {
        void play(RandomScope in);
    }

    private final String name;
    private final Set<String> planted = new TreeSet<>();
    private final List<Task<?>> tasks = new ArrayList<>();
    private Scope scope;
    private int inside;
    private boolean bodyHasEnded;

    /** Whether the body or a process ended after the deadline; what the scope itself needs to end does not count. */
    private boolean wasLate;

    private boolean left;

    RandomScope(String name) {
        this.name = name;
    }

    /**
     * Opens the scope, with processes that play those parts, and returns when it was left; throws what is wrong.
     *
     * @return whether it says that it was interrupted
     */
    boolean run(ScopeBuilder builder, Part body, List<Part> processes) {
        Set<String> thrown = new TreeSet<>();
        boolean interrupted = false;
        try {
            builder.run(
                    opened -> {
                        scope = opened;
                        opened.done(); // one more to be told of a cancel
                        try {
                            for (Part part : processes) {
                                start(part);
                            }
                            body.play(this);
                        } finally {
                            bodyHasEnded = true;
                            wasLate |= isLate();
                        }
                    });
            require(!wasLate || scope.isCancelled(), "ended well, but not by its deadline");
        } catch (DeadlineExceededException e) {
            require(isLate(), "says that its deadline has passed");
        } catch (ProcessFailedException e) {
            thrown.add(cause(e));
            for (Throwable more : e.getSuppressed()) {
                thrown.add(cause(more));
            }
        } catch (CancelledException e) {
            require(scope.isCancelled(), "says that it was cancelled");
        } catch (InterruptedException e) {
            interrupted = true; // from outside, or with the scope around it
        }
        left = true;
        require(inside == 0, "was left, and " + inside + " of its processes run");
        require(
                thrown.equals(planted),
                "has thrown " + thrown + " when its processes have thrown " + planted);
        return interrupted;
    }

    private boolean isLate() {
        Deadline deadline = scope.deadline();
        return deadline != null && deadline.hasPassed();
    }

    private static String cause(Throwable failure) {
        return failure instanceof ProcessFailedException
                ? failure.getCause().getMessage()
                : failure.toString();
    }

    private void start(Part part) {
        String process = "process " + tasks.size() + " of " + name;
        tasks.add(
                scope.fork(
                        process,
                        () -> {
                            inside++;
                            try {
                                part.play(this);
                            } finally {
                                inside--;
                                wasLate |= isLate();
                            }
                            return null;
                        }));
    }

    /** Called by a process of the scope, which fails. */
    void fail() {
        String failure = "failure " + planted.size() + " in " + name;
        planted.add(failure);
        throw new Planted(failure);
    }

    /** Called by the body: waits for the processes of the scope, as far as they are started. */
    void joinAll() {
        for (Task<?> task : tasks) {
            try {
                task.join();
            } catch (ProcessFailedException | WorkCancelledException e) {
                // the scope will tell
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Called by anybody. */
    void cancel() {
        if (scope == null) {
            return;
        }
        scope.cancel();
        boolean isOver = bodyHasEnded && inside == 0; // perhaps it could not be cancelled any more
        require(isOver || scope.isCancelled(), "was cancelled, and does not know");
    }

    boolean isCancelled() {
        return scope.isCancelled();
    }

    /** What is wrong when nobody can go on; null if nothing is. */
    String problem() {
        if (scope == null || left) {
            return null;
        }
        if (scope.isCancelled()) {
            return "%s was cancelled, and %d of its processes wait".formatted(name, inside);
        }
        return scope.deadline() == null
                ? null
                : "%s has a deadline, and was not cancelled by it".formatted(name);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(name + " " + otherwise);
        }
    }
}
