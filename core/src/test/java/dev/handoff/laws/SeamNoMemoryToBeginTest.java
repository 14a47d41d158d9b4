package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.ScopeBody;
import dev.handoff.bridge.ExecutorServices;
import dev.handoff.bridge.Publishers;
import dev.handoff.bridge.Queues;
import dev.handoff.internal.Raise;
import dev.handoff.share.Broadcast;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.Watcher;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Nobody else would tell those who wait for a process that has no memory to begin; there may be none to tell them, either. */
class SeamNoMemoryToBeginTest {
    @RegisterExtension final Crew crew = new Crew();

    private final CountDownLatch mayBegin = new CountDownLatch(1);

    private final Queue<String> closed = new ConcurrentLinkedQueue<>();

    /** What there is no memory for, on each channel the first time. */
    private Set<Op> scarce = EnumSet.of(Op.CLOSE, Op.CANCEL);

    /** Nor for the ends of channels that the process brings about. */
    private final class NoMemory extends DelegatingScheduling implements Watcher {
        private final Set<String> tried = new HashSet<>();
        private volatile Thread process;

        NoMemory() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public Watcher watcher() {
            return this;
        }

        @Override
        public void started(String name, Thread thread) {
            await(mayBegin);
            process = thread;
            throw new OutOfMemoryError("planted");
        }

        @Override
        public void reach(Op op, long id) {
            if (scarce.contains(op)
                    && Thread.currentThread().equals(process)
                    && tried.add(op + " of " + id)) {
                throw new OutOfMemoryError("planted");
            }
            super.reach(op, id);
        }

