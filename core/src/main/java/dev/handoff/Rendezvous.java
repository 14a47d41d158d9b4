package dev.handoff;

/** No store: a value goes from hand to hand (L2). Hoare's channel, 1978. */
final class Rendezvous<T> extends Kind<T> {
    @Override
    Sending send(T value) {
        if (isEnded()) {
            return Sending.ENDED;
        }
        if (meetsExtended()) {
            return Sending.MEET;
        }
        return handOver(value) ? Sending.DONE : Sending.WAIT;
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
