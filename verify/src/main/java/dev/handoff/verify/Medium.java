package dev.handoff.verify;

import dev.handoff.Channel;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;

/** What processes hand values over through: a channel, or something to compare it with. */
interface Medium {
    void put(Integer value) throws InterruptedException;

    Integer take() throws InterruptedException;

    /** Puts and takes if that can be done at once. */
    void tryBoth(Integer value);

    static Medium of(Channel<Integer> channel) {
        return new Medium() {
            @Override
            public void put(Integer value) throws InterruptedException {
                channel.send(value);
            }

            @Override
            public Integer take() throws InterruptedException {
                return channel.receive();
            }

            @Override
            public void tryBoth(Integer value) {
                channel.trySend(value);
                var _ = channel.tryReceive();
            }
        };
    }

    static Medium of(BlockingQueue<Integer> queue) {
        return new Medium() {
            @Override
            public void put(Integer value) throws InterruptedException {
                queue.put(value);
            }

            @Override
            public Integer take() throws InterruptedException {
                return queue.take();
            }

            @Override
            public void tryBoth(Integer value) {
                queue.offer(value);
                queue.poll();
            }
        };
    }

    /** Makes new media of one kind. */
    interface Kind {
        Medium open(int capacity);

        Kind CHANNEL =
                capacity -> of(capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity));

        Kind JDK =
                capacity ->
                        of(
                                capacity == 0
                                        ? new SynchronousQueue<>()
                                        : new ArrayBlockingQueue<>(capacity));
    }
}
