package dev.handoff.bench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The JDK's blocking queues. */
abstract class QueuePeer extends Peer {
    abstract BlockingQueue<Integer> queue(int capacity);

    @Override
    Set<Feature> features() {
        return EnumSet.of(
                Feature.PIPE,
                Feature.CROWD,
                Feature.SHARED_PIPE,
                Feature.TRY,
                Feature.TIMED_RECEIVE,
                Feature.BATCH);
    }

    @Override
    final Pipe pipe(int capacity) {
        return new QueuePipe(queue(capacity));
    }

    private static final class QueuePipe extends Pipe {
        /**
         * For the one process that receives batches at a time; a field of each pipe would count in the bytes of {@code
         * parked}.
         */
        private static final List<Integer> BATCH = new ArrayList<>();

        private final BlockingQueue<Integer> queue;

        QueuePipe(BlockingQueue<Integer> queue) {
            this.queue = queue;
        }

        @Override
        void send(Integer value) throws InterruptedException {
            queue.put(value);
        }

        @Override
        Integer receive() throws InterruptedException {
            return queue.take();
        }

        @Override
        boolean trySend(Integer value) {
            return queue.offer(value);
        }

        @Override
        int tryReceive() {
            Integer value = queue.poll();
            return value == null ? -1 : value;
        }

        @Override
        int receiveBatch(int next, int max) throws InterruptedException {
            BATCH.clear();
            BATCH.add(queue.take());
            queue.drainTo(BATCH, max - 1);
            for (int i = 0; i < BATCH.size(); i++) {
                Traffic.check(BATCH.get(i), next + i);
            }
            return BATCH.size();
        }

        @Override
        int receiveWithinSecond() throws InterruptedException {
            Integer value = queue.poll(1, TimeUnit.SECONDS);
            return value == null ? -1 : value;
        }
    }
}
