package dev.handoff.laws;

import static dev.handoff.Select.on;
import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelBuilder;
import dev.handoff.ChannelFailedException;
import dev.handoff.Overflow;
import dev.handoff.ProcessFailedException;
import dev.handoff.Receiver;
import dev.handoff.ReceiverFailedException;
import dev.handoff.Scope;
import dev.handoff.ScopeBody;
import dev.handoff.Select;
import dev.handoff.WorkCancelledException;
import dev.handoff.bridge.ExecutorServices;
import dev.handoff.bridge.Futures;
import dev.handoff.bridge.Publishers;
import dev.handoff.bridge.Queues;
import dev.handoff.coordinate.WaitGroup;
import dev.handoff.coordinate.WorkerPool;
import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorFailedException;
import dev.handoff.share.Broadcast;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A watcher that throws breaks its word; it must not break what others wait for. */
class SeamWatcherFailsTest {
    @RegisterExtension final Crew crew = new Crew();

    private boolean fails = true;

    private void fail() {
        if (fails) {
            throw new IllegalStateException("watcher");
        }
    }

    private static Scheduling watchedBy(Watcher watcher) {
        return new DelegatingScheduling(Scheduling.virtualThreads()) {
            @Override
            public Thread newThread(String name, Runnable body) {
                Thread thread = super.newThread(name, body);
                thread.setUncaughtExceptionHandler((of, failure) -> {});
                return thread;
            }

            @Override
            public Watcher watcher() {
                return watcher;
            }
        };
    }

    private static Throwable thrownWith(Watcher watcher, ThrowingCallable program) {
        List<Throwable> thrown = new ArrayList<>();
        Scheduling.within(watchedBy(watcher), () -> thrown.add(catchThrowable(program)));
        return thrown.getFirst();
    }

    private static Channel<Integer> openWith(Watcher watcher) {
        return openWith(watcher, Channel.<Integer>unnamed().buffered(0));
    }

    private static Channel<Integer> openWith(Watcher watcher, ChannelBuilder<Integer> builder) {
        List<Channel<Integer>> opened = new ArrayList<>();
        Scheduling.within(watchedBy(watcher), () -> opened.add(builder.open()));
        return opened.getFirst();
    }

    private final class FailsWhenAProcessStarts implements Watcher {
        @Override
        public void started(String name, Thread thread) {
            fail();
        }
    }

    private final class FailsWhenAProcessEnds implements Watcher {
        @Override
        public void ended(String name, Thread thread) {
            fail();
        }
    }

    private final class FailsAtAWait implements Watcher {
        @Override
        public void blocked(Parked who, WaitReason why) {
            fail();
        }
    }

    private final class FailsWhenAWaitIsOver implements Watcher {
        @Override
        public void resumed(Parked who, WaitReason why) {
            if (why == WaitReason.RECEIVE) {
                fail();
            }
        }
    }

    private final class FailsWhenASenderIsHeld implements Watcher {
        @Override
        public void held(Parked sender) {
            fail();
        }
    }

    private final class FailsAtAClose implements Watcher {
        @Override
        public void closed(Object channel, long channelId) {
            fail();
        }
    }

    private final class FailsWhenAValueIsRemoved implements Watcher {
        @Override
        public void removed(Object channel, long channelId, Object value) {
            fail();
        }
    }

    @Test
    @DisplayName("Seam, L36 a watcher that fails at the start of a process fails the process")
    void failsAtTheStartOfAProcess() {
        assertThat(
                        thrownWith(
                                new FailsWhenAProcessStarts(),
                                () -> Scope.run(scope -> scope.go(() -> {}))))
                .isInstanceOf(ProcessFailedException.class)
                .hasRootCauseMessage("watcher");
    }

    @Test
    @DisplayName("Seam, L36 a task that a watcher keeps from beginning has failed")
    void failsAtTheStartOfATask() {
        assertThat(
                        thrownWith(
                                new FailsWhenAProcessStarts(),
                                () ->
                                        Scope.unnamed()
                                                .supervised(failure -> {})
                                                .run(scope -> scope.fork(() -> 1).join())))
                .isInstanceOf(ProcessFailedException.class)
                .hasRootCauseMessage("watcher");
    }

    @Test
    @DisplayName("Seam, L13 the channel of a producer that a watcher keeps from beginning fails")
    void failsAtTheStartOfAProducer() {
        assertThat(
                        thrownWith(
                                new FailsWhenAProcessStarts(),
                                () ->
                                        Scope.unnamed()
                                                .supervised(failure -> {})
                                                .run(
                                                        scope ->
                                                                scope.produce("numbers", out -> {})
                                                                        .receive())))
                .isInstanceOf(ChannelFailedException.class)
                .hasRootCauseMessage("watcher");
    }

