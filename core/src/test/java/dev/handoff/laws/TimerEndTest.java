package dev.handoff.laws;

import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Select;
import dev.handoff.Tick;
import dev.handoff.Timers;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** The last tick of a timer, and a tick that comes while it cannot be taken. Found by the referees. */
class TimerEndTest {
    private final HandClock clock = new HandClock();

    private <T> T withClock(Callable<T> body) {
        AtomicReference<T> result = new AtomicReference<>();
        Under.run(clock, () -> result.set(body.call()));
        return result.get();
    }

    /** A tick that was taken without waiting ends a one-shot timer, too. */
    @Test
    @DisplayName("L28 L33 a timer whose only tick was taken at once has ended")
    void endsAfterTheOnlyTickWasTakenAtOnce() throws InterruptedException {
        Receiver<Tick> timer = withClock(() -> Timers.after(Duration.ofMillis(1)));
        clock.nanos.addAndGet(5_000_000);
        assertThat(timer.receive()).isEqualTo(new Tick(1, 0));
        assertThat(timer.receiveOrNull()).isNull();
        assertThat(Select.<String>one(on(timer, t -> "tick").onClosed(() -> "ended")))
                .isEqualTo("ended");
    }

    /** Who comes when the tick is due does not get it before somebody who has been waiting. */
    @Test
    @DisplayName("L6 a due tick is kept for the first who waits")
    void dueTickIsKeptForTheFirstWhoWaits() throws InterruptedException {
        Channel<Tick> timer = (Channel<Tick>) withClock(() -> Timers.after(Duration.ofHours(1)));
        AtomicReference<@Nullable Tick> got = new AtomicReference<>();
        Thread waiter = Thread.startVirtualThread(() -> got.set(receiveOrNull(timer)));
        clock.awaitParked(1);
        clock.nanos.addAndGet(Duration.ofHours(2).toNanos());
        assertThat(timer.tryReceiveOrNull()).isNull();
        clock.wakeAll();
        waiter.join();
        assertThat(got.get()).isEqualTo(new Tick(1, 0));
        assertThat(timer.receiveOrNull()).isNull();
    }

    /** What somebody does who does not want to wait. */
    private interface Look {
        @Nullable Tick at(Receiver<Tick> timer) throws InterruptedException;
    }

    private static final List<Look> LOOKS =
            List.of(
                    Receiver::tryReceiveOrNull,
                    timer -> Select.<Tick>one(on(timer, t -> t), otherwise(() -> null)));

    /** Else it would be there still if who waits is matched by something else. */
    @Test
    @DisplayName("L18 L27 who finds a tick that is due hands it to who waits, and finds nothing")
    void whoFindsADueTickHandsItToWhoWaits() throws Exception {
        Duration hour = Duration.ofHours(1);
        Channel<Integer> other = withClock(Channel::rendezvous);
        for (Look look : LOOKS) {
            for (Receiver<Tick> timer :
                    withClock(() -> List.of(Timers.bucket(1, hour), Timers.every(hour)))) {
                timer.tryReceiveOrNull(); // what is there
                AtomicReference<String> chosen = new AtomicReference<>();
                Thread waiter =
                        Thread.startVirtualThread(() -> chosen.set(tickOrOther(timer, other)));
                eventually("asleep", () -> waiter.getState() == Thread.State.WAITING);
                clock.nanos.addAndGet(hour.toNanos());
                assertThat(look.at(timer)).isNull();
                assertThat(other.waitingReceivers()).isZero();
                waiter.join();
                assertThat(chosen.get()).isEqualTo("tick");
                assertThat(look.at(timer)).isNull();
            }
        }
    }

