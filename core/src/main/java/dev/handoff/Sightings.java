package dev.handoff;

import dev.handoff.spi.Scheduling;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;

/** Since when threads were seen to wait where they wait: a process writes down nothing when it begins to wait. */
final class Sightings {
    /* Overview
     *
     *   looked at, and waits           first look at this wait: note it and the time; else it has waited since then
     *   looked at, and does not wait   forget it
     *
     * So it is known only as exactly as somebody has looked, and not at all at the first look. A wait is known by what is new
     * with it: by its place in the queue of a channel, or by the number of the turn of a select, which may be run again.
     * Who waits for a handler, or at a lock or a queue of the JDK, is as one who does not wait.
     * Threads and what they wait for are held weakly: what nobody can wake stays garbage.
     */
    private record Sighting(WeakReference<Object> where, int turn, long since) {}

    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Map<Thread, Sighting> SEEN = new WeakHashMap<>();

    private Sightings() {}

    /** Looks at a thread. Returns for how long it is known to have waited where it waits, in nanoseconds. */
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

    /** Such as {@code , for at least 1.2 s}; nothing if that is not worth saying. */
    static String words(long nanos) {
        if (nanos < SHORTEST_NANOS) {
            return "";
        }
        long tenths = TimeUnit.NANOSECONDS.toMillis(nanos) / 100;
        return ", for at least " + tenths / 10 + "." + tenths % 10 + " s";
    }
}
