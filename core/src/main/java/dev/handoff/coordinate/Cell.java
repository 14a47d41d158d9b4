package dev.handoff.coordinate;

import dev.handoff.Channel;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Interrupts;

/**
 * State that one process has at a time: a channel that holds it. A process that has received the state may look at it
 * and change it. It keeps the state for a few steps that never wait, except for memory. So to take the state is no wait
 * to speak of, and no cancellation point.
 *
 * <p>A lock would do, too, and be faster. But of a channel the checker knows that what was done before {@link #put}
 * happened before what is done after {@link #take}, and that the order of two of them matters.
 *
 *
 * @param <S> the state
 */
final class Cell<S> {
    private final Channel<S> channel;

    Cell(String name, S state) {
        this.channel = Channel.<S>named(name).buffered(1).open();
        put(state);
    }

    /** Takes the state; it is the caller's until {@link #put}. */
    S take() {
        S state = channel.tryReceiveOrNull();
        return state == null ? Interrupts.undisturbed(channel::receive) : state;
    }

    /** As {@link #take}, for a caller that would not try again: waits until there is memory for the wait. */
    S insistOnTake() {
        while (true) {
            try {
                return take();
            } catch (OutOfMemoryError e) {
                Insist.awaitMemory();
            }
        }
    }

    void put(S state) {
        channel.trySend(state); // there is room: we have taken it out
    }
}