    /** Each time somebody looks at the clock, the next tick is due. */
    @Test
    @DisplayName("L18 L27 who finds ticks for others hands over those of one instant, and goes on")
    void whoFindsTicksForOthersGoesOn() throws Exception {
        Duration hour = Duration.ofHours(1);
        for (Look look : LOOKS) {
            for (Receiver<Tick> timer :
                    withClock(() -> List.of(Timers.bucket(1, hour), Timers.every(hour)))) {
                timer.tryReceiveOrNull(); // what is there
                List<Thread> waiters = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    Thread waiter = Thread.startVirtualThread(() -> receiveOrNull(timer));
                    waiters.add(waiter);
                    eventually("asleep", () -> waiter.getState() == Thread.State.WAITING);
                }
                clock.step = hour.toNanos();
                for (int left = 2; left >= 1; left--) {
                    assertThat(look.at(timer)).isNull();
                    assertThat(((Channel<Tick>) timer).waitingReceivers()).isEqualTo(left);
                }
                clock.step = 0;
                assertThat(look.at(timer)).isNull();
                for (Thread waiter : waiters) {
                    waiter.join();
                }
            }
        }
    }

    @Test
    @DisplayName("L27 a select does not look for ever at a timer that has ended")
    void selectDoesNotLookForEverAtATimerThatHasEnded() throws Exception {
        Duration hour = Duration.ofHours(1);
        for (Receiver<Tick> timer :
                withClock(
                        () ->
                                List.of(
                                        Timers.after(hour),
                                        Timers.bucket(1, hour),
                                        Timers.every(hour)))) {
            Select<String> select = Select.of(on(timer, t -> "tick"), otherwise(() -> "none"));
            timer.cancel();
            clock.nanos.addAndGet(2 * hour.toNanos());
            assertThat(select.run()).isEqualTo("none");
        }
    }

    private static String tickOrOther(Receiver<Tick> timer, Receiver<Integer> other) {
        try {
            return Select.<String>one(on(timer, t -> "tick"), on(other, v -> "other"));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable Tick receiveOrNull(Receiver<Tick> timer) {
        try {
            return timer.receiveOrNull();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A select that is held by an extended receive sleeps on, though its timer case has come. */
    @Test
    @DisplayName("L24 a held select does not spin on its timer")
    void heldSelectDoesNotSpinOnItsTimer() throws InterruptedException {
        Receiver<Tick> timer = withClock(() -> Timers.every(Duration.ofHours(1)));
        Channel<Integer> channel = withClock(Channel::rendezvous);
        AtomicReference<String> chosen = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(1);
        Thread.startVirtualThread(
                () -> {
                    try {
                        chosen.set(
                                Select.one(on(timer, t -> "tick"), to(channel, 1, () -> "sent")));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    ended.countDown();
                });
        clock.awaitParked(1);
        channel.receiveHolding(
                value -> {
                    clock.nanos.addAndGet(Duration.ofHours(2).toNanos());
                    clock.wakeAll();
                    clock.awaitParked(2);
                });
        ended.await();
        assertThat(chosen.get()).isEqualTo("sent");
    }

    /** A select that has other cases left sleeps on when its timer has ended. */
    @Test
    @DisplayName("L28 a select does not spin on a timer that has ended")
    void selectDoesNotSpinOnATimerThatHasEnded() throws InterruptedException {
        Duration hour = Duration.ofHours(1);
        sleepsOnWhenItHasEnded(withClock(() -> Timers.every(hour)), 1);
        Receiver<Tick> bucket = withClock(() -> Timers.bucket(1, hour));
        assertThat(bucket.receive()).isEqualTo(new Tick(1, 0));
        sleepsOnWhenItHasEnded(bucket, 3);
    }

    private void sleepsOnWhenItHasEnded(Receiver<Tick> timer, int park)
            throws InterruptedException {
        Channel<Integer> channel = withClock(Channel::rendezvous);
        AtomicReference<Integer> got = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(1);
        Thread.startVirtualThread(
                () -> {
                    try {
                        got.set(Select.<Integer>one(on(timer, t -> 0), on(channel, v -> v)));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    ended.countDown();
                });
        clock.awaitParked(park);
        timer.cancel();
        clock.nanos.addAndGet(Duration.ofHours(2).toNanos());
        clock.wakeAll();
        clock.awaitParked(park + 1);
        channel.send(5);
        ended.await();
        assertThat(got.get()).isEqualTo(5);
    }

    /** The default scheduling, with a clock that is moved by hand and waits that end only by an unpark. */
    private static final class HandClock extends Scheduling {
        final AtomicLong nanos = new AtomicLong();

        /** How far it moves when somebody looks at it. */
        volatile long step;

        private final Scheduling machine = Scheduling.current();
        private int parks;
        private @Nullable Parked latest;

        synchronized void awaitParked(int count) {
            try {
                while (parks < count) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        synchronized void wakeAll() {
            if (latest != null) {
                machine.unpark(latest);
            }
        }

        @Override
        public void park(Parked who, WaitReason why, long duration) {
            synchronized (this) {
                parks++;
                latest = who;
                notifyAll();
            }
            machine.park(who, why, FOREVER);
        }

        @Override
        public long nanoTime() {
            return nanos.addAndGet(step);
        }

        @Override
        public Thread newThread(String name, Runnable body) {
            return machine.newThread(name, body);
        }

        @Override
        public void start(Thread thread) {
            machine.start(thread);
        }

        @Override
        public void reach(Op op, long id) {}

        @Override
        public void unpark(Parked who) {
            machine.unpark(who);
        }

        @Override
        public int choose(int bound) {
            return machine.choose(bound);
        }
    }

    /** Its tick is due for ever, and nobody takes it. */
    @Test
    @DisplayName("L29 a select does not spin on a timer whose case has a guard that is false")
    void selectDoesNotSpinOnATimerThatIsNotThere() throws InterruptedException {
        Receiver<Tick> timer = withClock(() -> Timers.every(Duration.ofHours(1)));
        Channel<Integer> channel = withClock(Channel::rendezvous);
        AtomicReference<Integer> got = new AtomicReference<>();
        Thread waiter =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                got.set(
                                        Select.<Integer>one(
                                                on(timer, tick -> 0).when(() -> false),
                                                on(channel, value -> value)));
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        clock.awaitParked(1);
        clock.nanos.addAndGet(Duration.ofHours(2).toNanos());
        clock.wakeAll();
        clock.awaitParked(2);
        channel.send(5);
        waiter.join();
        assertThat(got.get()).isEqualTo(5);
    }
}
