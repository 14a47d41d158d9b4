package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.at;
import static dev.handoff.Select.done;
import static dev.handoff.Select.ended;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Deadline;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.Tick;
import dev.handoff.Timers;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Which one of several ready cases is chosen. */
class L26ChoiceTest extends ByBothThreads {
    private static final int RUNS = 20_000;

    /** With three degrees of freedom, chance alone exceeds it once in a million million times. */
    private static final double BOUND_3 = 60;

    /** As rarely with fifteen. */
    private static final double BOUND_15 = 90;

    private static final Deadline PASSED = Deadline.in(Duration.ZERO);

    /** Receive cases on four channels that always have a value are chosen equally often, whichever was chosen before. */
    @DisplayName("L26 a fair select chooses uniformly among receive cases")
    @Over.BufferingKinds
    void fairSelectChoosesUniformlyAmongReceiveCases(Shape shape) throws Exception {
        List<Channel<Integer>> channels = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            channels.add(shape.open());
            channels.get(i).send(i);
        }
        Select<Integer> select =
                Select.of(
                        on(channels.get(0), v -> v),
                        on(channels.get(1), v -> v),
                        on(channels.get(2), v -> v),
                        on(channels.get(3), v -> v));
        int[] chosen = new int[4];
        int[] pairs = new int[16];
        int before = 0;
        for (int i = 0; i < RUNS; i++) {
            int index = select.run();
            chosen[index]++;
            pairs[4 * before + index] += i % 2; // of two pairs that overlap one counts
            before = index;
            channels.get(index).send(index);
        }
        assertThat(chiSquare(chosen)).as("chi-square of %s", chosen).isLessThan(BOUND_3);
        assertThat(chiSquare(pairs)).as("chi-square of %s", pairs).isLessThan(BOUND_15);
    }

    /** Both directions, the same channel twice, and a case that is never ready in between. */
    @Test
    @DisplayName("L26 a fair select chooses uniformly among ready cases of both directions")
    void fairSelectChoosesUniformlyAmongReadyCasesOfBothDirections() throws Exception {
        Channel<Integer> half = Channel.buffered(2);
        half.send(0);
        Channel<Integer> full = Channel.buffered(1);
        full.send(0);
        Channel<Integer> empty = Channel.buffered(1);
        Select<Integer> select =
                Select.of(
                        on(empty, v -> 9),
                        on(half, v -> 0),
                        to(half, 1, () -> 1),
                        to(full, 1, () -> 9),
                        on(full, v -> 2),
                        on(full, v -> 3));
        int[] chosen = new int[4];
        for (int i = 0; i < RUNS; i++) {
            int index = select.run();
            chosen[index]++;
            switch (index) {
                case 0 -> half.send(0);
                case 1 -> half.receive();
                default -> full.send(0);
            }
        }
        assertThat(chiSquare(chosen)).as("chi-square of %s", chosen).isLessThan(BOUND_3);
    }

    /** A sender waits at two of the channels, a receiver at the others. */
    @DisplayName("L26 a fair select chooses uniformly among those who wait at a rendezvous")
    @Over.RendezvousSettings
    void fairSelectChoosesUniformlyAmongThoseWhoWait(Setting in) throws Exception {
        List<Channel<Integer>> channels = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            channels.add(in.open());
        }
        Select<Integer> select =
                Select.of(
                        on(channels.get(0), v -> 0),
                        to(channels.get(1), 1, () -> 1),
                        on(channels.get(2), v -> 2),
                        to(channels.get(3), 3, () -> 3));
        int[] chosen = new int[4];
        try (Team senders = Team.of(in.senders());
                Team receivers = Team.of(in.receivers())) {
            for (int i = 0; i < 4; i += 2) {
                Channel<Integer> there = channels.get(i);
                Channel<Integer> back = channels.get(i + 1);
                senders.start(
                        () -> repeat(Select.of(to(there, 0, () -> true), ended(() -> false))));
                receivers.start(() -> receiveAll(back));
            }
            for (int i = 0; i < RUNS / 10; i++) {
                eventually("all wait", () -> channels.stream().allMatch(L26ChoiceTest::isAwaited));
                chosen[select.run()]++;
            }
            channels.forEach(Channel::cancel);
        }
        assertThat(chiSquare(chosen)).as("chi-square of %s", chosen).isLessThan(BOUND_3);
    }

    private static void receiveAll(Channel<Integer> channel) throws InterruptedException {
        while (channel.receiveOrNull() != null) {}
    }

    private static void repeat(Select<Boolean> select) throws InterruptedException {
        while (select.run()) {}
    }

    private static boolean isAwaited(Channel<?> channel) {
        return channel.waitingSenders() + channel.waitingReceivers() == 1;
    }

    /** Two of them; one that has not come, one behind a guard and a time-out have no part in it. */
    @Test
    @DisplayName("L26 a fair select chooses deadlines that have passed as often as ready channels")
    void fairSelectChoosesDeadlinesThatHavePassed() throws Exception {
        Channel<Integer> full = Channel.buffered(1);
        full.send(0);
        Channel<Integer> empty = Channel.latest();
        Select<Integer> select =
                Select.of(
                        after(Duration.ZERO, () -> 9),
                        at(PASSED, () -> 0),
                        on(full, v -> 1),
                        at(Deadline.in(Duration.ofHours(1)), () -> 9),
                        at(PASSED, () -> 9).when(() -> false),
                        to(empty, 0, () -> 2),
                        at(Deadline.in(Duration.ZERO), () -> 3));
        int[] chosen = new int[4];
        for (int i = 0; i < RUNS; i++) {
            int index = select.run();
            chosen[index]++;
            full.trySend(0);
        }
        assertThat(chiSquare(chosen)).as("chi-square of %s", chosen).isLessThan(BOUND_3);
    }

    /** Of a receive, of a send and of a task. */
    @Test
    @DisplayName("L26 L28 a fair select chooses ends as often as a channel that is ready")
    void fairSelectChoosesEnds() throws Exception {
        Channel<Integer> closed = Channel.buffered(1);
        closed.close();
        Channel<Integer> full = Channel.buffered(1);
        full.send(0);
        Task<Integer> task = Scope.call(scope -> scope.fork(() -> 1));
        Select<Integer> select =
                Select.of(
                        on(closed, v -> 9).onClosed(() -> 0),
                        on(full, v -> 1),
                        done(task, one -> 2),
                        to(closed, 1, () -> 9).onClosed(() -> 3));
        int[] chosen = new int[4];
        for (int i = 0; i < RUNS; i++) {
            int index = select.run();
            chosen[index]++;
            full.trySend(0);
        }
        assertThat(chiSquare(chosen)).as("chi-square of %s", chosen).isLessThan(BOUND_3);
    }

    /** It is ready at each run, and would go before the others for ever. */
    @Test
    @DisplayName(
            "L26 L28 in a rotating select a case whose channel or task has ended takes its turn")
    void endTakesItsTurn() throws Exception {
        Channel<Integer> closed = Channel.rendezvous();
        closed.close();
        Task<Integer> task = Scope.call(scope -> scope.fork(() -> 1));
        Channel<Integer> live = Channel.unbounded();
        live.sendAll(List.of(1, 2, 3, 4, 5, 6));
        List<Case<String>> ends =
                List.of(
                        on(closed, v -> "value").onClosed(() -> "end"),
                        to(closed, 1, () -> "sent").onClosed(() -> "end"),
                        done(task, one -> "end"));
        for (Case<String> end : ends) {
            Select<String> select = Select.rotating(end, on(live, v -> "live"));
            assertThat(results(select, 4)).containsExactly("end", "live", "end", "live");
        }
    }

    /** As among channels. */
    @Test
    @DisplayName("L26 a prioritized select takes a deadline that has passed where it stands")
    void prioritizedSelectTakesADeadlineWhereItStands() throws Exception {
        Channel<Integer> high = Channel.unbounded();
        Channel<Integer> low = Channel.unbounded();
        for (int i = 0; i < 2; i++) {
            high.send(i);
            low.send(i);
        }
        Select<String> select =
                Select.prioritized(
                        on(high, v -> "high"), at(PASSED, () -> "late"), on(low, v -> "low"));
        assertThat(results(select, 4)).containsExactly("high", "high", "late", "late");
        assertThat(low.size()).isEqualTo(2);
    }

    /** It does not go before the next one again. */
    @Test
    @DisplayName("L26 in a rotating select a deadline that has passed takes its turn")
    void deadlineTakesItsTurn() throws Exception {
        Channel<Integer> a = Channel.unbounded();
        Channel<Integer> silent = Channel.rendezvous();
        Channel<Integer> b = Channel.unbounded();
        for (int i = 0; i < 10; i++) {
            a.send(i);
            b.send(i);
        }
        Select<String> select =
                Select.rotating(
                        at(PASSED, () -> "1"),
                        on(a, v -> "a"),
                        on(silent, v -> "silent"),
                        at(PASSED, () -> "2"),
                        on(b, v -> "b"));
        assertThat(results(select, 9)).containsExactly("1", "a", "2", "b", "1", "a", "2", "b", "1");
    }

    private static List<String> results(Select<String> select, int runs) throws Exception {
        List<String> results = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            results.add(select.run());
        }
        return results;
    }

    private static double chiSquare(int[] counts) {
        double expected = (double) Team.sum(counts) / counts.length;
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        return chiSquare;
    }

    /** With all cases ready, the first of the list is taken each time. */
    @DisplayName("L26 a prioritized select takes the first ready case in order")
    @Over.BufferingKinds
    void prioritizedSelectTakesTheFirstReadyCaseInOrder(Shape shape) throws Exception {
        Channel<Integer> first = shape.open();
        Channel<Integer> second = shape.open();
        Channel<Integer> third = shape.open();
        Select<String> select =
                Select.prioritized(
                        on(first, v -> "first"),
                        on(second, v -> "second"),
                        to(third, 0, () -> "third"));
        int values = shape.fits(3);
        for (int i = 0; i < values; i++) {
            second.send(i);
            first.send(i);
        }
        assertThat(results(select, values)).containsOnly("first");
        assertThat(results(select, values)).containsOnly("second");
        assertThat(select.run()).isEqualTo("third");
    }

    /**
     * Whoever sends to the high channel and then to the low one is never seen low first, for when the low value is
     * there, the high one is, too.
     */
    @DisplayName("L26 a prioritized select never takes the later, less important value first")
    @Over.LosslessSettings
    void prioritizedSelectNeverTakesTheLaterValueFirst(Setting in) {
        Channel<Integer> high = in.open();
        Channel<Integer> low = in.open();
        int values = 2_000;
        try (Team senders = Team.of(in.senders());
                Team receivers = Team.of(in.receivers())) {
            senders.start(
                    () -> {
                        for (int i = 0; i < values; i++) {
                            high.send(i);
                            low.send(i);
                        }
                        high.close();
                        low.close();
                    });
            receivers.start(
                    () -> {
                        int[] latest = {-1, -1};
                        Select<Boolean> select =
                                Select.prioritized(
                                        on(high, v -> (latest[0] = v) >= 0),
                                        on(low, v -> (latest[1] = v) >= 0),
                                        Select.ended(() -> false));
                        while (select.run()) {
                            assertThat(latest[0]).isGreaterThanOrEqualTo(latest[1]);
                        }
                        assertThat(latest).containsExactly(values - 1, values - 1);
                    });
        }
    }

    /** The look at a ticker gives others time to make first the important channel ready, and then the other one. */
    @Test
    @DisplayName(
            "L26 a prioritized select takes what becomes ready behind its back before what becomes"
                    + " ready after that")
    void prioritizedSelectTakesWhatBecomesReadyBehindItsBack() throws Exception {
        Channel<Integer> high = Channel.unbounded();
        Channel<Integer> low = Channel.unbounded();
        SlowClock clock = new SlowClock();
        AtomicReference<Receiver<Tick>> ticker = new AtomicReference<>();
        Scheduling.within(clock, () -> ticker.set(Timers.every(Duration.ofHours(1))));
        Select<String> select =
                Select.prioritized(
                        on(high, v -> "high"),
                        on(ticker.get(), tick -> "tick"),
                        on(low, v -> "low"));
        try (Team team = Team.of(ThreadKind.PLATFORM)) {
            clock.beforeTheNextLook(
                    () ->
                            team.start(
                                    () -> {
                                        high.trySend(1);
                                        low.trySend(1);
                                    }));
            assertThat(select.run()).isEqualTo("high");
        }
    }

    /** A clock at which one look takes so long that a thread can do something meanwhile, unless it is kept out. */
    private static final class SlowClock extends DelegatingScheduling {
        private final AtomicReference<Supplier<Thread>> starts = new AtomicReference<>();

        SlowClock() {
            super(Scheduling.virtualThreads());
        }

        void beforeTheNextLook(Supplier<Thread> starting) {
            starts.set(starting);
        }

        @Override
        public long nanoTime() {
            Supplier<Thread> starting = starts.getAndSet(null);
            if (starting != null) {
                try {
                    starting.get().join(50);
                } catch (InterruptedException e) {
                    throw new AssertionError("the test was interrupted", e);
                }
            }
            return super.nanoTime();
        }
    }

    /** While all cases stay ready they take turns. */
    @Test
    @DisplayName("L26 a rotating select serves ready cases in turn")
    void rotatingSelectServesReadyCasesInTurn() throws Exception {
        Channel<Integer> a = Channel.unbounded();
        Channel<Integer> b = Channel.unbounded();
        for (int i = 0; i < 10; i++) {
            a.send(i);
        }
        Select<String> select =
                Select.rotating(on(a, v -> "a"), to(b, 1, () -> "to b"), on(b, v -> "b"));
        assertThat(results(select, 9))
                .containsExactly("a", "to b", "b", "a", "to b", "b", "a", "to b", "b");
    }

    /** Values that are stored, and senders that wait. */
    @DisplayName("L26 a rotating select takes turns between two channels that are ready")
    @Over.LosslessSettings
    void rotatingSelectTakesTurnsBetweenReadyChannels(Setting in) {
        Channel<Integer> a = in.open();
        Channel<Integer> b = in.open();
        Select<String> select = Select.rotating(on(a, v -> "a"), on(b, v -> "b"));
        int values = 50;
        try (Team senders = Team.of(in.senders());
                Team receivers = Team.of(in.receivers())) {
            for (Channel<Integer> channel : List.of(a, b)) {
                senders.start(
                        () -> {
                            for (int i = 0; i < values; i++) {
                                channel.send(i);
                            }
                        });
            }
            receivers.start(
                    () -> {
                        for (int i = 0; i < 2 * values - 1; i++) { // then one channel is empty
                            eventually("both are ready", () -> isReady(a) && isReady(b));
                            assertThat(select.run()).isEqualTo(i % 2 == 0 ? "a" : "b");
                        }
                        assertThat(select.run()).isEqualTo("b");
                    });
        }
    }

    private static boolean isReady(Channel<?> channel) {
        return channel.size() + channel.waitingSenders() > 0;
    }

    /** Whatever becomes ready when: no case that stays ready sees another served twice. */
    @DisplayName("L26 in a rotating select no ready case waits while another is served twice")
    @Over.BufferingKinds
    void noReadyCaseWaitsWhileAnotherIsServedTwice(Shape shape) throws Exception {
        Random random = Seed.random("rotating");
        for (int count : new int[] {2, 3, 5, 8}) {
            List<Channel<Integer>> channels = new ArrayList<>();
            List<Case<Integer>> cases = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int index = i;
                channels.add(shape.open());
                cases.add(on(channels.get(i), v -> index));
            }
            cases.add(otherwise(() -> -1));
            Select<Integer> select = Select.rotating(cases);
            int[][] servedWhileWaiting = new int[count][count];
            for (int step = 0; step < 5_000; step++) {
                for (Channel<Integer> channel : channels) {
                    if (random.nextInt(4) == 0) {
                        channel.trySend(step);
                    }
                }
                int served = select.run();
                for (int i = 0; i < count && served >= 0; i++) {
                    if (i == served || channels.get(i).size() == 0) {
                        servedWhileWaiting[i] = new int[count];
                    } else {
                        assertThat(++servedWhileWaiting[i][served]).isLessThan(2);
                    }
                }
            }
        }
    }
}
