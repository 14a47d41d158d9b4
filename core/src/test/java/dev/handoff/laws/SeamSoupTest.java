package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.CancelledException;
import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.ChannelBuilder;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.DeadlineExceededException;
import dev.handoff.Overflow;
import dev.handoff.ProcessFailedException;
import dev.handoff.Receiver;
import dev.handoff.ReceiverFailedException;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Tick;
import dev.handoff.Timers;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Everything at once: processes that send, receive, try, time out, select, meet handlers, close, cancel, interrupt and
 * open scopes, at random. Whatever was sent was received, or given back, or is still there: exactly once.
 */
class SeamSoupTest {
    private static final int CHANNELS = 4;
    private static final int PROCESSES = 5;

    /** A receiver's handler has refused the value, after it was received. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        final int value;

        Refused(int value) {
            this.value = value;
        }
    }

    private static final class Soup {
        final long seed;
        final int steps;
        final AtomicReferenceArray<Channel<Integer>> channels =
                new AtomicReferenceArray<>(CHANNELS);
        final List<Channel<Integer>> all = new CopyOnWriteArrayList<>();
        final Queue<Integer> sent = new ConcurrentLinkedQueue<>();
        final Queue<Integer> arrived = new ConcurrentLinkedQueue<>();
        final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        final AtomicInteger values = new AtomicInteger();
        final List<Thread> threads = new CopyOnWriteArrayList<>();
        final AtomicInteger finished = new AtomicInteger();

        Soup(long seed, int steps) {
            this.seed = seed;
            this.steps = steps;
        }

        void run() throws Exception {
            Random random = new Random(seed);
            for (int i = 0; i < CHANNELS; i++) {
                channels.set(i, open(random));
            }
            Scope.unnamed()
                    .supervised(failures::add)
                    .run(
                            scope -> {
                                for (int i = 0; i < PROCESSES; i++) {
                                    int number = i;
                                    scope.go("p" + i, () -> work(new Random(seed * 31 + number)));
                                }
                            });
        }

        void check() {
            assertThat(failures).as("seed %d", seed).isEmpty();
            assertThat(finished).as("seed %d", seed).hasValue(PROCESSES);
            for (Channel<Integer> channel : all) {
                assertThat(channel.waitingReceivers()).as("receivers, seed %d", seed).isZero();
                assertThat(channel.waitingSenders()).as("senders, seed %d", seed).isZero();
                for (Integer rest; (rest = channel.tryReceiveOrNull()) != null; ) {
                    arrived.add(rest);
                }
            }
            assertThat(sorted(arrived))
                    .as("seed %d", seed)
                    .doesNotHaveDuplicates()
                    .isEqualTo(sorted(sent));
        }

        Channel<Integer> open(Random random) {
            ChannelBuilder<Integer> builder =
                    Channel.<Integer>unnamed().onUndelivered(arrived::add);
            switch (random.nextInt(7)) {
                case 0, 1, 2 -> builder.rendezvous();
                case 3, 4 -> builder.buffered(1 + random.nextInt(3));
                case 5 -> builder.latest();
                default -> builder.buffered(2).overflow(Overflow.DROP_NEWEST);
            }
            Channel<Integer> channel = builder.open();
            all.add(channel);
            return channel;
        }

        void work(Random random) {
            threads.add(Thread.currentThread());
            for (int i = 0; i < steps; i++) {
                Channel<Integer> channel = channels.get(random.nextInt(CHANNELS));
                try {
                    step(channel, random);
                } catch (Exception e) {
                    ended(e);
                }
            }
            finished.incrementAndGet();
        }

        /** Part of the game, with whatever was suppressed. Only a value that its receiver refused was sent. */
        void ended(Throwable how) {
            switch (how) {
                case ProcessFailedException e -> ended(e.getCause());
                case ReceiverFailedException e -> {
                    if (e.getCause() instanceof Refused refused) {
                        sent.add(refused.value);
                    } else {
                        failures.add(e);
                    }
                }
                case InterruptedException e -> {}
                case DeadlineExceededException e -> {}
                case ClosedException e -> {}
                case CancelledException e -> {}
                case ChannelFailedException e -> {}
                case Refused e -> {}
                default -> failures.add(how);
            }
            for (Throwable later : how.getSuppressed()) {
                ended(later);
            }
        }

