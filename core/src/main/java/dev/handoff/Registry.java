package dev.handoff;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The roots of all that runs: outermost scopes and detached processes. It holds them weakly, so that
 * a process that nothing can ever wake is garbage like anything else.
 */
final class Registry {
    private static final Set<Entry> ENTRIES = ConcurrentHashMap.newKeySet();
    private static final ReferenceQueue<Object> CLEARED = new ReferenceQueue<>();

    private Registry() {}

    /** One root, until it ends or is collected. */
    static final class Entry extends WeakReference<Object> {
        private Entry(Object root) {
            super(root, CLEARED);
        }

        void remove() {
            ENTRIES.remove(this);
        }
    }

    static Entry add(Scope scope) {
        return addRoot(scope);
    }

    static Entry add(Thread detached) {
        return addRoot(detached);
    }

    private static Entry addRoot(Object root) {
        for (Reference<?> cleared; (cleared = CLEARED.poll()) != null; ) {
            ENTRIES.remove(cleared);
        }
        Entry entry = new Entry(root);
        ENTRIES.add(entry);
        return entry;
    }

    static void cancelAll() {
        for (Entry entry : ENTRIES) {
            switch (entry.get()) {
                case Scope scope -> scope.cancel(Cancellation.OUTSIDE);
                case Thread thread -> thread.interrupt();
                case null, default -> {}
            }
        }
    }
}
