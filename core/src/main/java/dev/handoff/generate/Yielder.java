package dev.handoff.generate;

import dev.handoff.CancelledException;

/**
 * Takes the values of a generator's body. It belongs to one call of the body, and to the thread of that.
 *
 * @param <T> the type of the values
 */
public abstract sealed class Yielder<T> permits PulledYielder, DirectYielder, SendingYielder {
    private final String generator;
    private final Thread owner = Thread.currentThread();
    private boolean over;

    Yielder(String generator) {
        this.generator = generator;
    }

    /**
     * Hands {@code value} to whoever has asked for it, and waits until the next one is asked for. Actions before this
     * call happen-before the return of the pull that gets the value; actions before the next pull happen-before the
     * return of this call. In a generator that is {@linkplain Generator#receiveIn received from}, this is a send: it
     * returns when the value was received, or when there was room for it in the channel. Only what came before that
     * receive, or before the one that made the room, then happens-before the return.
     *
     * @param value the value
     * @throws NullPointerException if {@code value} is null: null is no value
     * @throws CancelledException if nobody wants another value: the run was closed, or the consumer has failed. The
     *     exception does not say whether this value was taken before. A body that catches it and goes on gets it again
     *     at its next yield
     * @throws dev.handoff.ReceiverFailedException in a generator that is received from, if the handler of an extended receive has
     *     thrown
     * @throws InterruptedException if the thread was interrupted. Then the value was not handed over, except in one
     *     case: a body that is pulled (by a {@link GeneratorRun}, a {@code for} loop, a stream that may stop early) can
     *     be interrupted as it stands at its yield, and then the value was handed over. If such a body goes on, its
     *     next yield first waits to be asked, and an interrupt of that wait, again, hands nothing over
     * @throws IllegalStateException if called by another thread than that of the body, or after the body has returned
     */
    @SuppressWarnings(
            "NamedLikeContextualKeyword") // the field's word, and a call of it is qualified anyway
    public final void yield(T value) throws InterruptedException {
        if (value == null) {
            throw new NullPointerException(generator + ": null is no value and cannot be yielded");
        }
        if (over || Thread.currentThread() != owner) {
            throw notOurs();
        }
        hand(value);
    }

    /**
     * Yields all values of another generator, or of a collection, in order. A generator's body is called in this
     * thread and yields to the consumer of this one, so that a value costs the same however deep generators delegate to
     * each other: walking a tree takes time in proportion to its nodes. After PEP 380's {@code yield from}.
     *
     * @param values what is yielded; null among them is refused as by {@link #yield}
     * @throws CancelledException as {@link #yield}
     * @throws InterruptedException as {@link #yield}
     * @throws Exception what the body of the other generator throws
     */
    public final void yieldAll(Iterable<? extends T> values) throws Exception {
        if (values instanceof Generator<? extends T> other) {
            other.yieldTo(this);
            return;
        }
        for (T value : values) {
            this.yield(value);
        }
    }

    /** Does what {@link #yield} says, with a value that is not null, in the thread of the body. */
    abstract void hand(T value) throws InterruptedException;

    final String generator() {
        return generator;
    }

    /** The body has returned. */
    final void end() {
        over = true;
    }

    private IllegalStateException notOurs() {
        return new IllegalStateException(
                over
                        ? generator + " cannot yield: its body has returned"
                        : generator
                                + " cannot yield in "
                                + Thread.currentThread()
                                + ": its body runs in "
                                + owner
                                + ", and yields there; another process sends to a channel, which"
                                + " the body receives from");
    }
}
