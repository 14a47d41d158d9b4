package dev.handoff.bench;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@link Exchanger}: a rendezvous of two, which cannot tell a sender from a receiver. */
final class JdkExchangerPeer extends Peer {
    @Override
    Set<Feature> features() {
        return EnumSet.of(Feature.PIPE, Feature.CROWD, Feature.TIMED_RECEIVE);
    }

    @Override
    boolean has(int capacity) {
        return capacity == 0;
    }

    @Override
    Pipe pipe(int capacity) {
        return new ExchangerPipe();
    }

    private static final class ExchangerPipe extends Pipe {
        /** What a receiver gives in exchange. */
        private static final Integer NOTHING = -1;

        private final Exchanger<Integer> exchanger = new Exchanger<>();

        @Override
        void send(Integer value) throws InterruptedException {
            exchanger.exchange(value);
        }

        @Override
        Integer receive() throws InterruptedException {
            return Objects.requireNonNull(exchanger.exchange(NOTHING));
        }

        @Override
        int receiveWithinSecond() throws InterruptedException {
            try {
                return Objects.requireNonNull(exchanger.exchange(NOTHING, 1, TimeUnit.SECONDS));
            } catch (TimeoutException e) {
                return -1;
            }
        }
    }
}
