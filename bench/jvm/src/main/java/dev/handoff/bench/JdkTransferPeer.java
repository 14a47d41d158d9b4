package dev.handoff.bench;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TransferQueue;

/** {@link LinkedTransferQueue}, as a rendezvous. */
final class JdkTransferPeer extends Peer {
    @Override
    Set<Feature> features() {
        return EnumSet.of(Feature.PIPE, Feature.CROWD, Feature.SHARED_PIPE, Feature.TIMED_RECEIVE);
    }

    @Override
    boolean has(int capacity) {
        return capacity == 0;
    }

    @Override
    Pipe pipe(int capacity) {
        return new TransferPipe();
    }

    private static final class TransferPipe extends Pipe {
        private final TransferQueue<Integer> queue = new LinkedTransferQueue<>();

        @Override
        void send(Integer value) throws InterruptedException {
            queue.transfer(value);
        }

        @Override
        Integer receive() throws InterruptedException {
            return queue.take();
        }

        @Override
        int receiveWithinSecond() throws InterruptedException {
            Integer value = queue.poll(1, TimeUnit.SECONDS);
            return value == null ? -1 : value;
        }
    }
}
