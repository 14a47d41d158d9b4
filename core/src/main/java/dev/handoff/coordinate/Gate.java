package dev.handoff.coordinate;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Outcome;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.internal.Insist;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Something that happens once, and that any number of processes wait for: a channel without values that is closed. */
final class Gate {
    private final Channel<Boolean> channel;

    Gate(String name) {
        this.channel = Channel.<Boolean>named(name).open();
    }

    /** Lets all processes through, those that wait and those that will come. Never waits. */
    void open() {
        channel.close();
    }

    /** As {@link #open}, for a caller that would not do it again: until there is memory for it. */
    void insistOnOpen() {
        Insist.onClose(channel);
    }

    boolean isOpen() {
        return channel.tryReceive() instanceof Received.Closed;
    }

    void await() throws InterruptedException {
        channel.receiveOrNull();
    }

    /** False if the time is up. */
    boolean awaitWithin(Duration limit) throws InterruptedException {
        return channel.receiveWithin(limit) instanceof Received.Closed;
    }

    <R extends @Nullable Object> Case<R> onOpen(Outcome<? extends R> handler) {
        return Select.<Boolean, R>on(channel, none -> handler.run()).onClosed(handler);
    }
}