    @Test
    @DisplayName("Seam, L35 a pool whose worker a watcher keeps from beginning is cancelled")
    void failsAtTheStartOfAWorker() {
        assertThat(
                        thrownWhereNothingBegins(
                                scope -> WorkerPool.in(scope).open().submit(() -> 1).join()))
                .isInstanceOf(WorkCancelledException.class);
    }

    @Test
    @DisplayName("Seam, R21 a process of a group that a watcher keeps from beginning is done")
    void failsAtTheStartOfAProcessOfAGroup() {
        WaitGroup group = WaitGroup.create();
        assertThat(
                        thrownWhereNothingBegins(
                                scope -> {
                                    group.go(scope, () -> {});
                                    group.await();
                                }))
                .isNull();
    }

    @Test
    @DisplayName("Seam an executor whose worker a watcher keeps from beginning cancels its task")
    void failsAtTheStartOfAnExecutor() {
        assertThat(
                        thrownWhereNothingBegins(
                                scope -> {
                                    ExecutorService pool = ExecutorServices.of(scope, "pool");
                                    Future<Integer> task = pool.submit(() -> 1);
                                    pool.shutdown();
                                    pool.awaitTermination(1, TimeUnit.DAYS);
                                    task.get();
                                }))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    @DisplayName("Seam, L43 who subscribes to what a watcher keeps from beginning is told")
    void failsAtTheStartOfABroadcast() {
        assertThat(
                        thrownWhereNothingBegins(
                                scope -> Broadcast.<Integer>in(scope).subscribe().receive()))
                .isInstanceOf(ChannelFailedException.class)
                .hasRootCauseMessage("watcher");
    }

    @Test
    @DisplayName("Seam a future whose process a watcher keeps from beginning has failed")
    void failsAtTheStartOfAFuture() {
        assertThat(
                        thrownWhereNothingBegins(
                                scope -> Futures.next(scope, Channel.never(), v -> {}).get()))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("watcher");
    }

    @Test
    @DisplayName("Seam who sends to a queue whose process a watcher keeps from beginning is told")
    void failsAtTheStartOfAConsumer() {
        assertThat(
                        thrownWhereNothingBegins(
                                scope ->
                                        Queues.<Integer>consume(
                                                        scope, "q", new LinkedBlockingQueue<>())
                                                .send(1)))
                .isInstanceOf(CancelledException.class);
    }

    @Test
    @DisplayName("Seam a subscriber whose process a watcher keeps from beginning is told")
    void failsAtTheStartOfAPublisher() {
        AtomicReference<Throwable> told = new AtomicReference<>();
        thrownWhereNothingBegins(
                scope ->
                        Publishers.<Integer>publisher(scope, "numbers", run -> Channel.never())
                                .subscribe(new ErrorInto(told)));
        assertThat(told.get()).hasMessage("watcher");
    }

    @Test
    @DisplayName("Seam, L42 a run whose body a watcher keeps from beginning has failed")
    void failsAtTheStartOfARun() {
        assertThat(
                        thrownWhereNothingBegins(
                                _ -> Generator.<Integer>of(out -> {}).open().nextOrNull()))
                .isInstanceOf(GeneratorFailedException.class)
                .hasRootCauseMessage("watcher");
    }

    private record ErrorInto(AtomicReference<Throwable> told) implements Flow.Subscriber<Integer> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {}

        @Override
        public void onNext(Integer value) {}

        @Override
        public void onError(Throwable failure) {
            told.set(failure);
        }

        @Override
        public void onComplete() {}
    }

    private Throwable thrownWhereNothingBegins(ScopeBody.Action<Exception> body) {
        ThrowingCallable program = () -> Scope.unnamed().supervised(failure -> {}).run(body);
        return crew.call(VIRTUAL, () -> thrownWith(new FailsWhenAProcessStarts(), program)).join();
    }

    /** Else the limit would not be kept, and nobody would know. */
    @Test
    @DisplayName(
            "Seam, L39 a watcher that keeps the deadline's process from beginning ends the scope")
    void failsAtTheStartOfADeadline() {
        assertThat(
                        thrownWith(
                                new FailsWhenAProcessStarts(),
                                () ->
                                        Scope.unnamed()
                                                .supervised(failure -> {})
                                                .deadline(Duration.ofHours(1))
                                                .run(scope -> Channel.never().receive())))
                .isInstanceOf(ProcessFailedException.class)
                .hasRootCauseMessage("watcher");
    }

    @Test
    @DisplayName("Seam, L35 a watcher that fails at the end of a process does not hold its scope")
    void failsAtTheEndOfAProcess() {
        assertThat(
                        thrownWith(
                                new FailsWhenAProcessEnds(),
                                () -> Scope.run(scope -> scope.go(() -> {}))))
                .isNull();
    }

