package dev.handoff.observe;

import static dev.handoff.Select.after;
import static dev.handoff.Select.done;
import static dev.handoff.Select.ended;
import static dev.handoff.Select.on;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Overflow;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.Tick;
import dev.handoff.Timers;
import dev.handoff.check.Explore;
import dev.handoff.check.VirtualTime;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a meter says of programs whose times are known: virtual time is exact. */
class MeterTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private interface Program {
        void run() throws Exception;
    }

    /** Runs a program once, in virtual time, and measures it. */
    private static Meter measured(Program program) throws InterruptedException {
        Meter[] meter = new Meter[1];
        VirtualTime.run(
                () -> {
                    meter[0] = new Meter();
                    meter[0].run(program::run);
                });
        return meter[0];
    }

    private static Channel<Integer> open(int capacity) {
        return Channel.<Integer>named("c").buffered(capacity).open();
    }

    private static void sleep(long seconds) throws InterruptedException {
        Timers.sleep(Duration.ofSeconds(seconds));
    }

    @Test
    @DisplayName("R20 the fill of a buffer is told over time")
    void fillIsOverTime() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> c = open(4);
                            c.send(1); // one for 6 s, two for 3 s, none for 1 s
                            sleep(6);
                            c.send(2);
                            sleep(3);
                            c.receive();
                            c.receive();
                            sleep(1);
                            c.send(3);
                        });
        ChannelStatistics c = meter.channel("c");
        assertThat(c.sent()).isEqualTo(3);
        assertThat(c.received()).isEqualTo(2);
        assertThat(c.observed()).isEqualTo(Duration.ofSeconds(10));
        assertThat(c.fill()).isEqualTo(new Fill(1.2, 1, 2, 2, 0.1, 0));
        assertThat(c.sendWaits().count()).isZero();
        assertThat(c.receiveWaits().count()).isZero();
        assertThat(c)
                .hasToString(
                        """
                        channel "c" (buffered 4): 3 sent, 2 received in 10.0 s
                          fill: mean 1.2, median 1, 99 % 2, most 2; empty 10 %, full 0 % of the time
                          senders: no waits
                          receivers: no waits\
                        """);
    }

    @Test
    @DisplayName("R20 what an overflow policy drops is in the buffer no more")
    void fillWithoutWhatIsDropped() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> c =
                                    Channel.<Integer>named("c")
                                            .buffered(2)
                                            .overflow(Overflow.DROP_OLDEST)
                                            .open();
                            for (int i = 0; i < 3; i++) { // the last of them drops the first
                                c.send(i);
                                sleep(1);
                            }
                            c.receive();
                            sleep(1);
                            c.receive();
                        });
        assertThat(meter.channel("c").fill()).isEqualTo(new Fill(1.5, 1, 2, 2, 0, 0.5));
    }

    @Test
    @DisplayName("R20 a buffer is full until it is cancelled")
    void fillUntilTheCancel() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> c = open(1);
                            c.send(1);
                            sleep(3);
                            c.cancel();
                        });
        assertThat(meter.channel("c").observed()).isEqualTo(SECOND.multipliedBy(3));
        assertThat(meter.channel("c").fill()).isEqualTo(new Fill(1, 1, 1, 1, 0, 1));
    }

    @Test
    @DisplayName("R20 a rendezvous, which has no buffer, is empty and never full")
    void fillOfARendezvous() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> c = open(0);
                            Scope.run(
                                    scope -> {
                                        scope.go(() -> c.forEach(value -> {}));
                                        c.send(1);
                                        sleep(1);
                                        c.send(2);
                                        c.close();
                                    });
                        });
        assertThat(meter.channel("c").fill()).isEqualTo(new Fill(0, 0, 0, 0, 1, 0));
    }

    @Test
    @DisplayName("R20 senders wait while the buffer is full, and it is told how often and how long")
    void sendersWait() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> c = open(1);
                            Scope.run(
                                    scope -> {
                                        scope.go(() -> c.sendAll(List.of(1, 2, 3)));
                                        for (int i = 0; i < 3; i++) {
                                            sleep(2);
                                            c.receive();
                                        }
                                    });
                        });
        ChannelStatistics c = meter.channel("c");
        assertThat(c.sendWaits().count()).isEqualTo(2);
        assertThat(c.sendWaits().total()).isEqualTo(Duration.ofSeconds(4));
        assertThat(c.sendWaits().longest()).isEqualTo(Duration.ofSeconds(2));
        assertThat(c.receiveWaits().count()).isZero();
        assertThat(c.fill().full()).isGreaterThan(0.99);
    }

    @Test
    @DisplayName("R20 who waits for a tick waits once, until it comes")
    void timers() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Receiver<Tick> ticks = Timers.every(SECOND);
                            ticks.receive();
                            ticks.receive();
                            Select.one(
                                    on(ticks, t -> t),
                                    on(Channel.<Tick>named("never").open(), t -> t));
                        });
        Waits waits = meter.channels().getFirst().receiveWaits();
        assertThat(waits.count()).isEqualTo(3);
        assertThat(waits.median()).isEqualTo(SECOND);
        assertThat(waits.total()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    @DisplayName("R20 how full a timer is, whose ticks nobody sends, is not known")
    void fillOfATimer() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Receiver<Tick> ticks = Timers.bucket(4, SECOND); // full at first
                            ticks.receive();
                            sleep(10);
                            ticks.receive();
                            ticks.cancel();
                        });
        ChannelStatistics ticks = meter.channels().getFirst();
        assertThat(ticks.received()).isEqualTo(2);
        assertThat(ticks.fill()).isEqualTo(new Fill(0, 0, 0, 0, 0, 0)).hasToString("not known");
    }

    @Test
    @DisplayName("R20 a wait at a channel that is not measured is not taken for one at another")
    void notMeasured() throws Exception {
        Meter[] meter = new Meter[1];
        VirtualTime.run(
                () -> {
                    Channel<Integer> unmeasured = Channel.buffered(1);
                    meter[0] = new Meter();
                    Scope.run(
                            scope -> {
                                scope.go(
                                        () -> {
                                            sleep(1);
                                            unmeasured.send(1);
                                        });
                                meter[0].run(
                                        () -> {
                                            Channel<Integer> c =
                                                    Channel.<Integer>named("c").buffered(1).open();
                                            Channel<Integer> d =
                                                    Channel.<Integer>named("d").buffered(1).open();
                                            Select.one(on(c, v -> v), on(unmeasured, v -> v));
                                            c.send(1);
                                            d.send(1);
                                        });
                            });
                });
        assertThat(meter[0].channel("c").sendWaits().count()).isZero();
        assertThat(meter[0].channel("d").sendWaits().count()).isZero();
    }

    @Test
    @DisplayName(
            "R20 a select that waits at a measured channel counts there, also behind a channel that"
                    + " is not measured")
    void selectBehindAChannelThatIsNotMeasured() throws Exception {
        Channel<Integer> unmeasured = Channel.rendezvous();
        Thread waits = Thread.currentThread();
        Meter meter = new Meter();
        meter.run(
                () -> {
                    Channel<Integer> c = open(0);
                    Scope.run(
                            scope -> {
                                scope.go(
                                        () -> {
                                            while (c.waitingReceivers() == 0) {
                                                Thread.yield();
                                            }
                                            while (waits.getState() != Thread.State.WAITING) {
                                                Thread.yield();
                                            }
                                            c.send(1);
                                        });
                                Select.one(on(unmeasured, v -> v), on(c, v -> v));
                            });
                });
        assertThat(meter.channel("c").receiveWaits().count()).isEqualTo(1);
    }

    @Test
    @DisplayName("R20 a send with a limit that an extended receive holds beyond it is one wait")
    void heldBeyondItsLimit() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> c = open(0);
                            Scope.run(
                                    scope -> {
                                        scope.go(
                                                () -> {
                                                    sleep(1);
                                                    c.receiveHolding(
                                                            v -> held()); // for two seconds
                                                });
                                        c.sendWithin(1, SECOND.multipliedBy(2));
                                    });
                        });
        Waits waits = meter.channel("c").sendWaits();
        assertThat(waits.count()).isEqualTo(1);
        assertThat(waits.total()).isEqualTo(SECOND.multipliedBy(3));
    }

    @Test
    @DisplayName("R20 the end of a task for which nobody has waited is no channel of the program")
    void endsOfTasks() throws Exception {
        Meter meter =
                measured(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Task<Integer> task = scope.fork(() -> 42);
                                            sleep(1);
                                            task.join();
                                            Select.one(done(task, v -> v));
                                        }));
        assertThat(meter.channels()).noneMatch(c -> c.toString().contains("end of task"));
    }

    @Test
    @DisplayName("R20 a send of a select that an extended receive holds has waited for its handler")
    void heldSelect() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> c = open(0);
                            Scope.run(
                                    scope -> {
                                        scope.go(() -> c.receiveHolding(v -> held()));
                                        sleep(1);
                                        Select.one(to(c, 1, () -> 0));
                                    });
                        });
        Waits waits = meter.channel("c").sendWaits();
        assertThat(waits.count()).isEqualTo(1);
        assertThat(waits.total()).isEqualTo(Duration.ofSeconds(2));
    }

    private static void held() {
        try {
            sleep(2);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("R20 what is measured in an explored program has its virtual time")
    void virtualTimeInside() throws Exception {
        measured(
                () -> {
                    sleep(3);
                    assertThat(VirtualTime.now()).isEqualTo(Duration.ofSeconds(3));
                });
    }

    @Test
    @DisplayName("R20 receivers wait while there is nothing, and for the end")
    void receiversWait() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> c = open(0);
                            Scope.run(
                                    scope -> {
                                        scope.go(
                                                () -> {
                                                    sleep(1);
                                                    c.send(1);
                                                    sleep(3);
                                                    c.close();
                                                });
                                        c.forEach(value -> {});
                                    });
                        });
        ChannelStatistics c = meter.channel("c");
        assertThat(c.receiveWaits().count()).isEqualTo(2);
        assertThat(c.receiveWaits().total()).isEqualTo(Duration.ofSeconds(4));
        assertThat(c.sendWaits().count()).isZero();
        assertThat(c.fill()).isEqualTo(new Fill(0, 0, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("A wait that was given up is a wait; one of a select that timed out is nobody's")
    void givenUp() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> c = open(0);
                            c.receiveWithin(SECOND);
                            c.sendWithin(1, SECOND.multipliedBy(2));
                            Select.one(on(c, v -> 0), after(SECOND.multipliedBy(5), () -> 0));
                            Channel<Integer> other = Channel.<Integer>named("d").buffered(1).open();
                            other.send(1);
                        });
        ChannelStatistics c = meter.channel("c");
        assertThat(c.receiveWaits().total()).isEqualTo(SECOND);
        assertThat(c.sendWaits().total()).isEqualTo(SECOND.multipliedBy(2));
        assertThat(c.receiveWaits().count() + c.sendWaits().count()).isEqualTo(2);
        assertThat(meter.channel("d").sendWaits().count()).isZero();
    }

    @Test
    @DisplayName("The wait of a select counts at the channel that has ended it, on its side")
    void selectsWait() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> c = open(0);
                            Channel<Integer> d = Channel.<Integer>named("d").rendezvous().open();
                            Scope.run(
                                    scope -> {
                                        scope.go(
                                                () -> {
                                                    sleep(2);
                                                    c.send(1);
                                                    sleep(3);
                                                    d.receive();
                                                });
                                        Select<Integer> both =
                                                Select.of(on(c, v -> v), to(d, 1, () -> 0));
                                        both.run();
                                        both.run();
                                    });
                        });
        assertThat(meter.channel("c").receiveWaits().total()).isEqualTo(SECOND.multipliedBy(2));
        assertThat(meter.channel("d").sendWaits().total()).isEqualTo(SECOND.multipliedBy(3));
        assertThat(meter.channel("c").sendWaits().count()).isZero();
        assertThat(meter.channel("d").receiveWaits().count()).isZero();
    }

    @Test
    @DisplayName("The wait of a select that a close has ended is that of its case on the channel")
    void closedSelectWaits() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> c = open(0);
                            Channel<Integer> d = Channel.<Integer>named("d").rendezvous().open();
                            Scope.run(
                                    scope -> {
                                        scope.go(
                                                () -> {
                                                    sleep(2);
                                                    c.close();
                                                });
                                        Select.one(
                                                on(c, v -> v).onClosed(() -> 0), to(d, 1, () -> 0));
                                    });
                        });
        assertThat(meter.channel("c").receiveWaits().total()).isEqualTo(SECOND.multipliedBy(2));
        assertThat(meter.channel("c").sendWaits().count()).isZero();
    }

    @Test
    @DisplayName("The wait of a send that a cancel has ended is the sender's, also in a select")
    void cancelledSendersWait() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> c = open(0);
                            Channel<Integer> d = Channel.<Integer>named("d").rendezvous().open();
                            Scope.run(
                                    scope -> {
                                        scope.go(
                                                () -> {
                                                    sleep(2);
                                                    c.cancel();
                                                    sleep(3);
                                                    d.cancel();
                                                });
                                        assertThatThrownBy(() -> c.send(1))
                                                .isInstanceOf(CancelledException.class);
                                        Select.of(to(d, 1, () -> 0).onClosed(() -> 0)).run();
                                    });
                        });
        assertThat(meter.channel("c").sendWaits().total()).isEqualTo(SECOND.multipliedBy(2));
        assertThat(meter.channel("c").receiveWaits().count()).isZero();
        assertThat(meter.channel("d").sendWaits().total()).isEqualTo(SECOND.multipliedBy(3));
        assertThat(meter.channel("d").receiveWaits().count()).isZero();
    }

    @Test
    @DisplayName("What an overflow policy drops has been sent and removed")
    void dropped() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> c =
                                    Channel.<Integer>named("c")
                                            .buffered(2)
                                            .overflow(Overflow.DROP_OLDEST)
                                            .open();
                            for (int i = 0; i < 5; i++) {
                                c.send(i);
                            }
                        });
        ChannelStatistics c = meter.channel("c");
        assertThat(c.sent()).isEqualTo(5);
        assertThat(c.removed()).isEqualTo(3);
        assertThat(c.fill().most()).isEqualTo(2);
    }

    @Test
    @DisplayName("Whatever the schedule, counts are exact and fill stays within the capacity")
    void everySchedule() throws Exception {
        Explore.random()
                .schedules(300)
                .require(
                        () -> {
                            Meter meter = new Meter();
                            meter.run(MeterTest::threeToTwo);
                            ChannelStatistics c = meter.channel("c");
                            assertThat(c.sent()).isEqualTo(9);
                            assertThat(c.received()).isEqualTo(9);
                            assertThat(c.fill().most()).isBetween(0L, 2L);
                        });
    }

    private static void threeToTwo() throws InterruptedException {
        Channel<Integer> c = open(2);
        Scope.run(
                scope -> {
                    for (int i = 0; i < 3; i++) {
                        var sender = c.newSender();
                        scope.go(
                                () -> {
                                    try (sender) {
                                        sender.sendAll(List.of(1, 2, 3));
                                    }
                                });
                    }
                    scope.go(() -> c.forEach(value -> {}));
                    scope.go(() -> c.forEach(value -> {}));
                });
    }

    @Test
    @DisplayName("On the machine as it is, counts are exact as well")
    void onTheMachine() throws Exception {
        Meter meter = new Meter();
        int values = 20_000;
        meter.run(
                () ->
                        Scope.run(
                                scope -> {
                                    Channel<Integer> c = open(8);
                                    for (int p = 0; p < 4; p++) {
                                        scope.go(
                                                () -> {
                                                    for (int i = 0; i < values; i++) {
                                                        c.send(i);
                                                    }
                                                });
                                    }
                                    for (int i = 0; i < 4 * values; i++) {
                                        c.receive();
                                    }
                                }));
        ChannelStatistics c = meter.channel("c");
        assertThat(c.sent()).isEqualTo(4L * values);
        assertThat(c.received()).isEqualTo(4L * values);
        assertThat(c.fill().most()).isLessThanOrEqualTo(8);
        assertThat(c.fill().mean()).isBetween(0.0, 8.0);
        assertThat(c.sendWaits().longest()).isLessThanOrEqualTo(c.sendWaits().total());
    }

    @Test
    @DisplayName("Channels made outside are not measured, and a name that was not seen is said so")
    void outside() throws InterruptedException {
        Channel<Integer> outside = Channel.<Integer>named("outside").buffered(1).open();
        Meter meter = new Meter();
        meter.run(() -> outside.trySend(1));
        assertThat(meter.channels()).isEmpty();
        assertThatThrownBy(() -> meter.channel("outside"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "no channel \"outside\" was made inside of this meter's run and used; there"
                                + " were none");
        meter.run(() -> open(1).trySend(1));
        assertThatThrownBy(() -> meter.channel("outside"))
                .hasMessageEndingWith("there were [channel \"c\" (buffered 1)]");
    }

    @Test
    @DisplayName("Channels are told of in the order in which they were made")
    void order() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            List<Channel<Integer>> channels = new ArrayList<>();
                            for (int i = 0; i < 100; i++) {
                                channels.add(Channel.buffered(1));
                            }
                            channels.get(99).send(1);
                            channels.get(16).send(1);
                            channels.get(0).send(1);
                        });
        assertThat(meter.channels()).extracting(ChannelStatistics::id).isSorted().hasSize(3);
    }

    @Test
    @DisplayName("What the body throws comes out as it is")
    void failure() {
        IOException failure = new IOException("no");
        assertThatThrownBy(
                        () ->
                                new Meter()
                                        .run(
                                                () -> {
                                                    throw failure;
                                                }))
                .isSameAs(failure);
    }

    @Test
    @DisplayName("A meter inside of another measures for both")
    void nested() throws InterruptedException {
        Meter outer = new Meter();
        Meter[] inner = new Meter[1];
        outer.run(
                () -> {
                    inner[0] = new Meter();
                    inner[0].run(() -> open(1).trySend(1));
                });
        assertThat(outer.channel("c").sent()).isEqualTo(1);
        assertThat(inner[0].channel("c").sent()).isEqualTo(1);
    }

    @Test
    @DisplayName("What processes make is measured, also if the meter runs inside of a scope")
    void insideOfAScope() throws InterruptedException {
        Meter meter = new Meter();
        Scope.run(outer -> meter.run(() -> Scope.run(inner -> inner.go(() -> open(1).trySend(1)))));
        assertThat(meter.channel("c").sent()).isEqualTo(1);
    }

    @Test
    @DisplayName("L49 a meter keeps no channel alive, so leaks are found with it, too")
    void keepsNothing() throws Exception {
        Meter meter = new Meter();
        WeakReference<?>[] channel = new WeakReference<?>[1];
        meter.run(() -> channel[0] = usedChannel());
        for (int i = 0; i < 100 && channel[0].get() != null; i++) {
            System.gc();
        }
        assertThat(channel[0].get()).isNull();
        assertThat(meter.channel("c").sent()).isEqualTo(1);
    }

    private static WeakReference<?> usedChannel() {
        Channel<Integer> c = open(1);
        c.trySend(1);
        return new WeakReference<>(c);
    }

    @Test
    @DisplayName("L49 a meter keeps no channel alive for which a select has waited in vain")
    void keepsNoCase() throws Exception {
        Channel<Integer> unmeasured = Channel.buffered(1);
        Meter meter = new Meter();
        WeakReference<?>[] channel = new WeakReference<?>[1];
        meter.run(
                () -> {
                    Thread sender = Thread.ofVirtual().unstarted(() -> sendTo(unmeasured));
                    channel[0] = selectedChannel(unmeasured, sender);
                    sender.join();
                });
        for (int i = 0; i < 100 && channel[0].get() != null; i++) {
            System.gc();
        }
        assertThat(channel[0].get()).isNull();
    }

    private static void sendTo(Channel<Integer> channel) {
        while (channel.waitingReceivers() == 0) {
            Thread.onSpinWait();
        }
        channel.trySend(1);
    }

    /** In the thread of the test, which does nothing else with channels then. */
    private static WeakReference<?> selectedChannel(Channel<Integer> unmeasured, Thread sender)
            throws InterruptedException {
        Channel<Integer> c = open(1);
        sender.start();
        Select.one(on(c, v -> v), on(unmeasured, v -> v));
        return new WeakReference<>(c);
    }

    @Test
    @DisplayName("a select that is ended by a task has waited for that")
    void selectEndedByATask() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> c = open(0);
                            Scope.run(
                                    scope -> {
                                        Task<Integer> task =
                                                scope.fork(
                                                        () -> {
                                                            sleep(2);
                                                            return 42;
                                                        });
                                        Select.<Integer>one(on(c, v -> v), done(task, v -> v));
                                    });
                        });
        assertThat(meter.channels())
                .extracting(channel -> channel.receiveWaits().total())
                .containsExactly(SECOND.multipliedBy(2));
    }

    @Test
    @DisplayName(
            "a select for which all has ended has waited for its first channel, though that had"
                    + " ended before")
    void selectWhoseFirstChannelHadEnded() throws Exception {
        Meter meter =
                measured(
                        () -> {
                            Channel<Integer> a = Channel.<Integer>named("a").open();
                            a.close();
                            Channel<Integer> b = Channel.<Integer>named("b").open();
                            Scope.run(
                                    scope -> {
                                        scope.go(
                                                () -> {
                                                    sleep(3);
                                                    b.close();
                                                });
                                        Select.<Integer>one(
                                                on(a, v -> v), on(b, v -> v), ended(() -> 0));
                                    });
                        });
        assertThat(meter.channel("a").receiveWaits().total()).isEqualTo(SECOND.multipliedBy(3));
    }
}
