package dev.handoff.coordinate;

import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Outcome;
import dev.handoff.Received;
import dev.handoff.Scope;
import dev.handoff.ScopeBuilder;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.laws.ShortOfMemory;
import dev.handoff.laws.Under;
import dev.handoff.laws.Until;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;

class BarrierTest {
    private static void arrived(Barrier barrier, int count) {
        Until.eventually(
                count + " are here", () -> barrier.toString().contains("(" + count + " of"));
    }

    @Test
    void theLastToArriveGetsACaseOfThePhaseThatItEnds() throws Exception {
        Barrier barrier = Barrier.of(1);
        Case<String> all = barrier.arrive(() -> "all");
        assertThat(Select.<String>one(all, otherwise(() -> "nobody"))).isEqualTo("all");
        assertThat(barrier.phases()).isEqualTo(1);
    }

    @Test
    void noPhaseEndsThatNobodyIsIn() {
        Barrier barrier = Barrier.of(1);
        barrier.leave();
        assertThat(barrier.phases()).isZero();
    }

    @Test
    @DisplayName("L20 an interrupt that comes as the phase ends is kept")
    void anInterruptThatComesAsThePhaseEndsIsKept() {
        Thread test = Thread.currentThread();
        AtomicBoolean isInterrupted = new AtomicBoolean();
        AtomicReference<Barrier> both = new AtomicReference<>();
        Scheduling endsIt =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public void reach(Op op, long id) {
                        if (Thread.currentThread() == test && isInterrupted.getAndSet(false)) {
                            Thread other =
                                    Thread.startVirtualThread(new FutureTask<>(both.get()::await));
                            Until.eventually("the phase has ended", () -> !other.isAlive());
                        }
                        super.reach(op, id);
                    }
                };
        Under.run(
                endsIt,
                () -> {
                    Barrier barrier = Barrier.of(2);
                    both.set(barrier);
                    Thread.startVirtualThread(
                            () -> {
                                arrived(barrier, 1);
                                Until.asleep(test);
                                isInterrupted.set(true);
                                test.interrupt();
                            });
                    assertThat(barrier.await()).isEqualTo(1);
                    assertThat(Thread.interrupted()).isTrue();
                });
        assertThat(isInterrupted).isFalse();
    }

    @Test
    void nobodyIsAPhaseAhead() throws Exception {
        int parties = 4;
        Barrier barrier = Barrier.of(parties);
        AtomicIntegerArray at = new AtomicIntegerArray(parties);
        Scope.run(
                scope -> {
                    for (int p = 0; p < parties; p++) {
                        int me = p;
                        scope.go(
                                () -> {
                                    for (int phase = 1; phase <= 50; phase++) {
                                        at.set(me, phase);
                                        assertThat(barrier.await()).isEqualTo(phase);
                                        for (int other = 0; other < parties; other++) {
                                            assertThat(at.get(other)).isBetween(phase, phase + 1);
                                        }
                                    }
                                });
                    }
                });
        assertThat(barrier.phases()).isEqualTo(50);
    }

    @Test
    void aPartyThatIsInterruptedHasNotOffered() throws Exception {
        Barrier barrier = Barrier.of(2);
        Wait.interruptAndJoin(Wait.waiting(barrier::await));
        arrived(barrier, 0);
        Scope.run(
                scope -> {
                    scope.go(barrier::await);
                    assertThat(barrier.await()).isEqualTo(1);
                });
    }

    @Test
    void aPartyThatThereIsNoMemoryToWaitInHasNotOffered() {
        AtomicBoolean isScarce = new AtomicBoolean();
        Scheduling sleepless =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public void park(Parked who, WaitReason why, long nanos) {
                        isScarce.set(true); // also for the first try to withdraw
                        throw new OutOfMemoryError("planted");
                    }

                    @Override
                    public void reach(Op op, long id) {
                        if (isScarce.getAndSet(false)) {
                            throw new OutOfMemoryError("planted");
                        }
                        super.reach(op, id);
                    }
                };
        Scheduling.within(
                sleepless,
                () -> {
                    Barrier barrier = Barrier.of(2);
                    assertThatThrownBy(barrier::await).isInstanceOf(OutOfMemoryError.class);
                    arrived(barrier, 0);
                });
    }

    @Test
    void aPhaseEndsForAllAlsoIfThereIsNoMemoryToSaySo() {
        ShortOfMemory.at(Op.CLOSE, 3)
                .run(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Barrier barrier = Barrier.of(2);
                                            scope.go(barrier::await);
                                            assertThat(barrier.await()).isOne();
                                        }));
    }

    @Test
    void aPartyThatThereIsNoMemoryToEndThePhaseForHasNotOffered() {
        AtomicBoolean isScarce = new AtomicBoolean();
        Under.run(
                withoutMemoryForAGate(isScarce),
                () -> {
                    Barrier barrier = Barrier.of(1);
                    isScarce.set(true);
                    assertThatThrownBy(barrier::await).isInstanceOf(OutOfMemoryError.class);
                    assertThat(barrier.await()).isOne();
                });
    }

    /** Once, when {@code isScarce} is set. */
    private static Scheduling withoutMemoryForAGate(AtomicBoolean isScarce) {
        return new DelegatingScheduling(Scheduling.virtualThreads()) {
            @Override
            public long newId() {
                if (isScarce.getAndSet(false)) {
                    throw new OutOfMemoryError("planted");
                }
                return super.newId();
            }
        };
    }

    @Test
    void aTryThatThereIsNoMemoryForHasNotOffered() {
        ShortOfMemory.at(Op.CLOSE, 1)
                .run(
                        () -> {
                            Barrier barrier = Barrier.of(1);
                            assertThatThrownBy(() -> barrier.awaitWithin(Duration.ofHours(1)))
                                    .isInstanceOf(OutOfMemoryError.class);
                            arrived(barrier, 0);
                            assertThat(barrier.awaitWithin(Duration.ofHours(1))).isTrue();
                        });
    }

    @Test
    void aPartyThatCannotBeCalledForWantOfMemoryCanBeCalledOnceMore() {
        ShortOfMemory scarce = ShortOfMemory.later(Op.CLOSE);
        scarce.run(() -> withinReason().run(scope -> callTwice(scope, scarce)));
    }

    /** The other party is kept between its offer and its select. */
    private static void callTwice(Scope scope, ShortOfMemory scarce) throws InterruptedException {
        Barrier barrier = Barrier.of(2);
        CompletableFuture<Boolean> goesOn = new CompletableFuture<>();
        Case<Outcome<String>> other =
                Select.<String, Outcome<String>>on(Channel.rendezvous(), n -> () -> n)
                        .when(goesOn::join);
        scope.go(() -> barrier.select(() -> "all", other));
        arrived(barrier, 1);
        scarce.begin();
        assertThatThrownBy(barrier::await).isInstanceOf(OutOfMemoryError.class);
        goesOn.complete(true);
        assertThat(barrier.await()).isOne();
    }

    @Test
    void aPartyLeavesAlsoIfThereIsNoMemoryForAWhile() {
        AtomicBoolean isScarce = new AtomicBoolean();
        Under.run(
                withoutMemoryForAGate(isScarce),
                () -> {
                    Barrier barrier = Barrier.of(2);
                    barrier.arrive(() -> 1);
                    isScarce.set(true);
                    barrier.leave();
                    assertThat(barrier.parties()).isOne();
                    assertThat(barrier.phases()).isOne();
                });
    }

    @Test
    void aLeaveThatTheStackEndsInHasNotLeft() {
        ShortOfMemory.onStackAt(Op.CLOSE)
                .run(
                        () -> {
                            Barrier barrier = Barrier.of(2);
                            Case<Integer> all = barrier.arrive(() -> 1);
                            assertThatThrownBy(barrier::leave)
                                    .isInstanceOf(StackOverflowError.class);
                            assertThat(barrier.toString()).contains("(1 of 2 are here, phase 1)");
                            barrier.leave();
                            assertThat(barrier.toString()).contains("(0 of 1 are here, phase 2)");
                            assertThat(Select.of(all).run()).isOne();
                        });
    }

    @Test
    void anAwaitThatTheStackEndsInHasNotOffered() {
        ShortOfMemory.onStackAt(Op.CLOSE)
                .run(
                        () -> {
                            Barrier barrier = Barrier.of(1);
                            assertThatThrownBy(barrier::await)
                                    .isInstanceOf(StackOverflowError.class);
                            assertThat(barrier.toString()).contains("(0 of 1 are here, phase 1)");
                            assertThat(barrier.await()).isOne();
                        });
    }

    @Test
    void aPartyWithdrawsAlsoIfThereIsNoMemoryForAWhile() {
        ShortOfMemory scarce = ShortOfMemory.later(Op.TRY_RECEIVE);
        scarce.run(
                () -> {
                    Barrier barrier = Barrier.of(2);
                    Channel<String> news = Channel.buffered(1);
                    news.send("news");
                    String what =
                            barrier.<String>select(
                                    () -> "all",
                                    on(
                                            news,
                                            n -> {
                                                scarce.begin();
                                                return () -> n;
                                            }));
                    assertThat(what).isEqualTo("news");
                    arrived(barrier, 0);
                });
    }

    @Test
    @DisplayName("L25 a party that a phase has ended with goes on, though it cannot look at that")
    void aPartyThatCannotLookGoesOn() {
        for (VirtualMachineError scarcity :
                List.of(new OutOfMemoryError("planted"), new StackOverflowError("planted"))) {
            AtomicBoolean isPlanted = new AtomicBoolean();
            for (int i = 0; i < 1_000 && !isPlanted.get(); i++) {
                Under.run(
                        atTheFirstLookAfterAPhase(scarcity, isPlanted),
                        BarrierTest::selectAndAwait);
            }
            assertThat(isPlanted).isTrue();
        }
    }

    private static void selectAndAwait() throws InterruptedException {
        Barrier barrier = Barrier.of(2);
        Channel<String> silent = Channel.rendezvous();
        Scope.run(
                scope -> {
                    Task<String> first =
                            scope.fork(() -> barrier.select(() -> "all", on(silent, n -> () -> n)));
                    Until.eventually("it waits", () -> silent.waitingReceivers() == 1);
                    assertThat(barrier.await()).isOne();
                    assertThat(first.join()).isEqualTo("all");
                });
    }

    /** The look is the first to take the state once the gate is open. */
    private static Scheduling atTheFirstLookAfterAPhase(
            VirtualMachineError scarcity, AtomicBoolean isPlanted) {
        AtomicBoolean isScarce = new AtomicBoolean();
        return new DelegatingScheduling(Scheduling.virtualThreads()) {
            @Override
            public void reach(Op op, long id) {
                if (op == Op.CLOSE) {
                    isScarce.set(true);
                } else if (op == Op.TRY_RECEIVE && isScarce.getAndSet(false)) {
                    isPlanted.set(true);
                    throw scarcity;
                }
                super.reach(op, id);
            }
        };
    }

    @Test
    @DisplayName("L21 a party that is interrupted before has not offered, also if it is the last")
    void interruptedBefore() throws Exception {
        Barrier barrier = Barrier.of(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(barrier::await).isInstanceOf(InterruptedException.class);
        assertThat(barrier.phases()).isZero();
        assertThat(barrier.await()).isEqualTo(1);
    }

    @Test
    void aPartyThatIsTooLateHasNotOffered() throws Exception {
        Barrier barrier = Barrier.of(2);
        assertThat(barrier.awaitWithin(Duration.ofMillis(1))).isFalse();
        assertThat(barrier.awaitWithin(Duration.ZERO)).isFalse();
        arrived(barrier, 0);
        Scope.run(
                scope -> {
                    scope.go(barrier::await);
                    arrived(barrier, 1);
                    assertThat(barrier.awaitWithin(Duration.ofHours(1))).isTrue();
                });
    }

    @Test
    void aTryIsDecidedAtOnceWhenAllTheOthersAreThere() throws Exception {
        Barrier barrier = Barrier.of(2);
        for (int round = 0; round < 20; round++) { // a fair choice would let the time win
            Scope.run(
                    scope -> {
                        scope.go(barrier::await);
                        arrived(barrier, 1);
                        assertThat(barrier.awaitWithin(Duration.ZERO)).isTrue();
                    });
        }
    }

    @Test
    @DisplayName("L25 a select that has chosen another case has not offered")
    void anotherCaseWithdraws() throws Exception {
        Barrier barrier = Barrier.of(2);
        Channel<String> news = Channel.rendezvous();
        Scope.run(
                scope -> {
                    Task<String> first =
                            scope.fork(() -> barrier.select(() -> "all", on(news, n -> () -> n)));
                    arrived(barrier, 1);
                    news.send("news");
                    assertThat(first.join()).isEqualTo("news");
                    arrived(barrier, 0);
                    assertThat(barrier.phases()).isZero();
                });
    }

    @Test
    @DisplayName("L25 a select that has the barrier has taken nothing from its other cases")
    void allTogether() throws Exception {
        Barrier barrier = Barrier.of(3);
        Channel<String> news = Channel.buffered(1);
        Scope.run(
                scope -> {
                    for (int i = 0; i < 2; i++) {
                        scope.go(
                                () ->
                                        assertThat(
                                                        barrier.<String>select(
                                                                () -> "all",
                                                                on(
                                                                        Channel
                                                                                .<String>
                                                                                        rendezvous(),
                                                                        n -> () -> n)))
                                                .isEqualTo("all"));
                    }
                    arrived(barrier, 2);
                    String what;
                    do {
                        news.trySend("news");
                        what = barrier.select(() -> "all", on(news, n -> () -> n));
                    } while (!what.equals("all"));
                });
        assertThat(news.tryReceive()).isEqualTo(new Received.Value<>("news"));
        assertThat(news.waitingReceivers()).isZero();
        assertThat(barrier.phases()).isEqualTo(1);
    }

    @Test
    void aLongActionOfAnotherCaseHoldsNobodyUp() throws Exception {
        Barrier barrier = Barrier.of(2);
        Channel<String> news = Channel.buffered(1);
        Channel<String> go = Channel.rendezvous();
        news.send("news");
        Scope.run(
                scope -> {
                    Task<String> busy =
                            scope.fork(
                                    () ->
                                            barrier.select(
                                                    () -> "all",
                                                    on(news, n -> () -> go.receive())));
                    Until.eventually("it acts", () -> go.waitingReceivers() == 1);
                    arrived(barrier, 0);
                    assertThat(barrier.awaitWithin(Duration.ofMillis(1))).isFalse();
                    go.send("done");
                    assertThat(busy.join()).isEqualTo("done");
                });
    }

    @Test
    void whatAnotherCasesHandlerThrowsWithdraws() throws Exception {
        Barrier barrier = Barrier.of(2);
        Channel<String> news = Channel.buffered(1);
        news.send("news");
        assertThatThrownBy(
                        () ->
                                barrier.<String>select(
                                        () -> "all",
                                        on(
                                                news,
                                                n -> {
                                                    throw new IllegalArgumentException(n);
                                                })))
                .isInstanceOf(IllegalArgumentException.class);
        arrived(barrier, 0);
    }

    @Test
    void whoHasArrivedMayDoSomethingElseUntilTheOthersCome() throws Exception {
        Barrier barrier = Barrier.of(2);
        Case<String> all = barrier.arrive(() -> "all");
        Select<String> look = Select.of(all, otherwise(() -> "not yet"));
        assertThat(look.run()).isEqualTo("not yet");
        assertThat(barrier.await()).isEqualTo(1);
        assertThat(look.run()).isEqualTo("all");
    }

    @Test
    void thePhaseEndsWhenTheMissingPartyLeaves() throws Exception {
        Barrier barrier = Barrier.of(3);
        Scope.run(
                scope -> {
                    scope.go(barrier::await);
                    scope.go(
                            () ->
                                    barrier.select(
                                            () -> "all",
                                            on(Channel.<String>rendezvous(), n -> () -> n)));
                    arrived(barrier, 2);
                    barrier.leave();
                });
        assertThat(barrier.phases()).isEqualTo(1);
        assertThat(barrier.parties()).isEqualTo(2);
    }

    @Test
    void onePartyMoreIsWaitedFor() throws Exception {
        Barrier barrier = Barrier.of(1);
        assertThat(barrier.await()).isEqualTo(1);
        barrier.enroll();
        assertThat(barrier.awaitWithin(Duration.ofMillis(1))).isFalse();
        barrier.leave();
        assertThat(barrier.await()).isEqualTo(2);
        barrier.leave();
        assertThatIllegalStateException().isThrownBy(barrier::enroll);
        assertThatIllegalStateException().isThrownBy(barrier::leave);
        assertThatIllegalStateException().isThrownBy(barrier::await);
    }

    @Test
    void itSaysWhoIsHere() {
        Barrier barrier = Barrier.named("step", 2);
        barrier.arrive(() -> 1);
        assertThat(barrier.toString()).isEqualTo("barrier \"step\" (1 of 2 are here, phase 1)");
        barrier.leave();
        assertThat(barrier.toString()).isEqualTo("barrier \"step\" (0 of 1 are here, phase 2)");
    }

    @Test
    @DisplayName(
            "L25 of three parties all have the barrier, or two meet elsewhere and the third is"
                    + " alone")
    void allOrNone() throws Exception {
        int rounds = 2_000;
        Barrier barrier = Barrier.of(3);
        Channel<Integer> direct = Channel.rendezvous();
        Scope.run(
                scope -> {
                    Task<Integer> left =
                            scope.fork(
                                    () -> {
                                        int syncs = 0;
                                        for (int i = 0; i < rounds; i++) {
                                            int n = i;
                                            syncs +=
                                                    barrier.<Integer>select(
                                                            () -> 1,
                                                            Select.to(direct, n, () -> () -> 0));
                                        }
                                        return syncs;
                                    });
                    Task<Integer> right =
                            scope.fork(
                                    () -> {
                                        int syncs = 0;
                                        for (int i = 0; i < rounds; i++) {
                                            syncs +=
                                                    barrier.<Integer>select(
                                                            () -> 1, on(direct, n -> () -> 0));
                                        }
                                        return syncs;
                                    });
                    int syncs = 0;
                    for (int i = 0; !left.isDone() || !right.isDone(); i++) {
                        Duration moment = Duration.ofNanos(i % 3 * 20_000L);
                        syncs += barrier.awaitWithin(moment) ? 1 : 0;
                    }
                    assertThat(left.join()).isEqualTo(syncs);
                    assertThat(right.join()).isEqualTo(syncs);
                    assertThat(barrier.phases()).isEqualTo(syncs);
                });
        arrived(barrier, 0);
    }

    /** A party whose select has sent to a receive that does not let go of it. */
    private static final class Held implements AutoCloseable {
        private final Channel<Integer> channel = Channel.rendezvous();
        private final Latch receiving = Latch.of(1);
        private final CompletableFuture<Boolean> release = new CompletableFuture<>();
        private final Task<String> party;

        Held(Scope scope, Barrier barrier) throws InterruptedException {
            party =
                    scope.fork(
                            () ->
                                    barrier.select(
                                            () -> "all",
                                            Select.to(channel, 1, () -> () -> "sent")));
            arrived(barrier, 1);
            scope.go(
                    () ->
                            channel.receiveHolding(
                                    v -> {
                                        receiving.countDown();
                                        release.join();
                                    }));
            receiving.await();
        }

        String letGo() throws InterruptedException {
            close();
            return party.join();
        }

        @Override
        public void close() {
            release.complete(true);
        }
    }

    private static ScopeBuilder withinReason() {
        return Scope.named("test").deadline(Wait.LIMIT);
    }

    @Test
    @DisplayName("a time-out is kept while another party is held in its select by another case")
    void aTimeOutIsKept() throws Exception {
        Barrier barrier = Barrier.of(2);
        withinReason()
                .run(
                        scope -> {
                            try (Held held = new Held(scope, barrier)) {
                                assertThat(barrier.awaitWithin(Duration.ofMillis(1))).isFalse();
                                assertThat(barrier.awaitWithin(Duration.ZERO)).isFalse();
                                assertThat(held.letGo()).isEqualTo("sent");
                            }
                        });
        assertThat(barrier.phases()).isZero();
        arrived(barrier, 0);
    }

    @Test
    @DisplayName("L25 another case is chosen while another party is held in its select")
    void anotherCaseIsChosen() throws Exception {
        Barrier barrier = Barrier.of(2);
        Channel<String> news = Channel.rendezvous();
        withinReason()
                .run(
                        scope -> {
                            try (Held held = new Held(scope, barrier)) {
                                Task<String> other =
                                        scope.fork(
                                                () ->
                                                        barrier.select(
                                                                () -> "all",
                                                                on(news, n -> () -> n)));
                                arrived(barrier, 2);
                                news.send("news");
                                assertThat(other.join()).isEqualTo("news");
                                assertThat(held.letGo()).isEqualTo("sent");
                            }
                        });
        assertThat(barrier.phases()).isZero();
    }

    @Test
    void aPhaseEndsWhenAPartyThatWasHeldOffersAgain() throws Exception {
        Barrier barrier = Barrier.of(3);
        withinReason()
                .run(
                        scope -> {
                            try (Held held = new Held(scope, barrier)) {
                                Task<Boolean> loose =
                                        scope.fork(() -> barrier.awaitWithin(Duration.ofHours(1)));
                                Task<Long> firm = scope.fork(barrier::await);
                                arrived(barrier, 3);
                                held.letGo();
                                arrived(barrier, 2);
                                assertThat(barrier.await()).isEqualTo(1);
                                assertThat(loose.join()).isTrue();
                                assertThat(firm.join()).isEqualTo(1);
                            }
                        });
        assertThat(barrier.phases()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "nobody leaves when all have offered, also while one of them is held in its select")
    void nobodyLeavesWhenAllHaveOffered() throws Exception {
        Barrier barrier = Barrier.named("b", 2);
        withinReason()
                .run(
                        scope -> {
                            try (Held held = new Held(scope, barrier)) {
                                Task<Long> firm = scope.fork(barrier::await);
                                arrived(barrier, 2);
                                assertThatIllegalStateException()
                                        .isThrownBy(barrier::leave)
                                        .withMessage(
                                                "barrier \"b\": of 2 parties, each has offered;"
                                                        + " none can leave");
                                held.letGo();
                                assertThat(barrier.await()).isEqualTo(1);
                                assertThat(firm.join()).isEqualTo(1);
                            }
                        });
    }

    @Test
    void moreThanCanBeCountedCannotEnroll() {
        Barrier barrier = Barrier.named("big", Integer.MAX_VALUE);
        assertThatIllegalStateException()
                .isThrownBy(barrier::enroll)
                .withMessage(
                        "barrier \"big\" has 2147483647 parties; one more are too many to count");
        assertThat(barrier.parties()).isEqualTo(Integer.MAX_VALUE);
    }
}
