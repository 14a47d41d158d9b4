package dev.handoff.share;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The roster of a broadcast: every value is for all. */
final class Everybody<M> implements Roster<M> {
    private final List<Subscriber<M>> subscribers = new CopyOnWriteArrayList<>();

    @Override
    public void add(Subscriber<M> subscriber) {
        subscribers.add(subscriber);
    }

    @Override
    public void removeGone() {
        subscribers.removeIf(Subscriber::isGone);
    }

    @Override
    public void forEachRecipient(M value, Consumer<Subscriber<M>> action) {
        subscribers.forEach(action);
    }

    @Override
    public List<Subscriber<M>> all() {
        return subscribers;
    }
}
