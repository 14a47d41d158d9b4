package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;
import static dev.handoff.Select.toNext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Select;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Selects that meet selects: no deadlock, nothing lost, nothing twice. */
class L31MeetingSelectsTest {
    /** One place of a ring: passes on to the right what it takes from the left, in one select. */
    private static final class Member {
        final Channel<Integer> left;
        final Channel<Integer> right;
        final Deque<Integer> held = new ArrayDeque<>();
        final List<Integer> sent = new ArrayList<>();
        final List<Integer> received = new ArrayList<>();
        final int passes;

        Member(Channel<Integer> left, Channel<Integer> right, int token, int passes) {
            this.left = left;
            this.right = right;
            this.passes = passes;
            held.add(token);
        }

        Case<Boolean> passOn() {
            return toNext(right, held::getFirst, () -> sent.add(held.removeFirst()))
                    .when(() -> !held.isEmpty() && sent.size() < passes);
        }

        Case<Boolean> take() {
            return on(
                            left,
                            token -> {
                                held.add(token);
                                return received.add(token);
                            })
                    .when(() -> received.size() < passes);
        }

        boolean isDone() {
            return sent.size() == passes && received.size() == passes;
        }
    }

    private static List<Member> ring(int size, int capacity, int passes) {
        List<Channel<Integer>> channels = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            channels.add(Channel.<Integer>named("left of " + i).buffered(capacity).open());
        }
        List<Member> ring = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            ring.add(new Member(channels.get(i), channels.get((i + 1) % size), i, passes));
        }
        return ring;
    }

    private static void assertNothingLost(List<Member> ring) {
        List<Integer> tokens = new ArrayList<>();
        for (int i = 0; i < ring.size(); i++) {
            Member member = ring.get(i);
            Member next = ring.get((i + 1) % ring.size());
            assertThat(next.received).as("what %d passed on, in order", i).isEqualTo(member.sent);
            assertThat(member.left.waitingReceivers() + member.left.waitingSenders()).isZero();
            tokens.addAll(member.held);
        }
        Collections.sort(tokens);
        assertThat(tokens).doesNotHaveDuplicates().hasSize(ring.size());
    }

    /** What a scheduling is told is the order of locking, too; with another one two selects could wait for each other. */
    @Test
    @DisplayName("L31 the channels of a select have one order, whatever the order of its cases")
    void channelsHaveOneOrder() throws Exception {
        List<long[]> reached = new ArrayList<>();
        Scheduling recording =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public void reach(Op op, long[] ids) {
                        reached.add(ids.clone());
                        super.reach(op, ids);
                    }
                };
        List<Channel<Integer>> channels = new ArrayList<>();
        Scheduling.within(
                recording,
                () -> {
                    for (int i = 0; i < 4; i++) {
                        channels.add(Channel.rendezvous());
                    }
                });
        List<Case<Integer>> cases = new ArrayList<>();
        for (int i : new int[] {2, 0, 3, 2, 1}) {
            cases.add(on(channels.get(i), v -> v));
        }
        cases.add(otherwise(() -> -1));
        assertThat(Select.of(cases).run()).isEqualTo(-1);
        assertThat(reached).singleElement().satisfies(ids -> assertThat(ids).hasSize(4).isSorted());
    }

    /** Each member always offers to the right and wants from the left, all at once. */
    @ParameterizedTest(name = "L31 ring of {0}, capacity {1}, {3} threads")
    @DisplayName("L31 a ring of selects passes every token on, in order")
    @CsvSource({
        "1, 1, 500, VIRTUAL",
        "2, 0, 3000, VIRTUAL",
        "2, 0, 1000, PLATFORM",
        "3, 0, 2000, VIRTUAL",
        "8, 0, 1000, VIRTUAL",
        "8, 1, 1000, VIRTUAL",
        "8, 0, 200, PLATFORM",
        "100, 0, 50, VIRTUAL"
    })
    void ringOfSelectsPassesEveryTokenOn(int size, int capacity, int passes, ThreadKind threads) {
        List<Member> ring = ring(size, capacity, passes);
        try (Team team = Team.of(threads)) {
            for (Member member : ring) {
                team.start(
                        () -> {
                            Select<Boolean> step = Select.of(member.passOn(), member.take());
                            while (!member.isDone()) {
                                step.run();
                            }
                        });
            }
        }
        assertNothingLost(ring);
    }

    /** The same, while selects time out and are interrupted all the time. */
    @ParameterizedTest(name = "L31 {0} threads")
    @DisplayName("L31 a ring of selects loses nothing to time-outs and interrupts")
    @EnumSource
    void ringOfSelectsLosesNothingToTimeOutsAndInterrupts(ThreadKind threads) {
        long seed = Seed.of("ring with cancels");
        List<Member> ring = ring(5, 0, 400);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger interrupts = new AtomicInteger();
        AtomicInteger timeOuts = new AtomicInteger();
        try (Team disturbers = Team.virtual()) {
            try (Team team = Team.of(threads)) {
                List<Thread> members = new ArrayList<>();
                for (Member member : ring) {
                    members.add(
                            team.start(
                                    () -> {
                                        Select<Boolean> step =
                                                Select.of(
                                                        member.passOn(),
                                                        member.take(),
                                                        after(
                                                                Duration.ofNanos(20_000),
                                                                () ->
                                                                        timeOuts.incrementAndGet()
                                                                                > 0));
                                        while (!member.isDone()) {
                                            try {
                                                step.run();
                                            } catch (InterruptedException e) {
                                                interrupts.incrementAndGet();
                                            }
                                        }
                                        Thread.interrupted();
                                    }));
                }
                disturbers.start(
                        () -> {
                            Random random = new Random(seed);
                            while (!stop.get()) {
                                members.get(random.nextInt(members.size())).interrupt();
                                java.util.concurrent.locks.LockSupport.parkNanos(
                                        random.nextInt(50_000));
                            }
                        });
                team.join();
            } finally {
                stop.set(true);
            }
        }
        IO.println("ring: %s interrupts, %s time-outs".formatted(interrupts, timeOuts));
        assertNothingLost(ring);
    }

    /** Every process selects over some of the channels, in an order of its own, on both ends. */
    @ParameterizedTest(name = "L31 {0} channels, capacity {1}, {2} processes, {4} threads")
    @DisplayName("L31 random selects over shared channels lose and double nothing")
    @CsvSource({
        "2, 0, 4, 8000, VIRTUAL",
        "4, 0, 16, 8000, VIRTUAL",
        "8, 0, 6, 4000, PLATFORM",
        "4, 1, 8, 8000, VIRTUAL",
        "16, 0, 200, 8000, VIRTUAL"
    })
    void randomSelectsOverSharedChannelsLoseAndDoubleNothing(
            int count, int capacity, int processes, int meetings, ThreadKind threads) {
        long seed = Seed.of("random selects");
        List<Channel<Integer>> channels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            channels.add(Channel.buffered(capacity));
        }
        AtomicInteger left = new AtomicInteger(meetings);
        Queue<Integer> sent = new ConcurrentLinkedQueue<>();
        Queue<Integer> received = new ConcurrentLinkedQueue<>();
        try (Team team = Team.of(threads)) {
            for (int i = 0; i < processes; i++) {
                Random random = new Random(seed + i);
                int first = i * 1_000_000;
                team.start(
                        () -> {
                            int[] next = {first};
                            while (left.get() > 0) {
                                Select<Boolean> select =
                                        randomSelect(channels, random, next, sent, received);
                                if (select.run()) {
                                    left.decrementAndGet();
                                }
                            }
                        });
            }
        }
        for (Channel<Integer> channel : channels) {
            assertThat(channel.waitingReceivers() + channel.waitingSenders()).isZero();
            for (Integer rest; (rest = channel.tryReceiveOrNull()) != null; ) {
                received.add(rest);
            }
        }
        assertThat(sorted(received)).doesNotHaveDuplicates().isEqualTo(sorted(sent));
    }

    /** Every value that was sent is received, dropped by a kind that drops, or still there. */
    @DisplayName("L31 random selects over channels of every kind lose and double nothing")
    @Over.EveryKind
    void randomSelectsOverChannelsOfEveryKind(Shape shape) {
        long seed = Seed.of("random selects over " + shape);
        Queue<Integer> sent = new ConcurrentLinkedQueue<>();
        Queue<Integer> received = new ConcurrentLinkedQueue<>();
        List<Channel<Integer>> channels = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            channels.add(shape.<Integer>named("c" + i).onUndelivered(received::add).open());
        }
        AtomicInteger left = new AtomicInteger(2_000);
        try (Team virtual = Team.virtual();
                Team platform = Team.of(ThreadKind.PLATFORM)) {
            for (int i = 0; i < 8; i++) {
                Random random = new Random(seed + i);
                int[] next = {i * 1_000_000};
                (i % 2 == 0 ? virtual : platform)
                        .start(
                                () -> {
                                    while (left.get() > 0) {
                                        if (randomSelect(channels, random, next, sent, received)
                                                .run()) {
                                            left.decrementAndGet();
                                        }
                                    }
                                });
            }
        }
        assertThat(channels).allMatch(c -> c.waitingReceivers() + c.waitingSenders() == 0);
        channels.forEach(Channel::cancel);
        assertThat(sorted(received)).doesNotHaveDuplicates().isEqualTo(sorted(sent));
    }

    private static Select<Boolean> randomSelect(
            List<Channel<Integer>> channels,
            Random random,
            int[] next,
            Queue<Integer> sent,
            Queue<Integer> received) {
        List<Case<Boolean>> cases = new ArrayList<>();
        int number = 1 + random.nextInt(channels.size());
        for (int i = 0; i < number; i++) {
            Channel<Integer> channel = channels.get(random.nextInt(channels.size()));
            int value = next[0]++;
            cases.add(
                    random.nextBoolean()
                            ? on(channel, received::add)
                            : to(channel, value, () -> sent.add(value)));
        }
        cases.add(after(Duration.ofNanos(random.nextInt(2_000_000)), () -> false));
        return switch (random.nextInt(3)) {
            case 0 -> Select.of(cases);
            case 1 -> Select.prioritized(cases);
            default -> Select.rotating(cases);
        };
    }

    private static List<Integer> sorted(Collection<Integer> values) {
        List<Integer> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted;
    }

    /** Selects meet plain operations, timed ones and tries on the same channels. */
    @ParameterizedTest(name = "L31 {0} threads")
    @DisplayName("L31 selects and plain operations share channels and lose nothing")
    @EnumSource
    void selectsAndPlainOperationsShareChannelsAndLoseNothing(ThreadKind threads) {
        int values = 3_000;
        Channel<Integer> a = Channel.rendezvous();
        Channel<Integer> b = Channel.rendezvous();
        Queue<Integer> received = new ConcurrentLinkedQueue<>();
        try (Team receivers = Team.of(threads)) {
            receivers.start(
                    () -> {
                        Select<Boolean> next =
                                Select.of(on(b, received::add), on(a, received::add), ended());
                        while (next.run()) {}
                    });
            receivers.start(() -> a.forEach(received::add));
            receivers.start(
                    () -> {
                        while (!b.isClosed()) {
                            Integer value = b.receiveWithin(Duration.ofNanos(50_000)).orNull();
                            if (value != null) {
                                received.add(value);
                            }
                        }
                    });
            try (Team senders = Team.of(threads)) {
                senders.start(() -> sendBySelect(a, b, 0, values));
                senders.start(() -> sendBySelect(b, a, values, values));
                senders.start(
                        () -> {
                            for (int i = 2 * values; i < 3 * values; i++) {
                                while (!b.trySend(i).accepted()
                                        && !a.sendWithin(i, Duration.ofNanos(50_000)).accepted()) {}
                            }
                        });
            }
            a.close();
            b.close();
        }
        assertThat(sorted(received)).doesNotHaveDuplicates().hasSize(3 * values);
    }

    private static Case<Boolean> ended() {
        return Select.ended(() -> false);
    }

    private static void sendBySelect(
            Channel<Integer> one, Channel<Integer> other, int first, int count)
            throws InterruptedException {
        int[] value = {first};
        Select<Integer> send =
                Select.of(
                        toNext(one, () -> value[0], () -> value[0]++),
                        toNext(other, () -> value[0], () -> value[0]++));
        while (value[0] < first + count) {
            send.run();
        }
    }
}
