package dev.handoff.bridge;

import dev.handoff.CancelledException;
import dev.handoff.ClosedException;
import dev.handoff.Receiver;
import dev.handoff.internal.Raise;

/** Hands the values of a rendezvous channel to a sink that may wait or fail; the sender is released when it has them. */
final class Handing {
    private Handing() {}

    /** What takes the values. */
    interface Sink<T> {
        void put(T value) throws Exception;
    }

    /**
     * Up to the end of the channel.
     *
     * @throws Exception what the sink has thrown; {@link dev.handoff.ChannelFailedException} if the channel has failed
     */
    static <T> void all(Receiver<T> from, Sink<? super T> to) throws Exception {
        while (true) {
            boolean[] held = new boolean[1];
            try {
                from.receive(
                        value -> {
                            held[0] = true;
                            try {
                                to.put(value);
                            } catch (Exception e) {
                                throw Raise.asIs(e);
                            }
                        });
            } catch (ClosedException | CancelledException e) {
                if (held[0]) {
                    throw e; // of the sink
                }
                return;
            }
        }
    }
}
