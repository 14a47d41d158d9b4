package dev.handoff.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Received;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** What a wait remembers tells whether it has spun: a spin changes it by more than a count. */
@Isolated("it keeps all carriers from others, and looks at the clock")
class PatienceTest {
    @Test
    @DisplayName("where no spin ever pays, one wait in a thousand tries it")
    void spinsVanishWhereTheyNeverPay() {
        Waiter waiter = new Waiter();
        waiter.waitsInVain(10_000);
        int before = waiter.spins;
        waiter.waitsInVain(10 * (Patience.LAST_SPAN + 1));
        assertThat(before).isLessThan(20);
        assertThat(waiter.spins - before).isEqualTo(10);
    }

    @Test
    @DisplayName("a wait that is over at once earns credit up to the cap, and then writes nothing")
    void creditIsCapped() {
        Waiter waiter = new Waiter();
        waiter.isMatched();
        for (int i = 0; i < Patience.CAP; i++) {
            assertThat(Patience.wasEnough(waiter, false)).isTrue();
        }
        int writes = waiter.writes;
        assertThat(Patience.wasEnough(waiter, false)).isTrue();
        assertThat(waiter.experience()).isEqualTo(Patience.CAP);
        assertThat(waiter.writes).isEqualTo(writes);
    }

    @Test
    @DisplayName("one wait in vain does not end the spinning where it has been paying off")
    void oneLossIsForgiven() {
        Waiter waiter = new Waiter();
        waiter.remember(Patience.CAP);
        waiter.waitsInVain(1);
        assertThat(waiter.experience()).isPositive();
    }

    @Test
    @DisplayName("who has given up spinning finds back within the last span, once it would pay")
    void spinningComesBack() {
        Waiter waiter = new Waiter();
        waiter.waitsInVain(100_000);
        waiter.isMatched();
        int waits = 0;
        while (waiter.experience() < 0) {
            assertThat(Patience.wasEnough(waiter, false)).isTrue();
            waits++;
        }
        assertThat(waits).isLessThanOrEqualTo(Patience.LAST_SPAN + 1);
    }

    @Test
    @DisplayName("the first pause from spinning is short")
    void firstSpanIsShort() {
        Waiter waiter = new Waiter();
        waiter.waitsInVain(1);
        waiter.isMatched();
        int waits = 0;
        while (waiter.experience() < 0) {
            assertThat(Patience.wasEnough(waiter, false)).isTrue();
            waits++;
        }
        assertThat(waits).isLessThan(20);
    }

    @Test
    @DisplayName("the next pause from spinning is twice as long, and no more")
    void spansDouble() {
        Waiter waiter = new Waiter();
        waiter.waitsInVain(18); // a loss, a pause of 16, a loss
        waiter.isMatched();
        int waits = 0;
        while (waiter.experience() < 0) {
            assertThat(Patience.wasEnough(waiter, false)).isTrue();
            waits++;
        }
        assertThat(waits).isBetween(30, 40);
    }

    /** Once of several times, as others may have the core at any moment. */
    @Test
    @DisplayName("a sleep is for what the yield before it has left of the time")
    void sleepIsForTheRest() {
        long limit = 50_000_000;
        long begin = System.nanoTime();
        long last;
        do {
            last = sleepAfterAsLong(limit);
        } while (last >= 2 * limit && System.nanoTime() - begin < 20_000_000_000L);
        assertThat(last).isLessThan(2 * limit);
    }

    private static long sleepAfterAsLong(long limit) {
        Waiter waiter =
                new Waiter() {
                    @Override
                    public int experience() { // what comes before the sleep takes as long as a busy
                        // core
                        long begin = System.nanoTime();
                        while (System.nanoTime() - begin < limit) {
                            Thread.onSpinWait();
                        }
                        return super.experience();
                    }
                };
        long begin = System.nanoTime();
        VirtualThreads.INSTANCE.park(waiter, WaitReason.SLEEP, limit);
        long slept = System.nanoTime() - begin;
        assertThat(waiter.isClaimable()).isTrue();
        return slept;
    }

