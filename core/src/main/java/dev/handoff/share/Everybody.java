package dev.handoff.share;

import java.util.function.Consumer;

/** The roster of a broadcast: every value is for all. */
final class Everybody<M> extends Roster<M> {
    @Override
    void forEachRecipient(M value, Consumer<Subscriber<M>> action) {
        forEach(action);
    }
}
