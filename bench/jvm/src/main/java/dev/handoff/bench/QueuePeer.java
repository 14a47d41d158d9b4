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
            List<Integer> batch = new ArrayList<>();
            batch.add(queue.take());
            queue.drainTo(batch, max - 1);
            for (int i = 0; i < batch.size(); i++) {
                Traffic.check(batch.get(i), next + i);
            }
            return batch.size();
        }

        @Override
        int receiveWithinSecond() throws InterruptedException {
            Integer value = queue.poll(1, TimeUnit.SECONDS);
            return value == null ? -1 : value;
        }
    }
}
