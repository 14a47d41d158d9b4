package dev.handoff;

import org.jspecify.annotations.Nullable;

/** No store: a value goes from hand to hand (L2). Hoare's channel, 1978. */
final class Rendezvous<T> extends Kind<T> {
    @Override
    Sending send(T value) {
        if (looksEnded()) {
            return Sending.ENDED;
        }
        while (hasReceivers()) {
            if (meetsExtended()) {
                return Sending.MEET;
            }
            if (handOverToFirst(value)) {
                return Sending.DONE;
            } // else it has just given up, and the next one may be an extended one
        }
        return Sending.WAIT;
    }

    @Override
    @Nullable T receive() {
        return takeFromSender();
    }

    /** The sender is released only after the receiver's handler has returned (L24). */
    @Override
    @Nullable T receiveExtended(Place receiver) {
        return holdSender(receiver);
    }

    @Override
    String describe() {
        return "rendezvous";
    }
}
