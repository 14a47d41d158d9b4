package dev.handoff;

import dev.handoff.spi.Scheduling;

import org.jspecify.annotations.Nullable;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The roots of all that runs: outermost scopes and detached processes. It holds them weakly, so that
 * a process that nothing can ever wake is garbage like anything else.
 */
final class Registry {
    /* Overview
     *
     *   a root ends         it removes its entry
     *   a root is garbage   its reference is cleared while its entry is still here: the root was blocked for good
     *
     * The second works only in a JVM that does not itself hold on to virtual threads: -Djdk.trackAllThreads=false.
     *
     * For the checker a root enters something that has a number, and leaves it, as a scope enters and leaves the one
     * around it; cancelAll cancels that. So both orders of a cancelAll and the begin or the end of a root are tried.
     */

    /** The number of what all roots are in: below zero, for {@link Scheduling#newId} gives it to nothing. */
    static final long ID = Long.MIN_VALUE;

    private static final Set<Entry> ENTRIES = ConcurrentHashMap.newKeySet();
    private static final ReferenceQueue<Object> CLEARED = new ReferenceQueue<>();
    private static final AtomicLong LAST_NUMBER = new AtomicLong();

    /** The detached processes that were garbage before they had ended; empty until somebody asks for leaks. */
    private static final Set<Entry> LEAKED = ConcurrentHashMap.newKeySet();

    private static volatile boolean leaksAreWanted;

    private Registry() {}

    /** One root, until it ends or is collected. */
    static final class Entry extends WeakReference<Object> {
        private final long number = LAST_NUMBER.incrementAndGet();
        private final boolean detached;

        /** The name of a detached process; empty if it has none, and for other roots. */
        final String name;

        /** Where it was started; null if that is not known. */
        final @Nullable StackTraceElement startedAt;

        /** In words, how and where it waited when it was last seen waiting; null if it never was. */
        volatile @Nullable String seen;

        private volatile long seenSince;

        /** Whether {@link CancelAll} has cancelled it, perhaps before its thread is interrupted. */
        private volatile boolean cancelled;

        private Entry(
                Object root, boolean detached, String name, @Nullable StackTraceElement startedAt) {
            super(root, CLEARED);
            this.detached = detached;
            this.name = name;
            this.startedAt = startedAt;
        }

        void seen(String words, long waitedNanos) {
            seenSince = Scheduling.virtualThreads().nanoTime() - waitedNanos;
            seen = words;
        }

        /** For how long it is known to have waited in that way, in nanoseconds. */
        long seenFor() {
            return Scheduling.virtualThreads().nanoTime() - seenSince;
        }

        boolean isDetached() {
            return detached;
        }

        boolean wasCancelled() {
            return cancelled;
        }

        void cancel() {
            cancelled = true;
        }

        void remove() {
            ENTRIES.remove(this);
        }
    }

    static Entry add(Scope scope) {
        return add(new Entry(scope, false, "", null));
    }

    static Entry add(DetachedProcess process, Thread thread) {
        return add(new Entry(thread, true, process.name(), process.startedAt()));
    }

    /** Adds a thread that is not a process, if it is not here yet. Such threads that have ended are forgotten. */
    static synchronized void add(Thread thread) {
        boolean known = false;
        for (Entry entry : ENTRIES) {
            known |= entry.refersTo(thread);
            if (!entry.detached
                    && entry.get() instanceof Thread other
                    && other.getState() == Thread.State.TERMINATED) {
                entry.remove();
            }
        }
        if (!known) {
            add(new Entry(thread, false, "", null));
        }
    }

    private static Entry add(Entry entry) {
        sortCleared();
        ENTRIES.add(entry);
        return entry;
    }

    private static void sortCleared() {
        for (Reference<?> cleared; (cleared = CLEARED.poll()) != null; ) {
            if (cleared instanceof Entry entry) {
                sortOut(entry);
            }
        }
    }

    private static void sortOut(Entry cleared) {
        if (ENTRIES.remove(cleared) && cleared.detached && leaksAreWanted) {
            LEAKED.add(cleared);
        }
    }

    /** All entries, in the order in which they were added. */
    static List<Entry> entries() {
        return sorted(ENTRIES);
    }

    private static List<Entry> sorted(Set<Entry> entries) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(entry -> entry.number));
        return sorted;
    }

    /** The detached processes that were found to be garbage since the last call; the first call begins to watch. */
    static List<Entry> takeLeaked() {
        leaksAreWanted = true;
        sortCleared();
        for (Entry entry : entries()) { // a root that is garbage is not always in the queue yet
            if (entry.refersTo(null)) {
                sortOut(entry);
            }
        }
        List<Entry> taken = sorted(LEAKED);
        taken.removeIf(entry -> !LEAKED.remove(entry)); // another caller has taken it
        return taken;
    }

    /** All root scopes. */
    static List<Scope> scopes() {
        List<Scope> scopes = new ArrayList<>();
        for (Entry entry : entries()) {
            if (entry.get() instanceof Scope scope) {
                scopes.add(scope);
            }
        }
        return scopes;
    }
}
