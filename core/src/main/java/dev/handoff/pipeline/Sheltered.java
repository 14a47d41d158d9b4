package dev.handoff.pipeline;

import dev.handoff.Channel;
import dev.handoff.internal.Flag;

/**
 * An output that is shut from beside, by a process that wants to interrupt what runs there, but not while a value is
 * below. The stages below may have a recovery from what has failed beside them; those above are told by what their push
 * answers, and may have a finally block that waits.
 */
final class Sheltered<T> extends Stopping<T> {
    /* Overview
     *
     *   push:  isBelow := true, shut?  no: out.push   then isBelow := false, shut? close left
     *   shut:  shut := true, isBelow?  no: close left; the caller may interrupt
     *
     *   Each writes its own flag before it looks at the other's, so not both go on. If a value is below when this is
     *   shut, the process that has shut it waits until no value is, or does not interrupt at all. Nor does it interrupt
     *   if what is above has its answer already. Nothing goes below any more, and what is above is told that no more is
     *   wanted.
     */
    private final Output<? super T> out;
    private final Flag shut = new Flag();
    private volatile boolean isBelow;

    /** Whether what is above is ending, because of an answer or of what a push has thrown. */
    private volatile boolean isTold;

    /** Closed when this is shut, and no value is below. */
    private final Channel<Void> left;

    Sheltered(Label me, Output<? super T> out) {
        this.out = out;
        this.left = Channel.<Void>named(me + ", those below are done").open();
    }

    @Override
    boolean push(T value) throws Exception {
        isBelow = true;
        boolean wanted = false;
        try {
            wanted = !shut.isSet() && out.push(value);
        } finally {
            isTold = !wanted;
            isBelow = false;
            if (shut.isSet()) {
                left.close();
            }
        }
        enough = !wanted || shut.isSet();
        return !enough;
    }

    /**
     * Answers whether this call has shut it, at a time when no value is below and what is above was not told before
     * that no more is wanted.
     */
    boolean shut() {
        if (!shut.trySet() || isBelow) {
            return false;
        }
        left.close();
        return !isTold;
    }

    /** If this is shut, waits until those below are done with the value that they are at. */
    void awaitLeft() throws InterruptedException {
        left.receiveOrNull();
    }
}