    /** The cancel comes once: whom it does not interrupt waits for ever. */
    @Test
    @DisplayName("Seam, L38 L40 a watcher that fails when done() ends spares nobody the cancel")
    void failsWhenDoneEnds() {
        Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
        ThrowingCallable program =
                () ->
                        Scope.run(
                                scope -> {
                                    scope.done();
                                    scope.go(() -> Channel.never().receive());
                                    scope.cancel();
                                });
        Worker<Throwable> opener =
                crew.call(
                        VIRTUAL,
                        () -> {
                            Thread.currentThread()
                                    .setUncaughtExceptionHandler((thread, t) -> reported.add(t));
                            return thrownWith(new FailsAtAClose(), program);
                        });
        assertThat(opener.join()).isNull();
        assertThat(reported).singleElement().satisfies(e -> assertThat(e).hasMessage("watcher"));
    }

    @Test
    @DisplayName("Seam, L15 a watcher that fails at a close spares nobody who waits for the end")
    void failsAtAClose() {
        Channel<Integer> channel = openWith(new FailsAtAClose());
        Receiver<Void> end = channel.done();
        Worker<Void> waiter = crew.call(VIRTUAL, end::receiveOrNull).asleep();
        assertThat(catchThrowable(channel::close)).hasMessage("watcher");
        assertThat(waiter.join()).isNull();
    }

    @Test
    @DisplayName("Seam, L15 a watcher that fails at a cancel keeps no value from the hook")
    void failsAtACancel() {
        for (Watcher watcher : List.of(new FailsAtAClose(), new FailsWhenAValueIsRemoved())) {
            List<Integer> undelivered = new ArrayList<>();
            Channel<Integer> channel =
                    openWith(
                            watcher,
                            Channel.<Integer>unnamed().buffered(2).onUndelivered(undelivered::add));
            channel.trySend(1);
            channel.trySend(2);
            assertThat(catchThrowable(channel::cancel)).hasMessage("watcher");
            assertThat(undelivered).containsExactly(1, 2);
        }
    }

    @Test
    @DisplayName("Seam, L4 a watcher that fails at a drop does not keep the value from the hook")
    void failsAtADrop() {
        List<Integer> undelivered = new ArrayList<>();
        Channel<Integer> channel =
                openWith(
                        new FailsWhenAValueIsRemoved(),
                        Channel.<Integer>unnamed()
                                .buffered(1)
                                .overflow(Overflow.DROP_OLDEST)
                                .onUndelivered(undelivered::add));
        channel.trySend(1);
        assertThat(catchThrowable(() -> channel.trySend(2))).hasMessage("watcher");
        assertThat(undelivered).containsExactly(1);
        assertThat(channel.tryReceiveOrNull()).isEqualTo(2);
    }

    /** Else it would be given a value that nobody takes. */
    @Test
    @DisplayName("Seam, L25 of a wait that a watcher has cut short no place is left")
    void failsAtAWait() throws Exception {
        Channel<Integer> channel = openWith(new FailsAtAWait());
        Select<Integer> select = Select.of(on(channel, v -> v));
        assertThat(catchThrowable(channel::receive)).hasMessage("watcher");
        assertThat(catchThrowable(() -> channel.send(1))).hasMessage("watcher");
        assertThat(catchThrowable(select::run)).hasMessage("watcher");
        assertThat(channel.trySend(2).accepted()).isFalse();
        assertThat(channel.tryReceiveOrNull()).isNull();
        fails = false;
        Worker<Integer> again = crew.call(VIRTUAL, select::run);
        channel.send(3);
        assertThat(again.join()).isEqualTo(3);
    }

    @Test
    @DisplayName("Seam, L24 a watcher that fails after the wait for a sender lets it go")
    void failsAfterTheWait() throws Exception {
        Channel<Integer> channel = openWith(new FailsWhenAWaitIsOver());
        Worker<Void> receiver = crew.run(VIRTUAL, () -> channel.receiveHolding(value -> {}));
        Until.receiversWait(channel, 1);
        Worker<Void> sender = crew.run(VIRTUAL, () -> channel.send(1));
        assertThat(receiver.failure()).hasMessage("watcher");
        assertThat(sender.failure()).isInstanceOf(ReceiverFailedException.class);
    }

    @Test
    @DisplayName("Seam, L24 a watcher that fails before the handler lets the sender go")
    void failsBeforeTheHandler() throws Exception {
        Channel<Integer> channel = openWith(new FailsWhenASenderIsHeld());
        Worker<Void> sender = crew.run(VIRTUAL, () -> channel.send(1));
        Until.sendersWait(channel, 1);
        assertThat(catchThrowable(() -> channel.receiveHolding(value -> {}))).hasMessage("watcher");
        assertThat(sender.failure()).isInstanceOf(ReceiverFailedException.class);
    }
}
