package dev.handoff.verify;

import static dev.handoff.Select.on;
import static dev.handoff.Select.to;

import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.Select;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/** One end of a channel in a {@link KahnNetwork}, used in all the ways that mean the same. */
final class KahnPort {
    private KahnPort() {}

    /** Reads values one by one: alone, in batches, by iteration, with a time-out, or as the one live case of a select. */
    static final class In {
        private final Channel<Long> channel;
        private final Iterator<Long> iterator;
        private final SplittableRandom random;
        private final Deque<Long> batch = new ArrayDeque<>();
        private final Select<Received<Long>> select;

        In(Channel<Long> channel, long seed) {
            this.channel = channel;
            this.iterator = channel.iterator();
            this.random = new SplittableRandom(seed);
            this.select =
                    Select.of(
                            on(Channel.<Long>never(), Received.Value<Long>::new),
                            Select.<Long, Received<Long>>on(channel, Received.Value<Long>::new)
                                    .onClosed(() -> Received.closed(null)),
                            Select.<Long, Received<Long>>to(channel, 0L, Received::empty)
                                    .when(() -> false));
        }

        /** The next value; null at the end. */
        Long next() throws InterruptedException {
            if (!batch.isEmpty()) {
                return batch.removeFirst();
            }
            return switch (random.nextInt(6)) {
                case 0 -> select.run().orNull();
                case 1 -> firstOfBatch();
                case 2 -> iterator.hasNext() ? iterator.next() : null;
                case 3 -> untilNotEmpty();
                default -> channel.receiveOrNull();
            };
        }

        private Long firstOfBatch() throws InterruptedException {
            batch.addAll(channel.receiveBatch(random.nextInt(1, 6)));
            return batch.pollFirst();
        }

        private Long untilNotEmpty() throws InterruptedException {
            while (true) {
                Received<Long> received = channel.receiveWithin(Duration.ofMillis(5));
                if (!(received instanceof Received.Empty<Long>)) {
                    return received.orNull();
                }
            }
        }
    }

    /** Sends values one by one: alone, as a try first, in batches, or as the one live case of a select. */
    static final class Out {
        private final Channel<Long> channel;
        private final SplittableRandom random;

        Out(Channel<Long> channel, long seed) {
            this.channel = channel;
            this.random = new SplittableRandom(seed);
        }

        void send(long value) throws InterruptedException {
            switch (random.nextInt(5)) {
                case 0 ->
                        Select.<Object>one(
                                to(channel, value, () -> true),
                                to(Channel.never(), value, () -> false));
                case 1 -> {
                    if (!channel.trySend(value).accepted()) {
                        channel.send(value);
                    }
                }
                case 2 -> channel.sendAll(List.of(value));
                default -> channel.send(value);
            }
        }

        /** Some in a row. */
        void sendAll(List<Long> values) throws InterruptedException {
            channel.sendAll(values);
        }

        void close() {
            channel.close();
        }
    }
}
