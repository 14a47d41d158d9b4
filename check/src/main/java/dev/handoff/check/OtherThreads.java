package dev.handoff.check;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/** Threads of a program that Handoff has not started: they may use its channels, too, and nothing controls them. */
final class OtherThreads {
    /* Overview
     *
     *   platform threads that processes make   are in the group that virtual threads say they are in: executors, timers
     *   workers of the JDK's common pool       are busy or not: async stages of futures, parallel streams
     *   its timer                              has more to do than before or not: time-outs of futures, delayed executors
     *   all others                             nobody lists them: whoever explores must say that there are some
     *
     * Of the first kind, threads that were there before the exploration do not count, nor does the JDK's own that keeps
     * time.
     */
    private static final ThreadGroup GROUP =
            Thread.ofVirtual().unstarted(() -> {}).getThreadGroup();

    private static final ThreadGroup ALL = outermost(GROUP);

    private static final String TIMER_OF_THE_JDK = "java.util.concurrent.DelayScheduler";

    /** How the name of the common pool's timer begins; virtual threads have another timer. */
    private static final String COMMON_POOL = "ForkJoinPool.commonPool";

    /** For so long, what the timer was given may be seen nowhere; below: what it has handed to a worker. */
    private static final long TAKEN_UP_NANOS = 2_000_000;

    private static final long HANDED_OVER_NANOS = 100_000_000;

    /** How many times in a row we wait for what the timer may have been given: most programs have no use for it. */
    private static final int MOST_LOOKS = 5;

    private final boolean areKnown;
    private final List<Thread> before = alive();
    private boolean wereTooSlow;

    private boolean hasTimer;
    private int looksInVain;

    /** How much the timer has to do for others: the least that it has had to do so far. */
    private long dueForOthers = ForkJoinPool.commonPool().getDelayedTaskCount();

    /** When, in real time, the timer last had something to do; long ago at first. */
    private long lastDue = Watchdog.realNanos() - HANDED_OVER_NANOS;

    /**
     * Looks which threads are there before an exploration.
     *
     * @param areKnown whether it was said that the program has such threads
     */
    OtherThreads(boolean areKnown) {
        this.areKnown = areKnown;
    }

    /** Whether such a thread may be alive. */
    boolean mayAct() {
        return areKnown
                || isDue(ForkJoinPool.commonPool())
                || isBusy(ForkJoinPool.commonPool())
                || alive().stream()
                        .anyMatch(thread -> !before.contains(thread) && !isTimer(thread));
    }

    private boolean isDue(ForkJoinPool pool) {
        long now = Watchdog.realNanos();
        if (!hasMoreToDo(pool) && looksInVain < MOST_LOOKS && hasTimer()) {
            looksInVain++;
            long end = now + TAKEN_UP_NANOS;
            while (!hasMoreToDo(pool) && now < end) {
                Thread.yield();
                now = Watchdog.realNanos();
            }
        }
        if (hasMoreToDo(pool)) {
            looksInVain = 0;
            lastDue = now;
        }
        return now - lastDue < HANDED_OVER_NANOS;
    }

    private boolean hasMoreToDo(ForkJoinPool pool) {
        long due = pool.getDelayedTaskCount();
        dueForOthers = Math.min(dueForOthers, due);
        return due > dueForOthers;
    }

    /** Once the timer was started it is there for good. */
    private boolean hasTimer() {
        hasTimer =
                hasTimer
                        || in(ALL).stream()
                                .anyMatch(t -> isTimer(t) && t.getName().startsWith(COMMON_POOL));
        return hasTimer;
    }

    private static boolean isTimer(Thread thread) {
        return thread.getClass().getName().equals(TIMER_OF_THE_JDK);
    }

    private static boolean isBusy(ForkJoinPool pool) {
        return pool.getActiveThreadCount() > 0 || pool.hasQueuedSubmissions();
    }

    /** Whether there may be a thread for which time has to wait. */
    boolean areAwaited() {
        return !wereTooSlow && mayAct();
    }

    /** Time has waited for long enough. */
    void awaitNoMore() {
        wereTooSlow = true;
    }

    private static List<Thread> alive() {
        return in(GROUP);
    }

    private static ThreadGroup outermost(ThreadGroup group) {
        ThreadGroup parent = group.getParent();
        return parent == null ? group : outermost(parent);
    }

    private static List<Thread> in(ThreadGroup group) {
        int most = group.activeCount();
        if (most == 0) {
            return List.of();
        }
        Thread[] threads = new Thread[2 * most];
        return Arrays.asList(threads).subList(0, group.enumerate(threads));
    }

    /** Such as {@code a thread, "worker"}, in one line: by its name, if somebody has given it one. */
    static String words(Thread thread) {
        String kind = thread.isVirtual() ? "a virtual thread" : "a thread";
        String name = Words.flat(thread.getName());
        return name.isEmpty() || name.matches(".*\\d") ? kind : kind + ", \"" + name + "\",";
    }
}