        void step(Channel<Integer> channel, Random random) throws InterruptedException {
            Duration limit = Duration.ofNanos(random.nextInt(100_000));
            int value = values.incrementAndGet();
            switch (random.nextInt(16)) {
                case 0, 1 -> {
                    if (channel.sendWithin(value, limit).accepted()) {
                        sent.add(value);
                    }
                }
                case 2 -> {
                    if (channel.trySend(value).accepted()) {
                        sent.add(value);
                    }
                }
                case 3, 4 -> arrive(channel.receiveWithin(limit).orNull());
                case 5 -> arrive(channel.tryReceiveOrNull());
                case 6, 7, 8, 9 -> select(random, limit).run();
                case 10 ->
                        Scope.unnamed()
                                .deadline(limit)
                                .run(s -> channel.receiveHolding(v -> handle(v, random)));
                case 11 ->
                        Scope.unnamed()
                                .deadline(limit)
                                .run(s -> channel.receiveBatch(3).forEach(arrived::add));
                case 12 -> nested(channel, value, limit, random);
                case 13 -> threads.get(random.nextInt(threads.size())).interrupt();
                case 14 -> end(channel, random);
                default -> Timers.sleep(limit);
            }
        }

        void arrive(Integer value) {
            if (value != null) {
                arrived.add(value);
            }
        }

        void handle(int value, Random random) {
            arrived.add(value);
            switch (random.nextInt(4)) {
                case 0 -> throw new Refused(value);
                case 1 -> {
                    try {
                        Timers.sleep(Duration.ofNanos(random.nextInt(100_000)));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                default -> {}
            }
        }

        Select<Boolean> select(Random random, Duration limit) {
            List<Case<Boolean>> cases = new ArrayList<>();
            int count = 1 + random.nextInt(5);
            for (int i = 0; i < count; i++) {
                Channel<Integer> channel = channels.get(random.nextInt(CHANNELS));
                int value = values.incrementAndGet();
                Case<Boolean> one =
                        random.nextBoolean()
                                ? Select.on(channel, arrived::add)
                                : Select.to(channel, value, () -> sent.add(value));
                if (random.nextInt(4) == 0) {
                    one = one.onClosed(() -> false);
                }
                boolean open = random.nextInt(5) > 0;
                cases.add(one.when(() -> open));
            }
            if (random.nextInt(3) == 0) {
                Receiver<Tick> ticker = Timers.every(limit.plusNanos(1));
                cases.add(Select.on(ticker, t -> true));
            }
            cases.add(Select.ended(() -> false));
            cases.add(
                    random.nextInt(4) == 0
                            ? Select.otherwise(() -> false)
                            : Select.after(limit, () -> false));
            return switch (random.nextInt(3)) {
                case 0 -> Select.of(cases);
                case 1 -> Select.prioritized(cases);
                default -> Select.rotating(cases);
            };
        }

        void nested(Channel<Integer> channel, int value, Duration limit, Random random)
                throws InterruptedException {
            Channel<Integer> other = channels.get(random.nextInt(CHANNELS));
            int second = values.incrementAndGet();
            Scope.unnamed()
                    .deadline(limit)
                    .run(
                            scope -> {
                                scope.go(
                                        () -> {
                                            channel.send(value);
                                            sent.add(value);
                                        });
                                scope.go(() -> arrived.add(other.receive()));
                                if (random.nextBoolean()) {
                                    other.send(second);
                                    sent.add(second);
                                }
                            });
        }

        void end(Channel<Integer> channel, Random random) {
            switch (random.nextInt(6)) {
                case 0 -> channel.close();
                case 1 -> channel.fail(new IllegalStateException("soup"));
                case 2 -> channel.cancel();
                default -> {
                    return;
                }
            }
            for (int i = 0; i < CHANNELS; i++) {
                channels.compareAndSet(i, channel, open(random));
            }
        }
    }

    private static List<Integer> sorted(Collection<Integer> values) {
        List<Integer> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted;
    }

    /** One at a time: what fails here fails again with the same seed. */
    @Test
    @DisplayName("Seam: random processes lose and double nothing, in any order of their steps")
    void randomProcessesLoseAndDoubleNothingInAnyOrder() {
        long first = Seed.of("soup in turns");
        int sent = 0;
        for (long seed = first; seed < first + 400; seed++) {
            Soup soup = new Soup(seed, 40);
            try {
                Turns.withSeed(seed)
                        .run(
                                () -> {
                                    soup.run();
                                    soup.check();
                                });
            } catch (Throwable t) {
                throw new AssertionError("seed " + seed, t);
            }
            sent += soup.sent.size();
        }
        IO.println("soup in turns: %d values sent".formatted(sent));
    }

    /** All at a time. */
    @Test
    @DisplayName("Seam: random processes lose and double nothing, on virtual threads")
    void randomProcessesLoseAndDoubleNothingOnVirtualThreads() throws Exception {
        long first = Seed.of("soup");
        int sent = 0;
        for (long seed = first; seed < first + 40; seed++) {
            Soup soup = new Soup(seed, 400);
            try (Team team = Team.virtual()) {
                team.start(soup::run);
            }
            soup.check();
            sent += soup.sent.size();
        }
        IO.println("soup: %d values sent".formatted(sent));
    }
}
