package dev.handoff.check;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names a process by the one that started it: the third process that the program itself starts is 3, the second that
 * process 3 starts is 3002, in every run and in every JVM, whatever the order of starts.
 */
final class Keys {
    /* Overview
     *
     * The digits of a key, to the base 1000, are the way from the program to the process. A process that is further
     * away than that, or is not among the first 999 of its parent, gets a number beyond all of those when it is first
     * met. So does a process that is started by a thread that has no process.
     */
    private record Child(long parent, int number) {}

    private static final int BASE = 1_000;
    private static final long LIMIT = 1_000_000_000_000L;

    /** The key of all threads that have no process. No process has it, for no child has the number 0. */
    static final long FOREIGN = LIMIT / BASE;

    private static final AtomicLong LAST = new AtomicLong(LIMIT);
    private static final Map<Child, Long> MET = new ConcurrentHashMap<>();

    private Keys() {}

    static long child(long parent, int number) {
        if (parent < LIMIT / BASE && number > 0 && number < BASE) {
            return parent * BASE + number;
        }
        return MET.computeIfAbsent(new Child(parent, number), child -> LAST.incrementAndGet());
    }
}
