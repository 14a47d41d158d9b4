package dev.handoff.share;

import dev.handoff.internal.Access;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which subscribers there are, and what for. Changed only by the process of the distributor; {@link #all} is for
 * anybody.
 */
abstract class Roster<M> {
    /** In the order in which they came. Also the lock: for changes, and for threads that are not the distributor. */
    private final Set<Subscriber<M>> all = new LinkedHashSet<>();

    /** To the roster, and to what is counted for it. */
    final Access access = new Access();

    void add(Subscriber<M> subscriber) {
        access.write();
        synchronized (all) {
            all.add(subscriber);
        }
    }

    /** Does nothing if the subscriber is not there. Nobody sees it: the subscription has ended. */
    void remove(Subscriber<M> subscriber) {
        synchronized (all) {
            all.remove(subscriber);
        }
    }

    /** Runs {@code action} for each subscriber to which {@code value} is to be given, once. */
    abstract void forEachRecipient(M value, Consumer<Subscriber<M>> action);

    /** For the process of the distributor. */
    final void forEach(Consumer<Subscriber<M>> action) {
        all.forEach(action);
    }

    /** For the process of the distributor. */
    final int size() {
        return all.size();
    }

    /** All subscribers, in the order in which they came: a list that does not change. */
    final List<Subscriber<M>> all() {
        access.begin();
        synchronized (all) {
            return List.copyOf(all);
        }
    }
}
