package dev.handoff.coordinate;

import static dev.handoff.Select.after;
import static dev.handoff.Select.at;
import static dev.handoff.Select.on;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Deadline;
import dev.handoff.Received;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.laws.Seed;
import dev.handoff.laws.Until;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Everybody does everything at random, and is interrupted at random: nothing is lost, doubled or left behind. */
class SoakTest {
    private static final int THREADS = 6;
    private static final long NANOS = 400_000_000;
    private static final long LIMIT_NANOS = Wait.LIMIT.toNanos();

    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private long seed;

    @BeforeEach
    void printSeed(TestInfo test) {
        seed = Seed.of(test.getDisplayName());
    }

    private interface Step {
        void run(Random random) throws Exception;
    }

    /**
     * Does steps in several threads, of both kinds, for a while, and until one has succeeded; another thread interrupts them.
     */
    private void soak(AtomicInteger successes, Step step) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed + i);
            Runnable body =
                    () -> {
                        while (!over.get()) {
                            try {
                                step.run(random);
                            } catch (InterruptedException | CancelledException e) {
                                // on to the next step
                            } catch (Throwable t) {
                                failures.add(t);
                                return;
                            }
                        }
                    };
            threads.add(
                    i % 2 == 0
                            ? Thread.ofVirtual().start(body)
                            : Thread.ofPlatform().daemon().start(body));
        }
        Random random = new Random(seed - 1);
        long start = System.nanoTime();
        while (failures.isEmpty() && isTooShort(System.nanoTime() - start, successes)) {
            threads.get(random.nextInt(THREADS)).interrupt();
            Thread.sleep(0, random.nextInt(200_000));
        }
        over.set(true);
        for (Thread thread : threads) {
            Until.eventually(
                    thread + " ends",
                    () -> {
                        thread.interrupt();
                        return !thread.isAlive();
                    });
        }
        assertThat(failures).isEmpty();
        assertThat(successes.get()).isPositive();
    }

    private static boolean isTooShort(long nanos, AtomicInteger successes) {
        return nanos < NANOS || (successes.get() == 0 && nanos < LIMIT_NANOS);
    }

    @Test
    void permitsAreNeitherLostNorDoubled() throws Exception {
        Permits permits = Permits.of(2);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger acquisitions = new AtomicInteger();
        soak(
                acquisitions,
                random -> {
                    Duration moment = Duration.ofNanos(random.nextInt(50_000));
                    boolean acquired =
                            switch (random.nextInt(4)) {
                                case 0 -> {
                                    permits.acquire();
                                    yield true;
                                }
                                case 1 -> permits.tryAcquire();
                                case 2 -> permits.acquireWithin(moment);
                                default ->
                                        Select.<Boolean>one(
                                                permits.onAcquire(() -> true),
                                                after(moment, () -> false));
                            };
                    if (acquired) {
                        int count = inside.incrementAndGet();
                        acquisitions.incrementAndGet();
                        if (random.nextInt(4) == 0) {
                            Thread.yield();
                        }
                        inside.decrementAndGet();
                        permits.release();
                        assertThat(count).isBetween(1, 2);
                    }
                });
        assertThat(permits.available()).isEqualTo(2);
        assertThat(permits.waiting()).isZero();
    }

    @Test
    void eachAnswerIsReceivedRefusedOrHandedToTheHook() throws Exception {
        AtomicInteger given = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        AtomicInteger handedBack = new AtomicInteger();
        Calls<Integer, Integer> calls = Calls.named("calls", a -> handedBack.incrementAndGet());
        soak(
                received,
                random -> {
                    Duration moment = Duration.ofNanos(random.nextInt(100_000));
                    int n = random.nextInt(1000);
                    switch (random.nextInt(4)) {
                        case 0 -> {
                            assertThat(calls.call(n)).isEqualTo(n + 1);
                            received.incrementAndGet();
                        }
                        case 1 -> {
                            if (calls.callWithin(n, moment) instanceof Received.Value<Integer>) {
                                received.incrementAndGet();
                            }
                        }
                        default -> {
                            if (calls.requests().receiveWithin(moment)
                                    instanceof
                                    Received.Value<Call<Integer, Integer>>(
                                            Call<Integer, Integer> call)) {
                                given.incrementAndGet();
                                if (!call.reply(call.request() + 1)) {
                                    handedBack.incrementAndGet();
                                }
                            }
                        }
                    }
                });
        assertThat(received.get() + handedBack.get()).isEqualTo(given.get());
        assertThat(calls.takenCalls()).isZero();
    }

    @Test
    void aGroupIsNeverThoughtDoneWhileSomethingIsNot() throws Exception {
        WaitGroup group = WaitGroup.create();
        AtomicInteger waits = new AtomicInteger();
        soak(
                waits,
                random -> {
                    if (random.nextInt(3) > 0) {
                        group.add();
                        Thread.yield();
                        group.done();
                    } else {
                        AtomicBoolean mine = new AtomicBoolean();
                        group.add();
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            mine.set(true);
                                            group.done();
                                        });
                        group.await();
                        assertThat(mine.get()).isTrue();
                        waits.incrementAndGet();
                    }
                });
        // a step that was interrupted has left its helper to itself
        assertThat(group.awaitWithin(Wait.LIMIT)).isTrue();
        assertThat(group.count()).isZero();
    }

    @Test
    void aBarrierHasAllPartiesOrNone() throws Exception {
        int count = THREADS / 2;
        Barrier barrier = Barrier.of(count);
        Permits parties = Permits.of(count); // so that no more offer than there are
        Channel<Integer> direct = Channel.rendezvous();
        AtomicInteger synced = new AtomicInteger();
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        soak(
                synced,
                random -> {
                    Deadline moment = Deadline.in(Duration.ofNanos(random.nextInt(200_000)));
                    if (!parties.tryAcquire()) {
                        direct.receiveHolding(
                                v -> {
                                    received.incrementAndGet();
                                    Thread.yield(); // holds a party in its select
                                });
                        return;
                    }
                    try {
                        boolean all =
                                switch (random.nextInt(6)) {
                                    case 0 -> {
                                        barrier.await();
                                        yield true;
                                    }
                                    case 1 -> barrier.awaitWithin(moment.remaining());
                                    case 2 ->
                                            barrier.<Boolean>select(
                                                    () -> true, at(moment, () -> () -> false));
                                    case 3 ->
                                            barrier.<Boolean>select(
                                                    () -> true,
                                                    to(
                                                            direct,
                                                            1,
                                                            () ->
                                                                    () ->
                                                                            sent.incrementAndGet()
                                                                                    < 0));
                                    case 4 ->
                                            barrier.<Boolean>select(
                                                    () -> true,
                                                    on(
                                                            direct,
                                                            v ->
                                                                    () ->
                                                                            received
                                                                                            .incrementAndGet()
                                                                                    < 0));
                                    default -> {
                                        barrier.enroll();
                                        Thread.yield();
                                        barrier.leave();
                                        yield false;
                                    }
                                };
                        synced.addAndGet(all ? 1 : 0);
                    } finally {
                        parties.release();
                    }
                });
        assertThat(synced.get()).isEqualTo((int) barrier.phases() * count);
        assertThat(received.get()).isEqualTo(sent.get());
        assertThat(barrier.toString()).contains("(0 of");
    }

    @Test
    void aPoolLosesNoJob() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        ConcurrentLinkedQueue<Job<Integer>> jobs = new ConcurrentLinkedQueue<>();
        Scope.run(
                scope -> {
                    WorkerPool pool =
                            WorkerPool.in(scope).workers(3).queue(2).supervised(f -> {}).open();
                    soak(
                            ran,
                            random -> {
                                boolean fails = random.nextInt(5) == 0;
                                Duration moment = Duration.ofNanos(random.nextInt(50_000));
                                Job<Integer> job =
                                        switch (random.nextInt(3)) {
                                            case 0 -> pool.submit(() -> work(ran, fails));
                                            case 1 -> pool.trySubmitOrNull(() -> work(ran, fails));
                                            default ->
                                                    Select.<Job<Integer>>one(
                                                            pool.onSubmit(
                                                                    () -> work(ran, fails), j -> j),
                                                            after(moment, () -> null));
                                        };
                                if (job != null) {
                                    accepted.incrementAndGet();
                                    jobs.add(job);
                                }
                            });
                });
        assertThat(ran.get()).isEqualTo(accepted.get());
        assertThat(jobs).allMatch(Job::isDone);
    }

    private static int work(AtomicInteger ran, boolean fails) {
        int number = ran.incrementAndGet();
        if (fails) {
            throw new IllegalArgumentException("job " + number);
        }
        return number;
    }

    @Test
    void onceIsRunToItsEndOnce() throws Exception {
        AtomicInteger completed = new AtomicInteger();
        AtomicInteger made = new AtomicInteger();
        Permits latest = Permits.of(1);
        List<Once<Integer>> current = new ArrayList<>();
        soak(
                completed,
                random -> {
                    Once<Integer> once =
                            latest.with(
                                    () -> {
                                        if (current.isEmpty() || current.getFirst().isDone()) {
                                            current.clear();
                                            made.incrementAndGet();
                                            current.add(Once.of(() -> complete(completed)));
                                        }
                                        return current.getFirst();
                                    });
                    assertThat(once.get()).isPositive();
                });
        int open = current.getFirst().isDone() ? 0 : 1;
        assertThat(completed.get()).isEqualTo(made.get() - open);
    }

    private static int complete(AtomicInteger completed) throws InterruptedException {
        dev.handoff.Timers.sleep(Duration.ofNanos(20_000));
        return completed.incrementAndGet();
    }
}
