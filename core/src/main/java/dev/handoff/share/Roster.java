package dev.handoff.share;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Who has subscribed to what. Changed by the process of the distributor alone; {@link #all} is for anybody. */
abstract class Roster<M> {
    /** In the order in which they came. Also the lock, for changes and for who is not the distributor. */
    private final Set<Subscriber<M>> all = new LinkedHashSet<>();

    void add(Subscriber<M> subscriber) {
        synchronized (all) {
            all.add(subscriber);
        }
    }

    /** Nothing happens if it is not there. */
    void remove(Subscriber<M> subscriber) {
        synchronized (all) {
            all.remove(subscriber);
        }
    }

    /** Those to whom {@code value} is to be given, each once. */
    abstract void forEachRecipient(M value, Consumer<Subscriber<M>> action);

    /** For the process of the distributor. */
    final void forEach(Consumer<Subscriber<M>> action) {
        all.forEach(action);
    }

    /** For the process of the distributor. */
    final int size() {
        return all.size();
    }

    /** All, in the order in which they came: a list that does not change. */
    final List<Subscriber<M>> all() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }
}
