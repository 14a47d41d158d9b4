package dev.handoff.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Virtual threads whose scheduler is ours. */
@Isolated
@Timeout(60)
final class RunNextSchedulerTest {
    /** Their threads are never stopped, so all tests have the same few. */
    private static final RunNextScheduler ONE = new RunNextScheduler(1);

    private static final RunNextScheduler TWO = new RunNextScheduler(2);

    /** What works on these needs no help. */
    private static final RunNextScheduler ONE_ALONE = RunNextScheduler.withoutMonitor(1);

    private static final RunNextScheduler FOUR_ALONE = RunNextScheduler.withoutMonitor(4);

    @Test
    void threadsAreVirtualAndRunOnItsCarriers() throws InterruptedException {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        Thread thread = ONE.newThread(() -> seen.add(Thread.currentThread().toString()));
        thread.setName("mine");
        assertThat(thread.isVirtual()).isTrue();
        assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
        thread.start();
        thread.join();
        assertThat(seen).singleElement().asString().matches(".*mine.*@handoff-(carrier|spare)-0");
    }

    @Test
    void threadsHaveNoNameAtFirst() {
        assertThat(ONE.newThread(() -> {}).getName()).isEmpty();
    }

    @Test
    void aThreadNeedsABody() {
        assertThatThrownBy(() -> ONE.newThread(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("body");
    }

    @Test
    void aThreadOfOneSchedulerStartsThoseOfAnotherOnThatOnesCarriers() throws InterruptedException {
        Queue<Thread> seen = new ConcurrentLinkedQueue<>();
        Runnable note = () -> seen.add(Jdk.currentCarrier());
        start(ONE_ALONE, note).join();
        Queue<Thread> started = new ConcurrentLinkedQueue<>();
        start(FOUR_ALONE, () -> started.add(start(ONE_ALONE, note))).join();
        started.element().join();
        assertThat(seen).hasSize(2).containsOnly(seen.element());
    }

    /** Of a carrier that has slept. */
    @Test
    void whoIsUpCountsNoMoreAsOneWhoSleeps() throws InterruptedException {
        Carriers one = new Carriers(1);
        one.start(false);
        awaitAsleep(one, 1);
        BlockingQueue<Boolean> mayHelp = new LinkedBlockingQueue<>();
        one.submit(() -> mayHelp.add(one.mayHelp()));
        assertThat(mayHelp.take()).isFalse();
    }

    /** Each search takes some microseconds, and in the meantime the carrier comes to all of them, unless it has no core. */
    @Test
    void whoComesToAllOfItsTasksSoonIsLeftAlone() {
        Carriers two = new Carriers(2);
        Carrier busy = two.get(0);
        Carrier thief = two.get(1);
        Search search = new Search(two, thief);
        AtomicBoolean stop = new AtomicBoolean();
        for (int i = 0; i < 4; i++) {
            busy.submit(new YieldsFor(busy, stop));
        }
        busy.start();
        try {
            while (busy.switches() < 1_000_000) {
                Thread.onSpinWait(); // or the test's time is up
            }
            Runnable found = search.forAWhile();
            for (int i = 0; found != null && i < 1_000; i++) {
                for (Runnable one = found; one != null; one = thief.giveOne()) {
                    two.addOutside(one);
                }
                while (two.hasOutside()) {
                    Thread.onSpinWait(); // or the test's time is up
                }
                found = search.forAWhile();
            }
            assertThat(found).isNull();
        } finally {
            stop.set(true);
        }
    }

    @Test
    void whoDoesNotComeToItsTasksGivesThemAwayThoughItHasBegunManyBefore() {
        Carriers two = new Carriers(2);
        Carrier busy = two.get(0);
        AtomicBoolean isBusy = new AtomicBoolean();
        AtomicBoolean stop = new AtomicBoolean();
        for (int i = 0; i < 10; i++) {
            busy.submit(() -> {});
        }
        two.addOutside(
                () -> {
                    busy.submit(() -> {});
                    busy.submit(() -> {});
                    isBusy.set(true);
                    while (!stop.get()) {
                        Thread.onSpinWait();
                    }
                });
        busy.start();
        while (!isBusy.get()) {
            Thread.onSpinWait(); // or the test's time is up
        }
        Runnable found = new Search(two, two.get(1)).forAWhile();
        stop.set(true);
        assertThat(found).isNotNull();
    }

    private record YieldsFor(Carrier carrier, AtomicBoolean stop) implements Runnable {
        @Override
        public void run() {
            if (!stop.get()) {
                carrier.submit(this);
            }
        }
    }

    @Test
    void whoIsWokenRunsBeforeThoseWhoHaveWaitedLonger() throws InterruptedException {
        assertThatMostly(
                order -> {
                    Thread sleeper = start(ONE_ALONE, noting(order, "woken", LockSupport::park));
                    awaitState(sleeper, Thread.State.WAITING);
                    start(
                            ONE_ALONE,
                            noting(
                                    order,
                                    "waker",
                                    () -> {
                                        start(ONE_ALONE, noting(order, "older", () -> {}));
                                        start(ONE_ALONE, noting(order, "newer", () -> {}));
                                        LockSupport.unpark(sleeper);
                                    }));
                },
                "waker",
                "woken",
                "older",
                "newer");
    }

    @Test
    void whoYieldsGoesBehindThoseWhoWait() throws InterruptedException {
        assertThatMostly(
                order ->
                        start(
                                ONE_ALONE,
                                noting(
                                        order,
                                        "yielder",
                                        () -> {
                                            start(ONE_ALONE, noting(order, "other", () -> {}));
                                            Thread.yield();
                                        })),
                "other",
                "yielder");
    }

    /** Now and then it is the turn of others: so mostly. */
    private static void assertThatMostly(Consumer<Queue<String>> program, String... expected) {
        int met = 0;
        for (int i = 0; i < 100; i++) {
            Queue<String> order = new ConcurrentLinkedQueue<>();
            program.accept(order);
            while (order.size() < expected.length) {
                Thread.onSpinWait(); // or the test's time is up
            }
            met += List.copyOf(order).equals(List.of(expected)) ? 1 : 0;
        }
        assertThat(met).isGreaterThan(75);
    }

    /** The third one waits in the queue, and others come from outside all the time. */
    @Test
    void neitherTwoWhoWakeEachOtherForEverNorThoseOutsideKeepOutAThird()
            throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        Semaphore ping = new Semaphore(0);
        Semaphore pong = new Semaphore(0);
        start(ONE_ALONE, () -> relay(ping, () -> {}, pong, stop));
        start(ONE_ALONE, () -> relay(pong, () -> {}, ping, stop));
        ping.release();
        start(
                ONE_ALONE,
                () -> {
                    start(ONE_ALONE, () -> stop.set(true));
                    start(ONE_ALONE, () -> {}); // into the place of the one before, which is queued
                });
        Semaphore room = new Semaphore(100_000); // for those that have not run yet
        while (!stop.get()) {
            room.acquire();
            start(ONE_ALONE, room::release);
        }
        start(ONE_ALONE, () -> {}).join();
    }

    /** Each turn is longer than a slice. The first 16 may pass before the carrier looks. */
    @Test
    void whoWaitsWhileTwoWakeEachOtherForLongTurnsWaitsForFewOfThem() throws InterruptedException {
        AtomicInteger turns = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        Semaphore ping = new Semaphore(1);
        Semaphore pong = new Semaphore(0);
        Runnable turn =
                () -> {
                    spin(300_000);
                    int now = turns.incrementAndGet();
                    if (now > 16 && now % 7 == 0) {
                        start(ONE_ALONE, () -> most.accumulateAndGet(turns.get() - now, Math::max));
                    }
                    stop.set(now >= 100);
                };
        Thread first = start(ONE_ALONE, () -> relay(ping, turn, pong, stop));
        Thread second = start(ONE_ALONE, () -> relay(pong, turn, ping, stop));
        first.join();
        second.join();
        assertThat(most).hasValueLessThanOrEqualTo(2);
    }

    private static void relay(Semaphore from, Runnable turn, Semaphore to, AtomicBoolean stop) {
        while (!stop.get()) {
            from.acquireUninterruptibly();
            turn.run();
            to.release();
        }
        to.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6})
    void threadsThatNeverGiveUpTheirCarrierDoNotStopTheOthers(int count)
            throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger spinning = new AtomicInteger();
        List<Thread> spinners = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            spinners.add(
                    start(
                            TWO,
                            () -> {
                                spinning.incrementAndGet();
                                while (!stop.get()) {
                                    Thread.onSpinWait();
                                }
                            }));
        }
        // also those who come last get a carrier
        while (spinning.get() < count) {
            Thread.onSpinWait();
        }
        start(TWO, () -> stop.set(true)).join();
        for (Thread spinner : spinners) {
            spinner.join();
        }
    }

    /** Without a monitor; so what is added just when a search ends may wait for ever. */
    @Test
    void threadsThatComputeSpreadOverTheCarriers() throws InterruptedException {
        int attempts = 5;
        while (!doFourSpread() && attempts > 0) {
            attempts--;
        }
        assertThat(attempts).isPositive();
    }

    private static boolean doFourSpread() throws InterruptedException {
        Carriers four = new Carriers(4); // with all its credit
        four.start(false);
        awaitAsleep(four, 4);
        CountDownLatch all = new CountDownLatch(4);
        Runnable untilAllRun =
                () -> {
                    all.countDown();
                    while (all.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                };
        Thread first =
                Jdk.newVirtualThread(
                        four,
                        () -> {
                            awaitAsleep(four, 3);
                            for (int i = 0; i < 3; i++) {
                                Jdk.newVirtualThread(four, untilAllRun).start();
                            }
                            untilAllRun.run();
                        });
        first.start();
        boolean doSpread = first.join(Duration.ofSeconds(5));
        while (all.getCount() > 0) {
            all.countDown();
        }
        return doSpread;
    }

    private static void awaitAsleep(Carriers carriers, int count) {
        int asleep = 0;
        while (asleep < count) { // or the test's time is up
            asleep = 0;
            for (int i = 0; i < carriers.count(); i++) {
                asleep += carriers.get(i).isAsleep() ? 1 : 0;
            }
        }
    }

    /** Some 20 microseconds after the end of one thread its carrier falls asleep, and about then the next one is started. */
    @Test
    void noThreadIsOverlookedThatIsStartedWhileItsCarrierFallsAsleep() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        AtomicInteger ended = new AtomicInteger();
        long start = System.nanoTime();
        for (int i = 1; i <= 20_000 && System.nanoTime() - start < 15_000_000_000L; i++) {
            spin(15_000 + random.nextInt(20_000));
            start(ONE_ALONE, ended::incrementAndGet);
            long begin = System.nanoTime();
            while (ended.get() < i && System.nanoTime() - begin < 30_000_000_000L) {
                Thread.onSpinWait();
            }
            assertThat(ended).as("seed %d", seed).hasValue(i);
        }
    }

    /** Without help from the monitor a pause of 8,192 times takes these two 2.5 seconds; the machine may stall for one. */
    @Test
    void thoughWakingOthersWasInVainTwoWhoComputeSoonHaveACarrierEach()
            throws InterruptedException {
        int attempts = 5;
        while (!haveACarrierEachWithinASecond() && attempts > 0) {
            attempts--;
        }
        assertThat(attempts).isPositive();
    }

    private static boolean haveACarrierEachWithinASecond() throws InterruptedException {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Thread first =
                start(
                        TWO,
                        () -> {
                            WakeCredit credit = ((Carrier) Jdk.currentCarrier()).credit;
                            for (int i = 0; i < 100; i++) {
                                credit.didNotPay();
                            }
                            start(TWO, () -> computeUntilTwo(seen));
                            computeUntilTwo(seen);
                        });
        return first.join(Duration.ofSeconds(1)) && !seen.isEmpty(); // it was on no spare
    }

    private static void computeUntilTwo(Set<String> seen) {
        while (seen.size() < 2) {
            seen.add(Thread.currentThread().toString().replaceFirst(".*@", ""));
            spin(300_000);
            Thread.yield();
        }
    }

    private static void spin(long nanos) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < nanos) {
            Thread.onSpinWait();
        }
    }

    /** More than its queue holds. */
    @Test
    void allRunThatOneThreadStarts() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(10 * RunQueue.SIZE);
        start(
                ONE_ALONE,
                () -> {
                    for (int i = 0; i < 10 * RunQueue.SIZE; i++) {
                        start(ONE_ALONE, all::countDown);
                    }
                });
        all.await();
    }

    @Test
    void aHandlerThatThrowsStopsNoCarrier() throws InterruptedException {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, e) -> {
                    throw new IllegalStateException("a handler", e);
                });
        try {
            for (int i = 0; i < 3; i++) {
                Thread failing =
                        start(
                                ONE_ALONE,
                                () -> {
                                    throw new IllegalStateException("on purpose");
                                });
                failing.join();
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        start(ONE_ALONE, () -> {}).join();
    }

    @Test
    void aSleepEnds() throws InterruptedException {
        AtomicLong slept = new AtomicLong();
        start(
                        ONE,
                        () -> {
                            long begin = System.nanoTime();
                            LockSupport.parkNanos(2_000_000);
                            slept.set(System.nanoTime() - begin);
                        })
                .join();
        assertThat(slept).hasValueGreaterThanOrEqualTo(2_000_000);
    }

    @Test
    void anInterruptedThreadLeavesNoInterruptBehind() throws InterruptedException {
        Thread interrupted = start(ONE, () -> Thread.currentThread().interrupt());
        interrupted.join();
        AtomicBoolean seen = new AtomicBoolean(true);
        start(ONE, () -> seen.set(Thread.interrupted())).join();
        assertThat(seen).isFalse();
    }

    @Test
    void aThreadThatFailsTakesNobodyWithIt() throws InterruptedException {
        Thread failing =
                ONE.newThread(
                        () -> {
                            throw new IllegalStateException("on purpose");
                        });
        Queue<Throwable> told = new ConcurrentLinkedQueue<>();
        failing.setUncaughtExceptionHandler((thread, e) -> told.add(e));
        failing.start();
        failing.join();
        assertThat(told).singleElement().asString().contains("on purpose");
        start(ONE, () -> {}).join();
    }

    @Test
    void whoWaitsForEverAndIsForgottenIsGarbage() throws InterruptedException {
        List<WeakReference<Thread>> forgotten = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            forgotten.add(waitsForEver(TWO));
        }
        while (forgotten.stream().anyMatch(thread -> thread.get() != null)) {
            start(TWO, () -> {}).join();
            System.gc(); // or the test's time is up
        }
    }

    private static WeakReference<Thread> waitsForEver(RunNextScheduler scheduler) {
        Thread thread =
                start(
                        scheduler,
                        () -> {
                            while (true) {
                                LockSupport.park();
                            }
                        });
        awaitState(thread, Thread.State.WAITING);
        return new WeakReference<>(thread);
    }

    /** Nobody comes after it on its carrier. */
    @Test
    void theLastOneIsGarbageToo() {
        WeakReference<Thread> last = waitsForEver(ONE_ALONE);
        while (last.get() != null) {
            System.gc(); // or the test's time is up
        }
    }

    /** It could no longer park. */
    @Test
    void noInterruptStaysWithACarrierOrTheMonitor() throws InterruptedException {
        start(ONE, () -> {}).join();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().matches("handoff-(carrier|spare|monitor).*")) {
                thread.interrupt();
                while (thread.isInterrupted()) {
                    Thread.onSpinWait(); // or the test's time is up
                }
            }
        }
    }

    @Test
    void whereNothingHappensNobodyLooks() throws InterruptedException {
        start(ONE, () -> {}).join();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().matches("handoff-(carrier|spare|monitor).*")) {
                awaitState(thread, Thread.State.WAITING); // and not TIMED_WAITING
            }
        }
    }

    static List<RunNextScheduler> schedulers() {
        return List.of(ONE, TWO, ONE_ALONE, FOUR_ALONE);
    }

    /** Inside and outside, many and few: everybody ends. */
    @ParameterizedTest
    @MethodSource("schedulers")
    void nobodyIsLost(RunNextScheduler scheduler) throws InterruptedException {
        long seed = System.nanoTime();
        int threads = 2_000;
        Semaphore[] gates = new Semaphore[threads];
        for (int i = 0; i < threads; i++) {
            gates[i] = new Semaphore(0);
        }
        AtomicInteger left = new AtomicInteger(threads);
        CountDownLatch done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            int index = i;
            Runnable body =
                    () -> {
                        wander(new Random(seed + index), gates, index, left);
                        done.countDown();
                    };
            if (i % 10 == 0) {
                Thread.ofPlatform().start(body);
            } else if (i % 10 == 1) {
                Thread.ofVirtual().start(body);
            } else {
                start(scheduler, body);
            }
        }
        assertThat(done.await(50, TimeUnit.SECONDS))
                .as("%d of %d are left, seed %d", done.getCount(), threads, seed)
                .isTrue();
    }

    /**
     * Wakes somebody at random and waits to be woken. Each has woken once more than it has been when it waits, so never do
     * all wait; and the first to end lets all others go.
     */
    private static void wander(Random random, Semaphore[] gates, int index, AtomicInteger left) {
        int steps = 50;
        for (int step = 0; step < steps; step++) {
            gates[random.nextInt(gates.length)].release();
            switch (random.nextInt(20)) {
                case 0 -> Thread.yield();
                case 1 -> LockSupport.parkNanos(random.nextInt(100_000));
                default -> gates[index].acquireUninterruptibly();
            }
        }
        if (left.getAndDecrement() == gates.length) {
            for (Semaphore gate : gates) {
                gate.release(steps);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 257})
    void aNumberOfCarriersThatCannotBeIsRefused(int parallelism) {
        assertThatThrownBy(() -> new RunNextScheduler(parallelism))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parallelism is %d, must be 1 to 256", parallelism);
    }

    private static Thread start(RunNextScheduler scheduler, Runnable body) {
        Thread thread = scheduler.newThread(body);
        thread.start();
        return thread;
    }

    private static Runnable noting(Queue<String> order, String name, Runnable before) {
        return () -> {
            before.run();
            order.add(name);
        };
    }

    private static void awaitState(Thread thread, Thread.State state) {
        while (thread.getState() != state) {
            Thread.onSpinWait(); // or the test's time is up
        }
    }
}
