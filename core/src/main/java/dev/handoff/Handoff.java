package dev.handoff;

import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import java.util.Collection;
import java.util.List;

/** The operations that belong to no scope: detached processes, and the end of everything. */
public final class Handoff {
    private Handoff() {}

    /**
     * Starts a detached process: one that nobody waits for. Prefer {@link Scope#go}. If it fails, its thread's
     * uncaught-exception handler is told (L41). If the machine gives no thread for it, this throws what
     * {@link Thread#start} throws, and no process is left behind. As a virtual thread it does not keep the JVM alive: a
     * caller that wants it to run to its end joins it.
     *
     * <p>It has not failed if it ends by {@link InterruptedException}, by what the JDK throws when an interrupt closes
     * a file or a socket, or by an exception in which the process has wrapped one of these. Nor has it failed if it
     * ends by a {@link CancelledException}, or by the {@link java.io.IOException} that a stream has made of one. But an
     * exception in which the process has wrapped a {@code CancelledException} is a failure, unless the latter comes of
     * an interrupt and the interrupt status is still set, as an iteration leaves it. What is suppressed in such an end,
     * by a try-with-resources whose close has failed, is a failure.
     *
     * <p>An exception that tells of a failure or a cancel of others is a failure, whatever its causes. These are each
     * other exception of this library, even where it tells what a function has thrown in this very process,
     * {@link java.util.concurrent.ExecutionException}, {@link java.util.concurrent.CompletionException} and
     * {@link java.util.concurrent.CancellationException}.
     *
     * <p>Actions before this call happen-before the first action of the process; its last action happens-before the
     * return of {@link Thread#join()}.
     *
     * @param name its name, and its thread's
     * @param body what it does
     * @return its thread, to be interrupted or joined
     */
    public static Thread go(String name, ProcessBody body) {
        Scheduling scheduling = Scheduling.current();
        scheduling.reach(Op.START, 0);
        return new DetachedProcess(scheduling, name, body).start();
    }

    /**
     * Cancels every scope and interrupts every detached process of this JVM, and does not wait for them. A scope that
     * is cancelled so, even one that was cancelled before and has not ended, ends with {@link InterruptedException},
     * or, if something in it has failed, with that failure and the interrupt status set. A race that has a winner
     * returns the winner's result, with the status set.
     *
     * <p>A shutdown hook that calls this must then wait until they have ended, for example by
     * {@link Thread#join(java.time.Duration)} of the thread that leaves the outermost scope, because the JVM halts when
     * its hooks have returned.
     */
    public static void cancelAll() {
        CancelAll.with(List.of());
    }

    /**
     * As {@link #cancelAll()}, and interrupts other threads, too, such as that of {@code main}. Each is interrupted
     * once, even if it runs a scope that is cancelled, because it may be cleaning up by then. A race interrupts its
     * racers alone: a thread that runs one learns of the cancel when the race ends.
     *
     * @param others which threads
     */
    public static void cancelAll(Collection<? extends Thread> others) {
        CancelAll.with(List.copyOf(others));
    }
}
