package dev.handoff;

/** No store: a value goes from hand to hand (L2). Hoare's channel, 1978. */
final class Rendezvous<T> extends Kind<T> {
    @Override
    Sending send(T value) {
        if (isEnded()) {
            return Sending.ENDED;
        }
        while (hasReceivers()) {
            if (meetsExtended()) {
                return Sending.MEET;
            }
            if (handOverToFirst(value)) {
                return Sending.DONE;
            } // else it has just given up, and the next may be an extended one
        }
        return Sending.WAIT;
    }

    @Override
    Object receive() {
        T value = takeFromSender();
        return value != null ? value : endedOrWait();
    }

    /** The sender is released only after the receiver's handler has returned (L24). */
    @Override
    Object receiveExtended(Place receiver) {
        T value = holdSender(receiver);
        return value != null ? value : endedOrWait();
    }

    @Override
    String describe() {
        return "rendezvous";
    }
}
