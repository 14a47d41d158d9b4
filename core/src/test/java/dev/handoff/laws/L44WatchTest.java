package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.Owned;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Select;
import dev.handoff.share.Watch;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

@DisplayName("L44 A watch always yields the newest value, never an old one after a newer one")
class L44WatchTest {
    @RegisterExtension final Crew crew = new Crew();

    /** A reader is not owed each value. */
    @Test
    @DisplayName("L44 changes begin with the present value and skip those that were replaced")
    void changesBeginWithThePresentValue() throws Exception {
        Watch<Integer> watch = Watch.of(1);
        watch.set(2);
        Receiver<Integer> changes = watch.changes();
        assertThat(changes.receive()).isEqualTo(2);
        assertThat(changes.tryReceive()).isEqualTo(Received.empty());
        watch.set(3);
        watch.set(4);
        assertThat(changes.receive()).isEqualTo(4);
        assertThat(changes.tryReceive()).isEqualTo(Received.empty());
        assertThat(watch.get()).isEqualTo(4);
        watch.set(4);
        assertThat(changes.tryReceive()).isEqualTo(new Received.Value<>(4));
    }

    /** In every way of looking, and whoever sets. */
    @ParameterizedTest
    @EnumSource
    @DisplayName("L44 nobody sees an older value after a newer one, with many who set")
    void nobodySeesAnOlderValueAfterANewerOne(ThreadKind kind) {
        int last = 600;
        Watch<Integer> watch = Watch.named("count", 0);
        List<Worker<Integer>> watchers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = crew.random(i);
            watchers.add(crew.call(kind, () -> watchAll(watch, random)));
        }
        List<Worker<Void>> setters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            setters.add(
                    crew.run(
                            kind,
                            () -> {
                                while (watch.update(v -> Math.min(last, v + 1)) < last) {
                                    Until.pause();
                                }
                            }));
        }
        setters.forEach(Worker::join);
        watch.close();
        for (Worker<Integer> watcher : watchers) {
            assertThat(watcher.join()).isEqualTo(last);
        }
    }

    private static int watchAll(Watch<Integer> watch, Random random) throws InterruptedException {
        int newest = 0;
        Receiver<Integer> changes = watch.changes();
        while (true) {
            Integer seen = random.nextBoolean() ? watch.get() : changes.tryReceiveOrNull();
            if (seen == null) {
                seen = changes.receiveOrNull();
            }
            if (seen == null) {
                return newest;
            }
            assertThat(seen).isGreaterThanOrEqualTo(newest);
            newest = seen;
        }
    }

    /** Of a set that has returned, each reader knows. */
    @ParameterizedTest
    @EnumSource
    @DisplayName("L44 a set that has returned is seen by whoever looks after it")
    void aSetThatHasReturnedIsSeen(ThreadKind kind) {
        Watch<Integer> watch = Watch.of(-1);
        AtomicInteger returned = new AtomicInteger(-1);
        Worker<Void> setter =
                crew.run(
                        kind,
                        () -> {
                            for (int i = 0; i < 3000; i++) {
                                watch.set(i);
                                returned.set(i);
                            }
                            watch.close();
                        });
        for (int i = 0; i < 3; i++) {
            Receiver<Integer> changes = watch.changes();
            crew.run(
                    kind,
                    () -> {
                        int known = returned.get();
                        for (Integer v; (v = changes.receiveOrNull()) != null; ) {
                            assertThat(v).isGreaterThanOrEqualTo(known);
                            assertThat(watch.get()).isGreaterThanOrEqualTo(v);
                            known = returned.get();
                            assertThat(watch.get()).isGreaterThanOrEqualTo(known);
                        }
                    });
        }
        setter.join();
    }

    /** Nothing is lost between reading and writing. */
    @ParameterizedTest
    @EnumSource
    @DisplayName("L44 updates are atomic")
    void updatesAreAtomic(ThreadKind kind) {
        Watch<Integer> watch = Watch.of(0);
        List<Worker<Void>> workers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            workers.add(
                    crew.run(
                            kind,
                            () -> {
                                for (int k = 0; k < 500; k++) {
                                    watch.update(v -> v + 1);
                                }
                            }));
        }
        workers.forEach(Worker::join);
        assertThat(watch.get()).isEqualTo(2000);
    }

    /** Code of the user does not hold up others, nor itself. */
    @Test
    @DisplayName("L44 a change may look at the watch, and set it, and is asked again then")
    void aChangeMayUseTheWatch() {
        Watch<Integer> watch = Watch.of(1);
        int result =
                watch.update(
                        v -> {
                            if (v == 1) {
                                watch.set(10);
                            }
                            return v + watch.get();
                        });
        assertThat(result).isEqualTo(20);
        assertThat(watch.get()).isEqualTo(20);
        assertThat(catchThrowable(() -> watch.update(v -> null)))
                .isInstanceOf(NullPointerException.class);
        assertThat(watch.get()).isEqualTo(20);
    }

    /** Now, or later, or never. */
    @Test
    @DisplayName("L44 await returns a value that fits, the present one or a later one")
    void awaitReturnsAValueThatFits() throws Exception {
        Watch<String> watch = Watch.named("state", "new");
        assertThat(watch.await(s -> s.equals("new"))).isEqualTo("new");
        Worker<String> waits = crew.call(VIRTUAL, () -> watch.await(s -> s.length() > 5));
        watch.set("busy");
        watch.set("finished");
        assertThat(waits.join()).isEqualTo("finished");
        Worker<String> inVain = crew.call(VIRTUAL, () -> watch.await(String::isEmpty)).asleep();
        watch.close();
        assertThat(inVain.failure())
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("changes of state");
        assertThat(watch.await(s -> s.equals("finished"))).isEqualTo("finished");
    }

    /** The ends that it has, without a wait. */
    @Test
    @DisplayName("L44 awaitWithin no time at all looks at the present value")
    void awaitWithinNoTimeLooks() throws Exception {
        Watch<Integer> watch = Watch.of(1);
        assertThat(watch.awaitWithin(Duration.ZERO, v -> v == 1))
                .isEqualTo(new Received.Value<>(1));
        assertThat(watch.awaitWithin(Duration.ZERO, v -> v == 2)).isEqualTo(Received.empty());
        watch.close();
        assertThat(watch.awaitWithin(Duration.ZERO, v -> v == 1))
                .isEqualTo(new Received.Value<>(1));
        assertThat(watch.awaitWithin(Duration.ZERO, v -> v == 2)).isEqualTo(Received.closed(null));
    }

    /** As with a receive. */
    @Test
    @DisplayName("L44 awaitWithin answers by the end, and its cause, if nothing better can come")
    void awaitWithinAnswersByTheEnd() throws Exception {
        IllegalStateException cause = new IllegalStateException("lost");
        Watch<Integer> watch = Watch.of(1);
        Worker<Received<Integer>> waits =
                crew.call(VIRTUAL, () -> watch.awaitWithin(Duration.ofHours(1), v -> v == 2))
                        .asleep();
        watch.fail(cause);
        assertThat(waits.join()).isEqualTo(Received.closed(cause));
    }

    /** Each of them would begin another wait. */
    @Test
    @DisplayName("L44, L19 values that are not waited for do not put off when the time is up")
    void awaitWithinIsNotPutOff() {
        Ahead clock = new Ahead();
        List<Integer> seen = new ArrayList<>();
        Under.run(clock, () -> setWhileWaiting(clock, seen));
        assertThat(seen).containsExactly(0, 1, 2, 3);
    }

    /** It was there before the time was up, and whoever asks next would see it. */
    @Test
    @DisplayName("L44, L19 awaitWithin looks at the newest value once more when the time is up")
    void awaitWithinLooksOnceMore() {
        Ahead clock = new Ahead();
        Under.run(clock, () -> setBeforeTheTimeIsUp(clock));
    }

    private static void setBeforeTheTimeIsUp(Ahead clock) throws InterruptedException {
        Watch<Integer> watch = Watch.of(0);
        Predicate<Integer> isSlow =
                value -> {
                    if (value == 0) {
                        watch.set(1);
                        clock.by(Duration.ofHours(2));
                    }
                    return value == 1;
                };
        assertThat(watch.awaitWithin(Duration.ofHours(1), isSlow))
                .isEqualTo(new Received.Value<>(1));
    }

    private static void setWhileWaiting(Ahead clock, List<Integer> seen)
            throws InterruptedException {
        Watch<Integer> watch = Watch.of(0);
        Predicate<Integer> isSeen =
                value -> {
                    seen.add(value);
                    watch.set(value + 1);
                    clock.by(Duration.ofMinutes(25).multipliedBy(seen.size()));
                    return false;
                };
        assertThat(watch.awaitWithin(Duration.ofHours(1), isSeen)).isEqualTo(Received.empty());
    }

    /** Waiting for a change is a cancellation point, and leaves nothing behind. */
    @Test
    @DisplayName("L44, L38 await can be interrupted; a set and a get keep the interrupt for later")
    void awaitCanBeInterrupted() {
        Watch<Integer> watch = Watch.of(1);
        Worker<Integer> waits = crew.call(VIRTUAL, () -> watch.await(v -> v == 3)).asleep();
        waits.interrupt();
        assertThat(waits.failure()).isInstanceOf(InterruptedException.class);
        Worker<Boolean> sets =
                crew.call(
                        VIRTUAL,
                        () -> {
                            Thread.currentThread().interrupt();
                            watch.set(watch.get() + 1);
                            watch.changes().cancel();
                            watch.close();
                            assertThat(catchThrowable(() -> watch.set(9)))
                                    .isInstanceOf(ClosedException.class);
                            return Thread.interrupted();
                        });
        assertThat(sets.join()).isTrue();
        assertThat(watch.get()).isEqualTo(2);
    }

    /** The last value is seen before the end. */
    @Test
    @DisplayName("L44 after a close readers see the newest value, then the end")
    void afterACloseReadersSeeTheNewestValue() throws Exception {
        Watch<Integer> watch = Watch.named("w", 1);
        Receiver<Integer> changes = watch.changes();
        watch.set(2);
        watch.close();
        watch.close();
        assertThat(changes).containsExactly(2);
        assertThat(watch.changes()).containsExactly(2);
        assertThat(watch.get()).isEqualTo(2);
        ClosedException refused = catchThrowableOfType(ClosedException.class, () -> watch.set(3));
        assertThat(refused.undelivered()).isEqualTo(3);
        assertThat(refused).hasMessageContaining("channel \"w\" was closed");
        assertThatThrownBy(() -> watch.update(v -> 4)).isInstanceOf(ClosedException.class);
        assertThat(watch.fail(new IllegalStateException())).isFalse();
        assertThat(watch.get()).isEqualTo(2);
    }

    /** With its cause. */
    @Test
    @DisplayName("L44 a failure is told after the newest value")
    void aFailureIsToldAfterTheNewestValue() throws Exception {
        IllegalStateException cause = new IllegalStateException("lost");
        Watch<Integer> watch = Watch.of(1);
        Receiver<Integer> changes = watch.changes();
        assertThat(watch.fail(cause)).isTrue();
        assertThat(changes.receive()).isEqualTo(1);
        assertThatThrownBy(changes::receive)
                .isInstanceOf(ChannelFailedException.class)
                .hasCause(cause);
        assertThat(watch.changes().receiveBatch(9)).containsExactly(1);
        assertThatThrownBy(() -> watch.await(v -> v == 2))
                .isInstanceOf(ChannelFailedException.class)
                .hasCause(cause);
    }

    /** It is a receiver like any other. */
    @Test
    @DisplayName("L44, L33 a change can be a case of a select")
    void aChangeCanBeACase() throws Exception {
        Watch<Integer> watch = Watch.of(1);
        Receiver<Integer> changes = watch.changes();
        Select<String> next =
                Select.of(
                        Select.on(changes, v -> "now " + v),
                        Select.after(Duration.ofMillis(1), () -> "nothing new"));
        assertThat(next.run()).isEqualTo("now 1");
        assertThat(next.run()).isEqualTo("nothing new");
        watch.set(2);
        assertThat(next.run()).isEqualTo("now 2");
    }

    /** Nor does it cost a set anything. */
    @Test
    @DisplayName("L44 a reader that has cancelled gets nothing more")
    void aReaderThatHasCancelledGetsNothing() {
        Watch<Integer> watch = Watch.named("w", 1);
        Receiver<Integer> changes = watch.changes();
        changes.cancel();
        watch.set(2);
        assertThat(changes.tryReceive()).isEqualTo(new Received.Closed<>(null));
        assertThat(watch).hasToString("watch \"w\"");
        assertThat(Watch.of(1).toString()).startsWith("watch over channel #");
        assertThatThrownBy(() -> watch.set(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Watch.of(null)).isInstanceOf(NullPointerException.class);
    }

    /** Also where nothing is set. */
    @Test
    @DisplayName("L44 readers that have cancelled are not kept")
    void readersThatHaveCancelledAreNotKept() {
        Watch<Integer> watch = Watch.of(1);
        List<WeakReference<?>> gone = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Receiver<Integer> changes = watch.changes();
            gone.add(new WeakReference<>(changes));
            changes.cancel();
        }
        Until.eventually("most are forgotten", () -> forgotten(gone) > 900);
        assertThat(watch.get()).isEqualTo(1);
    }

    private static int forgotten(List<WeakReference<?>> receivers) {
        System.gc();
        return (int) receivers.stream().filter(receiver -> receiver.get() == null).count();
    }

    @Test
    @DisplayName("L44 an await that is over costs a set nothing more")
    void anAwaitThatIsOverCostsASetNothing() {
        AtomicInteger steps = new AtomicInteger();
        Scheduling counting =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public void reach(Op op, long id) {
                        steps.incrementAndGet();
                        super.reach(op, id);
                    }
                };
        Under.run(
                counting,
                () -> {
                    Watch<Integer> watch = Watch.of(1);
                    int before = stepsOfASet(watch, steps);
                    for (int i = 0; i < 3; i++) {
                        assertThat(watch.await(n -> true)).isEqualTo(2);
                        assertThat(watch.awaitWithin(Duration.ZERO, n -> true).orNull())
                                .isEqualTo(2);
                    }
                    watch.set(1); // finds them gone
                    assertThat(stepsOfASet(watch, steps)).isEqualTo(before);
                });
        assertThat(steps).doesNotHaveValue(0);
    }

    private static int stepsOfASet(Watch<Integer> watch, AtomicInteger steps) {
        int before = steps.get();
        watch.set(2);
        return steps.get() - before;
    }

    @Test
    @DisplayName("L44 a set that there is no memory for leaves the watch usable")
    void aSetThatThereIsNoMemoryForLeavesTheWatchUsable() {
        ShortOfMemory scarce = ShortOfMemory.later(Op.TRY_SEND);
        scarce.run(
                () -> {
                    Watch<Integer> watch = Watch.of(1);
                    Receiver<Integer> changes = watch.changes();
                    scarce.begin();
                    assertThatThrownBy(() -> watch.set(2)).isInstanceOf(OutOfMemoryError.class);
                    assertThat(watch.get()).isEqualTo(1);
                    watch.set(3);
                    assertThat(changes.receive()).isEqualTo(3);
                });
    }

    /** For all who look have the same one. */
    @Test
    @DisplayName("L44 a watch refuses an owned value, and stays as it was")
    void anOwnedValueIsRefused() {
        assertThatThrownBy(() -> Watch.of(Owned.of("mine")))
                .isInstanceOf(IllegalArgumentException.class);
        Watch<Object> watch = Watch.of("shared");
        Receiver<Object> changes = watch.changes();
        assertThatThrownBy(() -> watch.set(Owned.of("mine")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> watch.update(before -> Owned.of("mine")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(changes.tryReceive()).isEqualTo(new Received.Value<Object>("shared"));
        assertThat(changes.tryReceive()).isEqualTo(Received.empty());
        assertThat(watch.get()).isEqualTo("shared");
    }
}
