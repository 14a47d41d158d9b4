package dev.handoff;

import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import java.util.Collection;
import java.util.List;

/** What belongs to no scope: detached processes, and the end of everything. */
public final class Handoff {
    private Handoff() {}

    /**
     * Starts a detached process: one that nobody waits for. Prefer {@link Scope#go}. If it fails, its thread's
     * uncaught-exception handler is told (L41). Ending by {@link InterruptedException}, or by what the JDK throws when a file or
     * a socket is closed by an interrupt, or by what the process has wrapped one of these in, is not a failure; nor is ending by
     * a {@link CancelledException}, or by the {@link java.io.IOException} that a stream has made of one, but what the process has
     * wrapped a {@code CancelledException} in is, unless that comes of an interrupt and the interrupt status is still set, as an
     * iteration leaves it. What is suppressed in such an end, by a try-with-resources whose close has failed, is a failure. So is,
     * whatever its causes, what tells of a failure or a cancel of others: each other exception of this library, also where it
     * tells what a function has thrown in this very process, {@link java.util.concurrent.ExecutionException}, {@link
     * java.util.concurrent.CompletionException} and {@link java.util.concurrent.CancellationException}. If the machine gives
     * no thread for it, what {@link Thread#start} throws comes out, and no process is left behind. As a virtual thread it does not
     * keep the JVM alive: who wants it to end by itself joins it.
     *
     * <p>Actions before this call happen-before the first of the process; its last happens-before the return of {@link
     * Thread#join()}.
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
     * Cancels every scope and interrupts every detached process of this JVM, and does not wait for them. A scope that is
     * cancelled so, also one that was cancelled before and has not ended, ends with {@link InterruptedException}, or, if
     * something in it has failed, with that failure and the interrupt status set. A race that has a winner returns what that
     * has returned, with the status set.
     *
     * <p>A shutdown hook that calls this must then wait until they have ended, by {@link Thread#join(java.time.Duration)}
     * of the thread that left the outermost scope, for example: the JVM halts when its hooks have returned.
     */
    public static void cancelAll() {
        Registry.cancelAll(List.of());
    }

    /**
     * As {@link #cancelAll()}, and interrupts other threads, too, such as that of {@code main}: each once, also if it runs a scope
     * that is cancelled, for it may be cleaning up by then. One that runs a race, which interrupts its racers alone, learns of it
     * when that ends.
     *
     * @param others which threads
     */
    public static void cancelAll(Collection<? extends Thread> others) {
        Registry.cancelAll(List.copyOf(others));
    }
}
