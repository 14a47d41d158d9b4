package dev.handoff.pipeline;

import dev.handoff.Channel;
import dev.handoff.internal.Flag;

/**
 * An output that is shut from beside, by whoever wants to interrupt what runs there; but not while a value is below. Those
 * below may have a recovery from what has failed beside them; and those above are told by what their push answers, and
 * may have a finally block that waits.
 */
final class Sheltered<T> extends Stopping<T> {
    /* Overview
     *
     *   push:  isBelow := true, shut?  no: out.push   then isBelow := false, shut? close left
     *   shut:  shut := true, isBelow?  no: close left; the caller may interrupt
     *
     *   Each writes its own before it looks at the other's, so not both go on. If a value is below when this is shut, whoever
     *   has shut it waits until it no longer is, or does not interrupt at all; nor if what is above has its answer already.
     *   Nothing goes below any more, and what is above is told that no more is wanted.
     */
    private final Output<? super T> out;
    private final Flag shut = new Flag();
    private volatile boolean isBelow;

    /** What is above is ending, by an answer or what a push has thrown. */
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

    /** Answers whether this has shut it before what is above was told that no more is wanted, and no value is below. */
    boolean shut() {
        if (!shut.trySet() || isBelow) {
            return false;
        }
        left.close();
        return !isTold;
    }

    /** Waits until those below are done with the value that they are at, if this is shut. */
    void awaitLeft() throws InterruptedException {
        left.receiveOrNull();
    }
}