    @Test
    @DisplayName("threads that wait again and again for a moment let in who is woken from outside")
    void shortWaitsLetOthersIn() throws Exception {
        Channel<Integer> never = Channel.never();
        Channel<Integer> outside = Channel.rendezvous();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        threads.add(Thread.ofVirtual().start(() -> over.set(receives(outside))));
        for (int i = 4 * Runtime.getRuntime().availableProcessors(); i > 0; i--) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (!over.get() && isLate(never)) {}
                                    }));
        }
        outside.send(1); // from a platform thread
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(over).isTrue();
    }

    private static boolean receives(Channel<Integer> channel) {
        try {
            return channel.receive() == 1;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static boolean isLate(Channel<Integer> channel) {
        try {
            return channel.receiveWithin(Duration.ofNanos(100)) instanceof Received.Empty;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {1, 20, Integer.MAX_VALUE})
    @DisplayName(
            "those who always meet in spins let others run, however many waits keep what they"
                    + " learn")
    void whoMeetsInSpinsLetsOthersRun(int waits) throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        CountDownLatch begun = new CountDownLatch(cores);
        AtomicBoolean over = new AtomicBoolean();
        Runnable meets =
                () -> {
                    begun.countDown();
                    while (begun.getCount() > 0 && !over.get()) {
                        Thread.onSpinWait();
                    }
                    Thread.ofVirtual().start(() -> over.set(true)); // onto this core
                    while (!over.get()) {
                        Waiter waiter = new Waiter();
                        waiter.isMatched();
                        for (int i = 0; i < waits && !over.get(); i++) {
                            Patience.wasEnough(waiter, false);
                        }
                    }
                };
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < cores; i++) {
            threads.add(Thread.ofVirtual().start(meets));
        }
        try {
            for (Thread thread : threads) {
                assertThat(thread.join(Duration.ofMinutes(1))).isTrue();
            }
        } finally {
            over.set(true);
        }
    }

    @Test
    @DisplayName("a spin lasts as long as a sleep and a wake-up take, whatever a pause takes")
    void spinGoesByTheClock() throws Exception {
        assertThat(spin(Thread.ofVirtual())).isGreaterThanOrEqualTo(Patience.SPIN_NANOS);
        assertThat(spin(Thread.ofPlatform())).isGreaterThanOrEqualTo(Patience.PLATFORM_SPIN_NANOS);
    }

    @Test
    @DisplayName("a virtual thread, which sleeps for less, spins for less than a platform thread")
    void virtualThreadsSpinForLess() throws Exception {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 100; i++) {
            shortest = Math.min(shortest, spin(Thread.ofVirtual()));
        }
        assertThat(shortest).isLessThan(Patience.PLATFORM_SPIN_NANOS);
    }

    private static long spin(Thread.Builder threads) throws InterruptedException {
        AtomicLong nanos = new AtomicLong();
        Runnable wait =
                () -> {
                    Waiter waiter = new Waiter();
                    waiter.remember(Patience.WELL_KNOWN);
                    nanos.set(waiter.nanosInVain());
                };
        threads.start(wait).join();
        return nanos.get();
    }

    @Test
    @DisplayName("where nothing is known the spin is shorter")
    void firstSpinIsShort() {
        assertThat(shortest(0)).isLessThan(shortest(Patience.WELL_KNOWN) / 2);
    }

    /** Of very many: the clock tells what others had of the core, too. */
    private static long shortest(int experience) {
        return IntStream.range(0, 1_000)
                .mapToLong(
                        i -> {
                            Waiter waiter = new Waiter();
                            waiter.remember(experience);
                            return waiter.nanosInVain();
                        })
                .min()
                .orElseThrow();
    }

    private static class Waiter extends Parked {
        private int experience;
        int writes;
        int spins;

        Waiter() {
            begin();
        }

        void isMatched() {
            claim(0);
        }

        long nanosInVain() {
            long begin = System.nanoTime();
            boolean isOver = Patience.wasEnough(this, false);
            long nanos = System.nanoTime() - begin;
            assertThat(isOver).isFalse();
            return nanos;
        }

        void waitsInVain(int times) {
            for (int i = 0; i < times; i++) {
                int before = experience;
                assertThat(Patience.wasEnough(this, false)).isFalse();
                if (experience != before + 1) {
                    spins++;
                }
            }
        }

        @Override
        public int experience() {
            return experience;
        }

        @Override
        public void remember(int value) {
            experience = value;
            writes++;
        }

        @Override
        public Object blocker() {
            return this;
        }
    }
}
