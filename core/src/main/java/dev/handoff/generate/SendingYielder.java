package dev.handoff.generate;

import dev.handoff.Sender;

/** Yields into a channel: the body goes on when the value was received, or there was room for it. */
final class SendingYielder<T> extends Yielder<T> {
    private final Sender<? super T> out;

    SendingYielder(String generator, Sender<? super T> out) {
        super(generator);
        this.out = out;
    }

    @Override
    void hand(T value) throws InterruptedException {
        out.send(value);
    }
}