        @Override
        public void closed(Object channel, long channelId) {
            closed.add(channel.toString());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(Until.LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Throwable thrown(ScopeBody.Action<Exception> body) {
        List<Throwable> thrown = new ArrayList<>();
        Runnable program =
                () ->
                        thrown.add(
                                catchThrowable(
                                        () -> Scope.unnamed().supervised(t -> {}).run(body)));
        crew.call(
                        VIRTUAL,
                        () -> {
                            Scheduling.within(new NoMemory(), program);
                            return 0;
                        })
                .join();
        return thrown.getFirst();
    }

    private Throwable thrownAtOnce(ScopeBody.Action<Exception> body) {
        mayBegin.countDown();
        return thrown(body);
    }

    @Test
    @DisplayName("Seam who sends to a queue whose process has no memory to begin is told")
    void ofAConsumer() {
        assertThat(
                        thrownAtOnce(
                                scope ->
                                        Queues.<Integer>consume(
                                                        scope, "q", new LinkedBlockingQueue<>())
                                                .send(1)))
                .isInstanceOf(CancelledException.class);
    }

    @Test
    @DisplayName("Seam, L43 all who subscribe to what has no memory to begin are told")
    void ofABroadcast() {
        List<Throwable> told = new ArrayList<>();
        thrown(
                scope -> {
                    Broadcast<Integer> numbers = Broadcast.in(scope);
                    List<Receiver<Integer>> all =
                            List.of(numbers.subscribe(), numbers.subscribe(), numbers.subscribe());
                    mayBegin.countDown();
                    all.forEach(one -> told.add(catchThrowable(one::receive)));
                    told.add(catchThrowable(() -> numbers.sender().send(1)));
                });
        assertThat(told.removeLast()).isInstanceOf(CancelledException.class);
        assertThat(told)
                .hasSize(3)
                .allSatisfy(
                        one ->
                                assertThat(one)
                                        .isInstanceOf(ChannelFailedException.class)
                                        .hasRootCauseMessage("planted"));
    }

    @Test
    @DisplayName("Seam, L13 the channel of a producer that has no memory to begin fails")
    void ofAProducer() {
        assertThat(thrownAtOnce(scope -> scope.produce("numbers", out -> {}).receive()))
                .isInstanceOf(ChannelFailedException.class)
                .hasRootCauseMessage("planted");
    }

    @Test
    @DisplayName("Seam an executor that has no memory to begin ends when all its tasks have ended")
    void ofAnExecutor() {
        List<Future<Integer>> tasks = new ArrayList<>();
        assertThat(
                        thrown(
                                scope -> {
                                    ExecutorService pool =
                                            ExecutorServices.pool(scope, "pool", 1, 2);
                                    for (int i = 0; i < 3; i++) {
                                        tasks.add(pool.submit(() -> 1));
                                    }
                                    pool.shutdown();
                                    mayBegin.countDown();
                                    pool.awaitTermination(1, TimeUnit.DAYS);
                                }))
                .isNull();
        assertThat(tasks).allMatch(Future::isCancelled);
        assertThat(closed.stream().filter(c -> c.contains("end of ")))
                .hasSize(4)
                .last()
                .asString()
                .contains("end of pool");
    }

    @Test
    @DisplayName("Seam a publisher whose subscriber has no memory to begin is cancelled")
    void ofASubscriber() {
        AtomicInteger cancels = new AtomicInteger();
        assertThat(thrown(scope -> receiveFrom(new OnCancel(cancels::incrementAndGet), scope)))
                .isInstanceOf(ChannelFailedException.class)
                .hasRootCauseMessage("planted");
        assertThat(cancels).hasValue(1);
    }

    /** It is in the way of the failure of the channel, which there is no memory for at first. */
    @Test
    @DisplayName(
            "Seam a channel whose subscriber has no memory to begin fails, if its publisher cannot"
                    + " be cancelled")
    void ofASubscriberWhosePublisherFails() {
        scarce = EnumSet.of(Op.CLOSE);
        List<Throwable> unheard = new ArrayList<>();
        IllegalStateException broken = new IllegalStateException("broken");
        Runnable cancel =
                () -> {
                    Thread.currentThread()
                            .setUncaughtExceptionHandler((t, failure) -> unheard.add(failure));
                    throw broken;
                };
        assertThat(thrown(scope -> receiveFrom(new OnCancel(cancel), scope)))
                .isInstanceOf(ChannelFailedException.class)
                .hasRootCauseMessage("planted");
        assertThat(unheard).containsExactly(broken);
    }

    @Test
    @DisplayName("Seam a publisher that has no memory to be cancelled is cancelled once more")
    void ofASubscriberWhosePublisherHasNoMemory() {
        AtomicInteger cancels = new AtomicInteger();
        Runnable cancel =
                () -> {
                    if (cancels.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("planted");
                    }
                };
        assertThat(thrown(scope -> receiveFrom(new OnCancel(cancel), scope)))
                .isInstanceOf(ChannelFailedException.class);
        assertThat(cancels).hasValue(2);
    }

    private void receiveFrom(Flow.Subscription subscription, Scope scope)
            throws InterruptedException {
        Channel<Integer> numbers = Channel.rendezvous();
        Publishers.subscriber(scope, "numbers", numbers, 1).onSubscribe(subscription);
        mayBegin.countDown();
        numbers.receive();
    }

    private record OnCancel(Runnable cancelled) implements Flow.Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            cancelled.run();
        }
    }

    @Test
    @DisplayName(
            "Seam a subscriber whose process has no memory to begin is told once, and its receiver"
                    + " is cancelled")
    void ofAPublisher() {
        subscribe(new OutOfMemoryError("planted"));
    }

    @Test
    @DisplayName(
            "Seam the receiver of a subscriber that has no memory to begin is cancelled, if that"
                    + " fails when it is told")
    void ofAPublisherWhoseSubscriberFails() {
        subscribe(new IllegalStateException("broken"));
    }

    private void subscribe(Throwable failsWith) {
        List<Throwable> told = new ArrayList<>();
        assertThat(
                        thrownAtOnce(
                                scope -> {
                                    Channel<Integer> numbers = Channel.rendezvous();
                                    Publishers.<Integer>publisher(scope, "numbers", numbers)
                                            .subscribe(new FailsWhenTold(told, failsWith));
                                    numbers.send(1);
                                }))
                .isInstanceOf(CancelledException.class);
        assertThat(told).singleElement().isInstanceOf(OutOfMemoryError.class);
    }

    private record FailsWhenTold(List<Throwable> told, Throwable failure)
            implements Flow.Subscriber<Integer> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {}

        @Override
        public void onNext(Integer value) {}

        @Override
        public void onError(Throwable end) {
            Thread.currentThread().setUncaughtExceptionHandler((t, unheard) -> {});
            told.add(end);
            throw Raise.asIs(failure);
        }

        @Override
        public void onComplete() {}
    }
}
