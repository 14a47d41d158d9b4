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
     *   all others                             nobody lists them: whoever explores must say that there are some
     *
     * Of the first, those that were there before the exploration do not count, nor does the JDK's own that keeps time.
     */
    private static final ThreadGroup GROUP =
            Thread.ofVirtual().unstarted(() -> {}).getThreadGroup();

    private static final String TIMER_OF_THE_JDK = "java.util.concurrent.DelayScheduler";

    private final boolean areKnown;
    private final List<Thread> before = alive();
    private boolean wereTooSlow;

    /**
     * Looks who is there before an exploration.
     *
     * @param areKnown whether it was said that the program has some
     */
    OtherThreads(boolean areKnown) {
        this.areKnown = areKnown;
    }

    /** Whether there may be one that lives. */
    boolean mayAct() {
        return areKnown
                || isBusy(ForkJoinPool.commonPool())
                || alive().stream()
                        .anyMatch(
                                thread ->
                                        !before.contains(thread)
                                                && !thread.getClass()
                                                        .getName()
                                                        .equals(TIMER_OF_THE_JDK));
    }

    private static boolean isBusy(ForkJoinPool pool) {
        return pool.getActiveThreadCount() > 0 || pool.hasQueuedSubmissions();
    }

    /** Whether there may be one for which time has to wait. */
    boolean areAwaited() {
        return !wereTooSlow && mayAct();
    }

    /** Time has waited for long enough. */
    void awaitNoMore() {
        wereTooSlow = true;
    }

    private static List<Thread> alive() {
        int most = GROUP.activeCount();
        if (most == 0) {
            return List.of();
        }
        Thread[] threads = new Thread[2 * most];
        return Arrays.asList(threads).subList(0, GROUP.enumerate(threads));
    }

    /** Such as {@code a thread, "worker"}: by its name, if somebody has given it one. */
    static String words(Thread thread) {
        String kind = thread.isVirtual() ? "a virtual thread" : "a thread";
        String name = thread.getName();
        return name.isEmpty() || name.matches(".*\\d") ? kind : kind + ", \"" + name + "\",";
    }
}
