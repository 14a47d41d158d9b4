package dev.handoff;

import dev.handoff.spi.Scheduling;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;

/** Since when threads have been seen waiting where they wait: a process notes nothing when it begins to wait. */
final class Sightings {
    /* Overview
     *
     *   looked at, and waits           first look at this wait: note it and the time; else it has waited since then
     *   looked at, and does not wait   forget it
     *
     * So the length of a wait is known only as exactly as somebody has looked, and not at all at the first look. A wait
     * is recognized by what is new with it: its place in the queue of a channel, or the number of the turn of a select,
     * which may be run again. A thread that waits for a handler, or at a lock or a queue of the JDK, counts as one that
     * does not wait. Threads and what they wait for are held weakly: what nobody can wake stays garbage.
     */
    private record Sighting(WeakReference<Object> where, int turn, long since) {}

    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Map<Thread, Sighting> SEEN = new WeakHashMap<>();

    private Sightings() {}

    /** Looks at a thread; returns for how long it is known to have waited where it waits, in nanoseconds. */
    static long look(Thread thread, Places places) {
        Object where = Wait.isForAnother(thread) ? Wait.place(thread, places) : null;
        int turn = where instanceof Selection select ? select.waits() : 0;
        synchronized (SEEN) {
            if (where == null) {
                SEEN.remove(thread);
                return 0;
            }
            long now = Scheduling.virtualThreads().nanoTime();
            Sighting before = SEEN.get(thread);
            if (before != null && before.turn == turn && before.where.refersTo(where)) {
                return now - before.since;
            }
            SEEN.put(thread, new Sighting(new WeakReference<>(where), turn, now));
            return 0;
        }
    }

    /** Such as {@code , for at least 1.2 s}; empty if the time is too short to be told. */
    static String words(long nanos) {
        if (nanos < SHORTEST_NANOS) {
            return "";
        }
        long tenths = TimeUnit.NANOSECONDS.toMillis(nanos) / 100;
        return ", for at least " + tenths / 10 + "." + tenths % 10 + " s";
    }
}
