package dev.handoff.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.Owned;
import dev.handoff.OwnershipException;
import dev.handoff.ProcessFailedException;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.internal.Raise;
import dev.handoff.laws.Seed;
import dev.handoff.laws.ShortOfMemory;
import dev.handoff.laws.Told;
import dev.handoff.laws.Until;
import dev.handoff.spi.Op;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;

@DisplayName("Bridges: publishers and subscribers")
class PublishersTest {
    private static final IllegalStateException NO_PAPER = new IllegalStateException("no paper");

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Flow.Publisher<Integer> counting(Scope scope, int count, AtomicInteger sent) {
        return Publishers.publisher(
                scope,
                "numbers",
                run ->
                        run.produce(
                                "count",
                                out -> {
                                    for (int i = 0; i < count; i++) {
                                        out.send(i);
                                        sent.incrementAndGet();
                                    }
                                }));
    }

    // ---- to publishers

    @Test
    @DisplayName("a cancelled scope is left though the subscriber swallows the interrupt")
    void aSubscriberThatSwallowsTheInterrupt() throws Exception {
        Channel<Integer> hot = Channel.buffered(1);
        hot.send(1);
        Channel<Boolean> begun = Channel.buffered(1);
        Notes notes =
                new Notes() {
                    @Override
                    public void onNext(Integer value) {
                        begun.trySend(true);
                        try {
                            Channel.never().receive();
                        } catch (InterruptedException e) {
                            // goes on
                        }
                    }
                };
        Scope.run(
                scope -> {
                    Publishers.publisher(scope, "hot", hot).subscribe(notes);
                    notes.request(2);
                    begun.receive();
                    scope.cancel();
                });
        assertThat(notes.failure).isInstanceOf(CancellationException.class);
    }

    @Test
    @DisplayName("what fails when an illegal request ends the run is told with that")
    void aFailureBesideAnIllegalRequest() throws Exception {
        Notes notes = new Notes();
        Channel<Boolean> begun = Channel.rendezvous();
        Scope.run(
                scope -> {
                    Publishers.<Integer>publisher(
                                    scope,
                                    "p",
                                    run -> {
                                        run.go(
                                                "tail",
                                                () -> {
                                                    try {
                                                        begun.send(true);
                                                        Channel.never().receive();
                                                    } catch (InterruptedException e) {
                                                        throw new IOException("not saved");
                                                    }
                                                });
                                        return run.produce("values", out -> {});
                                    })
                            .subscribe(notes);
                    begun.receive();
                    notes.request(0);
                });
        assertThat(notes.failure).isInstanceOf(IllegalArgumentException.class);
        assertThat(notes.failure.getSuppressed())
                .singleElement()
                .satisfies(e -> assertThat(e).hasStackTraceContaining("not saved"));
    }

    @Test
    @DisplayName(
            "what fails while the source opens, when an illegal request comes, is told with that")
    void aFailureBesideAnIllegalRequestWhileTheSourceOpens() throws Exception {
        Notes notes = new Notes();
        CountDownLatch begun = new CountDownLatch(1);
        IOException notSaved = new IOException("not saved");
        Scope.run(
                scope -> {
                    Publishers.<Integer>publisher(
                                    scope,
                                    "p",
                                    run -> {
                                        begun.countDown();
                                        try {
                                            return Channel.buffered(
                                                    Channel.<Integer>never().iterator().next());
                                        } catch (CancelledException e) {
                                            e.addSuppressed(notSaved);
                                            throw e;
                                        }
                                    })
                            .subscribe(notes);
                    begun.await();
                    notes.request(0);
                });
        assertThat(notes.failure)
                .isInstanceOf(IllegalArgumentException.class)
                .hasSuppressedException(notSaved);
    }

    @Test
    @DisplayName("what a sender waits with when the channel is closed is published before the end")
    void whatASenderWaitsWithIsPublishedBeforeTheEnd() throws Exception {
        Channel<Integer> hot = Channel.rendezvous();
        AtomicReference<Thread> delivery = new AtomicReference<>();
        Notes notes =
                new Notes() {
                    @Override
                    public void onSubscribe(Flow.Subscription given) {
                        super.onSubscribe(given);
                        delivery.set(Thread.currentThread());
                    }
                };
        Scope.run(
                scope -> {
                    scope.go(() -> hot.send(1));
                    Until.eventually("it waits", () -> hot.waitingSenders() == 1);
                    hot.close();
                    Publishers.publisher(scope, "hot", hot).subscribe(notes);
                    Until.eventually("it begins", () -> delivery.get() != null);
                    Until.asleep(delivery.get());
                    notes.request(1);
                });
        assertThat(notes.values).containsExactly(1);
        assertThat(notes.complete).isTrue();
    }

    @Test
    @DisplayName("the hook of a hot receiver is not interrupted by a cancel that comes at once")
    void theHookOfAHotReceiverIsNotInterrupted() throws Exception {
        Channel<Integer> kept = Channel.buffered(1);
        Channel<Integer> hot =
                Channel.<Integer>named("hot")
                        .buffered(1)
                        .onUndelivered(value -> sendUndisturbed(kept, value))
                        .open();
        hot.send(1);
        Scope.run(
                scope ->
                        Publishers.publisher(scope, "hot", hot)
                                .subscribe(
                                        new Notes() {
                                            @Override
                                            public void onSubscribe(Flow.Subscription given) {
                                                given.cancel();
                                            }
                                        }));
        assertThat(kept.tryReceiveOrNull()).isOne();
    }

    private static void sendUndisturbed(Channel<Integer> kept, int value) {
        try {
            kept.send(value);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("a second subscriber that cancels at once fails nothing, and disturbs nobody")
    void aSecondSubscriberThatCancelsAtOnce() throws Exception {
        Channel<Integer> hot = Channel.rendezvous();
        Notes first = new Notes();
        Scope.run(
                scope -> {
                    Flow.Publisher<Integer> publisher = Publishers.publisher(scope, "hot", hot);
                    publisher.subscribe(first);
                    publisher.subscribe(
                            new Notes() {
                                @Override
                                public void onSubscribe(Flow.Subscription given) {
                                    given.cancel();
                                }
                            });
                    first.request(1);
                    hot.send(1);
                    hot.close();
                });
        assertThat(first.values).containsExactly(1);
        assertThat(first.complete).isTrue();
    }

    @Test
    @DisplayName("a source runs only as far as was requested")
    void aSourceRunsOnlyAsFarAsRequested() throws Exception {
        Random random = Seed.random("exact demand");
        AtomicInteger sent = new AtomicInteger();
        Scope.run(
                scope -> {
                    Notes notes = new Notes();
                    counting(scope, Integer.MAX_VALUE, sent).subscribe(notes);
                    int requested = 0;
                    for (int i = 0; i < 50; i++) {
                        int n = 1 + random.nextInt(9);
                        requested += n;
                        notes.request(n);
                        int all = requested;
                        Until.eventually("all requested", () -> notes.values.size() == all);
                        assertThat(sent.get()).isBetween(all - 1, all);
                    }
                    assertThat(notes.values).isEqualTo(numbers(requested));
                    notes.subscription.cancel();
                });
    }

    @Test
    @DisplayName("each subscriber of a cold publisher has all values")
    void eachSubscriberHasAllValues() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        List<Notes> all = new ArrayList<>();
        Scope.run(
                scope -> {
                    Flow.Publisher<Integer> publisher = counting(scope, 100, sent);
                    for (int i = 0; i < 5; i++) {
                        Notes notes = new Notes();
                        publisher.subscribe(notes);
                        all.add(notes.request(Long.MAX_VALUE));
                    }
                });
        for (Notes notes : all) {
            assertThat(notes.values).isEqualTo(numbers(100));
            assertThat(notes.complete).isTrue();
        }
        assertThat(sent).hasValue(500);
    }

    @Test
    @DisplayName(
            "the end is told without a request, and an end after a value without a further one")
    void theEndIsToldWithoutARequest() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        Notes nothing = new Notes();
        Notes one = new Notes();
        Scope.run(
                scope -> {
                    counting(scope, 0, sent).subscribe(nothing);
                    counting(scope, 1, sent).subscribe(one);
                    nothing.ended();
                    one.request(1).ended();
                });
        assertThat(nothing.complete).isTrue();
        assertThat(one.complete).isTrue();
        assertThat(one.values).containsExactly(0);
    }

    @Test
    @DisplayName("a cancel ends the run at once, also while it waits for a value")
    void aCancelEndsTheRunAtOnce() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        Notes notes = new Notes();
        Scope.run(
                scope -> {
                    Flow.Publisher<Integer> silent =
                            Publishers.publisher(
                                    scope,
                                    "silent",
                                    run ->
                                            run.produce(
                                                    "nothing",
                                                    out -> {
                                                        try {
                                                            Channel.never().receive();
                                                        } finally {
                                                            ended.set(true);
                                                        }
                                                    }));
                    silent.subscribe(notes);
                    notes.request(1);
                    notes.subscription.cancel();
                });
        assertThat(ended).isTrue();
        assertThat(notes.complete).isFalse();
        assertThat(notes.failure).isNull();
    }

    @Test
    @DisplayName("a cancel ends what is left of the run when its receiver has ended")
    void aCancelEndsWhatIsLeftOfTheRun() throws Exception {
        Notes notes = whileTheRunEnds(of -> of.subscription.cancel());
        assertThat(notes.complete).isFalse();
        assertThat(notes.failure).isNull();
    }

    @Test
    @DisplayName("a request for less than one fails the subscription also while the run ends")
    void anIllegalRequestWhileTheRunEnds() throws Exception {
        Notes notes = whileTheRunEnds(of -> of.subscription.request(-1));
        assertThat(notes.complete).isFalse();
        assertThat(notes.failure)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("request(-1)");
    }

    /** The receiver has ended, and a process of the run is left. */
    private static Notes whileTheRunEnds(Consumer<Notes> whatIsDone) throws Exception {
        AtomicReference<Thread> run = new AtomicReference<>();
        Notes notes =
                new Notes() {
                    @Override
                    public void onNext(Integer value) {
                        run.set(Thread.currentThread());
                    }
                };
        Channel<Integer> values = Channel.buffered(1);
        values.send(1);
        values.close();
        Scope.run(
                scope -> {
                    Publishers.<Integer>publisher(
                                    scope,
                                    "numbers",
                                    inside -> {
                                        inside.go("helper", () -> Channel.never().receive());
                                        return values;
                                    })
                            .subscribe(notes);
                    notes.request(1);
                    Until.eventually("the value", () -> run.get() != null);
                    Until.asleep(run.get()); // until the helper ends
                    whatIsDone.accept(notes);
                });
        return notes;
    }

    @Test
    @DisplayName(
            "cancelled at a random moment, a subscriber has had a prefix, and nothing is left"
                    + " running")
    void aCancelledSubscriberHasHadAPrefix() throws Exception {
        Random random = Seed.random("cancelled subscription");
        for (int i = 0; i < 200; i++) {
            int limit = random.nextInt(10);
            int count = random.nextInt(12);
            int pauses = random.nextInt(200);
            Notes notes =
                    new Notes() {
                        @Override
                        public void onNext(Integer value) {
                            super.onNext(value);
                            if (values.size() == limit) {
                                subscription.cancel();
                            }
                        }
                    };
            Scope.run(
                    scope -> {
                        counting(scope, count, new AtomicInteger()).subscribe(notes);
                        notes.request(count / 2 + 1).request(Long.MAX_VALUE);
                        if (limit == 0) {
                            for (int j = 0; j < pauses; j++) {
                                Thread.onSpinWait();
                            }
                            notes.subscription.cancel();
                        }
                    });
            assertThat(notes.values).isEqualTo(numbers(notes.values.size()));
            if (limit > 0) {
                assertThat(notes.values).hasSize(Math.min(limit, count));
                assertThat(notes.complete).isEqualTo(count < limit);
            }
            assertThat(notes.failure).isNull();
        }
    }

    @Test
    @DisplayName("a run that fails tells its subscriber the cause, and not the scope")
    void aFailingRunTellsItsSubscriber() throws Exception {
        Notes notes = new Notes();
        Scope.run(
                scope -> {
                    Publishers.<Integer>publisher(
                                    scope,
                                    "broken",
                                    run ->
                                            run.produce(
                                                    "numbers",
                                                    out -> {
                                                        out.send(0);
                                                        throw NO_PAPER;
                                                    }))
                            .subscribe(notes);
                    notes.request(10).ended();
                });
        assertThat(notes.values).containsExactly(0);
        assertThat(notes.failure).isSameAs(NO_PAPER);
        assertThat(notes.complete).isFalse();
    }

    @Test
    @DisplayName("L36 what else fails in a run is suppressed in what its subscriber is told")
    void whatElseFailsIsSuppressed() throws Exception {
        IllegalStateException noPaper = new IllegalStateException("no paper");
        IllegalStateException noTools = new IllegalStateException("the tools are gone");
        Channel<Boolean> begun = Channel.rendezvous();
        Notes notes = new Notes();
        Scope.run(
                scope -> {
                    Publishers.<Integer>publisher(
                                    scope,
                                    "broken",
                                    run -> {
                                        run.go(
                                                "worker",
                                                () -> {
                                                    begun.send(true);
                                                    try {
                                                        Channel.never().receive();
                                                    } catch (InterruptedException e) {
                                                        throw noTools;
                                                    }
                                                });
                                        return run.produce(
                                                "numbers",
                                                out -> {
                                                    begun.receive();
                                                    throw noPaper;
                                                });
                                    })
                            .subscribe(notes);
                    notes.request(10).ended();
                });
        assertThat(notes.failure).isSameAs(noPaper);
        assertThat(noPaper.getSuppressed()).containsExactly(noTools);
    }

    @Test
    @DisplayName("a subscriber that throws ends its run and fails the scope")
    void aSubscriberThatThrowsFailsTheScope() {
        AtomicReference<Throwable> told = new AtomicReference<>();
        Notes notes =
                new Notes() {
                    @Override
                    public void onSubscribe(Flow.Subscription given) {
                        given.request(1);
                    }

                    @Override
                    public void onNext(Integer value) {
                        throw NO_PAPER;
                    }

                    @Override
                    public void onError(Throwable t) {
                        told.set(t);
                    }
                };
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope ->
                                                counting(scope, 5, new AtomicInteger())
                                                        .subscribe(notes)))
                .isInstanceOf(ProcessFailedException.class)
                .hasCause(NO_PAPER);
        assertThat(told.get()).isNull();
    }

    @Test
    @DisplayName("a subscriber that throws an interrupt has thrown, and is told nothing")
    void aSubscriberThatThrowsAnInterrupt() {
        InterruptedException own = new InterruptedException("its own");
        Notes notes = new ThrowingOnNext(own);
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            counting(scope, 5, new AtomicInteger())
                                                    .subscribe(notes);
                                            notes.request(1);
                                        }))
                .isInstanceOf(ProcessFailedException.class)
                .hasCause(own);
        assertThat(notes.failure).isNull();
    }

    @Test
    @DisplayName("a subscriber that throws a cancellation has cancelled, and has not failed")
    void aSubscriberThatThrowsACancellation() throws Exception {
        Notes notes = new ThrowingOnNext(new CancelledException("not wanted", null));
        AtomicInteger sent = new AtomicInteger();
        Scope.run(
                scope -> {
                    counting(scope, 5, sent).subscribe(notes);
                    notes.request(5);
                });
        assertThat(sent.get()).isLessThanOrEqualTo(2);
        assertThat(notes.failure).isNull();
        assertThat(notes.complete).isFalse();
    }

    private static final class ThrowingOnNext extends Notes {
        private final Throwable thrown;

        ThrowingOnNext(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public void onNext(Integer value) {
            throw Raise.asIs(thrown);
        }
    }

    @Test
    @DisplayName("a cancelled scope is told to subscribers as a cancellation")
    void aCancelledScopeIsTold() throws Exception {
        Notes notes = new Notes();
        Scope.run(
                scope -> {
                    counting(scope, 5, new AtomicInteger()).subscribe(notes);
                    notes.request(1);
                    scope.cancel();
                });
        assertThat(notes.failure)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("\"numbers\"");
    }

    @Test
    @DisplayName(
            "a cancelled scope is told as a cancellation also if the source wraps the interrupt")
    void aWrappedInterruptIsTold() {
        Notes notes = new Notes();
        Channel<Boolean> begun = Channel.buffered(1);
        SlowCancels.within(
                () ->
                        Scope.run(
                                scope -> {
                                    Publishers.<Integer>publisher(
                                                    scope,
                                                    "waiting",
                                                    run -> {
                                                        begun.trySend(true);
                                                        try {
                                                            Channel.never().receive();
                                                        } catch (InterruptedException e) {
                                                            throw new IllegalStateException(e);
                                                        }
                                                        return Channel.rendezvous();
                                                    })
                                            .subscribe(notes);
                                    begun.receive();
                                    scope.cancel();
                                }));
        assertThat(notes.failure)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("\"waiting\"");
    }

    @Test
    @DisplayName(
            "a cancelled scope is told as a cancellation also if the source learns of it by a"
                    + " future")
    void aCancelThatAFutureTellsIsTold() {
        Notes notes = new Notes();
        Channel<Boolean> begun = Channel.buffered(1);
        CompletableFuture<Receiver<Integer>> shared = new CompletableFuture<>();
        SlowCancels.within(
                () ->
                        Scope.run(
                                scope -> {
                                    Futures.fork(scope, "owner", () -> shared);
                                    Publishers.<Integer>publisher(
                                                    scope,
                                                    "waiting",
                                                    run -> {
                                                        begun.trySend(true);
                                                        return shared.join();
                                                    })
                                            .subscribe(notes);
                                    begun.receive();
                                    scope.cancel();
                                }));
        assertThat(notes.failure)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("\"waiting\"");
    }

    @Test
    @DisplayName("a subscription after the scope was left is answered with an error")
    void aLateSubscriptionIsAnswered() throws Exception {
        Flow.Publisher<Integer> publisher =
                Scope.call(scope -> counting(scope, 5, new AtomicInteger()));
        Notes notes = new Notes();
        publisher.subscribe(notes);
        assertThat(notes.subscription).isNotNull();
        assertThat(notes.failure).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("a hot publisher has one subscriber, whose cancel cancels the receiver")
    void aHotPublisherHasOneSubscriber() throws Exception {
        Notes first = new Notes();
        Notes second = new Notes();
        Channel<Integer> channel = Channel.buffered(5);
        channel.sendAll(numbers(3));
        Scope.run(
                scope -> {
                    Flow.Publisher<Integer> publisher = Publishers.publisher(scope, "hot", channel);
                    publisher.subscribe(first);
                    first.request(2);
                    Until.eventually("two values", () -> first.values.size() == 2);
                    publisher.subscribe(second);
                    second.ended();
                    first.subscription.cancel();
                });
        assertThat(second.failure).hasMessageContaining("takes no second");
        assertThat(first.values).containsExactly(0, 1);
        assertThat(channel.isClosed()).isTrue();
        assertThat(channel.size()).isZero();
    }

    private static final class Refusing extends Notes {
        @Override
        public void onSubscribe(Flow.Subscription given) {
            throw NO_PAPER;
        }
    }

    @Test
    @DisplayName("a subscriber that throws when it is subscribed has cancelled (rule 2.13)")
    void aSubscriberThatThrowsWhenItIsSubscribedHasCancelled() {
        Channel<Integer> channel = Channel.rendezvous();
        Refusing refusing = new Refusing();
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope ->
                                                Publishers.publisher(scope, "hot", channel)
                                                        .subscribe(refusing)))
                .isInstanceOf(ProcessFailedException.class)
                .hasCause(NO_PAPER);
        assertThatThrownBy(() -> channel.send(1)).isInstanceOf(CancelledException.class);
        assertThat(refusing.complete).isFalse();
        assertThat(refusing.failure).isNull();
    }

    @Test
    @DisplayName("a run that fails with what its subscriber has thrown fails with just that")
    void aRunThatFailsWithTheSame() {
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope ->
                                                Publishers.<Integer>publisher(
                                                                scope,
                                                                "broken",
                                                                run -> {
                                                                    throw NO_PAPER;
                                                                })
                                                        .subscribe(new Refusing())))
                .isInstanceOf(ProcessFailedException.class)
                .hasCause(NO_PAPER);
    }

    @Test
    @DisplayName("a scope that is cancelled before a run begins cancels a hot publisher's receiver")
    void aCancelledScopeCancelsTheReceiver() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        Notes notes = new Notes();
        Scope.run(
                scope -> {
                    scope.cancel();
                    Publishers.publisher(scope, "hot", channel).subscribe(notes);
                });
        assertThat(notes.failure).isInstanceOf(CancellationException.class);
        assertThat(channel.isClosed()).isTrue();
    }

    @Test
    @DisplayName("a subscription after the scope was left cancels a hot publisher's receiver")
    void aLateSubscriptionCancelsTheReceiver() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        Flow.Publisher<Integer> publisher =
                Scope.call(scope -> Publishers.publisher(scope, "hot", channel));
        publisher.subscribe(new Notes());
        assertThat(channel.isClosed()).isTrue();
    }

    @Test
    @DisplayName(
            "a hot publisher's subscriber is the first to subscribe, also if its run begins last")
    void theFirstToSubscribeIsServed() throws Exception {
        Notes second = new Notes();
        Notes first =
                new Notes() {
                    @Override
                    public void onSubscribe(Flow.Subscription given) {
                        second.ended();
                        super.onSubscribe(given);
                    }
                };
        Channel<Integer> channel = Channel.buffered(3);
        channel.sendAll(numbers(3));
        channel.close();
        Scope.run(
                scope -> {
                    Flow.Publisher<Integer> publisher = Publishers.publisher(scope, "hot", channel);
                    publisher.subscribe(first);
                    publisher.subscribe(second);
                    first.request(3);
                });
        assertThat(first.values).isEqualTo(numbers(3));
        assertThat(second.failure).hasMessageContaining("takes no second");
    }

    @Test
    @DisplayName(
            "a second subscriber that throws when it is subscribed takes nothing from the first")
    void aSecondSubscriberThatThrowsTakesNothingFromTheFirst() throws Exception {
        Notes first = new Notes();
        Channel<Integer> channel = Channel.buffered(5);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        Scope.unnamed()
                .supervised(failures::add)
                .run(
                        scope -> {
                            Flow.Publisher<Integer> publisher =
                                    Publishers.publisher(scope, "hot", channel);
                            publisher.subscribe(first);
                            first.request(3);
                            publisher.subscribe(new Refusing());
                            channel.sendAll(numbers(3));
                            channel.close();
                            first.ended();
                        });
        assertThat(failures).singleElement().extracting(Throwable::getCause).isSameAs(NO_PAPER);
        assertThat(first.values).isEqualTo(numbers(3));
        assertThat(first.complete).isTrue();
    }

    @Test
    @DisplayName("a receiver that others cancel is not taken for complete")
    void aReceiverThatOthersCancelIsNotComplete() throws Exception {
        Notes notes = new Notes();
        Channel<Integer> channel = Channel.buffered(5);
        Scope.run(
                scope -> {
                    Publishers.publisher(scope, "hot", channel).subscribe(notes);
                    notes.request(2);
                    channel.cancel();
                });
        assertThat(notes.failure).isInstanceOf(CancellationException.class);
        assertThat(notes.complete).isFalse();
    }

    /** The subscriber cancels when others have ended its run, and one process of that still has to. */
    private static void cancelLate(BiConsumer<Channel<Integer>, Notes> end, Runnable lastStep)
            throws Exception {
        Channel<Integer> hot = Channel.rendezvous();
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Notes notes = new Notes();
        Scope.run(
                scope -> {
                    Publishers.<Integer>publisher(
                                    scope,
                                    "p",
                                    run -> {
                                        run.go(
                                                "tail",
                                                () -> {
                                                    try {
                                                        Channel.never().receive();
                                                    } catch (InterruptedException e) {
                                                        stopped.countDown();
                                                        goOn.await();
                                                        lastStep.run();
                                                    }
                                                });
                                        return hot;
                                    })
                            .subscribe(notes);
                    notes.request(1);
                    Until.eventually("it waits", () -> hot.waitingReceivers() == 1);
                    end.accept(hot, notes);
                    stopped.await();
                    notes.subscription.cancel();
                    goOn.countDown();
                });
        assertThat(notes.failure).isNull();
    }

    @Test
    @DisplayName("a receiver that others cancel fails nothing if its subscriber cancels, too")
    void aReceiverThatOthersCancelFailsNothing() throws Exception {
        cancelLate((hot, notes) -> hot.cancel(), () -> {});
    }

    @Test
    @DisplayName("a request for less than one fails nothing if its subscriber cancels after it")
    void anIllegalRequestBeforeACancelFailsNothing() throws Exception {
        cancelLate((hot, notes) -> notes.request(0), () -> {});
    }

    @Test
    @DisplayName("L36 what fails in a run that both have cancelled is told")
    void whatFailsInARunThatBothHaveCancelledIsTold() throws Exception {
        Runnable fails =
                () -> {
                    throw NO_PAPER;
                };
        assertThat(Told.by(() -> cancelLate((hot, notes) -> hot.cancel(), fails)))
                .singleElement()
                .satisfies(e -> assertThat(e).hasRootCause(NO_PAPER));
    }

    // ---- from publishers

    /** Publishes numbers in its own thread, and watches how many are asked for ahead. */
    private static final class Counter implements Flow.Publisher<Integer>, Flow.Subscription {
        private final int count;
        private final AtomicLong demand = new AtomicLong();
        private final AtomicLong requested = new AtomicLong();
        final AtomicBoolean cancelled = new AtomicBoolean();
        private final Throwable failure;

        Counter(int count, Throwable failure) {
            this.count = count;
            this.failure = failure;
        }

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
            subscriber.onSubscribe(this);
            Thread.startVirtualThread(
                    () -> {
                        for (int i = 0; i < count; i++) {
                            Until.eventually("demand", () -> demand.get() > 0 || cancelled.get());
                            if (cancelled.get()) {
                                return;
                            }
                            demand.decrementAndGet();
                            subscriber.onNext(i);
                        }
                        if (failure != null) {
                            subscriber.onError(failure);
                        } else {
                            subscriber.onComplete();
                        }
                    });
        }

        @Override
        public void request(long n) {
            requested.addAndGet(n);
            demand.addAndGet(n);
        }

        @Override
        public void cancel() {
            cancelled.set(true);
        }
    }

    @Test
    @DisplayName("what a publisher publishes is received, with never more than a window ahead")
    void whatAPublisherPublishesIsReceived() throws Exception {
        for (int window : new int[] {1, 2, 3, 16}) {
            Counter counter = new Counter(100, null);
            List<Integer> got = new ArrayList<>();
            Scope.run(
                    scope -> {
                        Receiver<Integer> values =
                                Publishers.produce(scope, "numbers", counter, window);
                        for (Integer value : values) {
                            got.add(value);
                            // one more is in the hand of the process
                            assertThat(counter.requested.get())
                                    .isLessThanOrEqualTo(got.size() + window + 1);
                        }
                    });
            assertThat(got).isEqualTo(numbers(100));
            assertThat(counter.cancelled).isFalse();
        }
    }

    @Test
    @SuppressWarnings("try") // closed early: that is the end of the values
    @DisplayName("the JDK's own publisher is received")
    void theJdksPublisherIsReceived() throws Exception {
        try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>()) {
            Scope.run(
                    scope -> {
                        Receiver<Integer> values =
                                Publishers.produce(scope, "numbers", publisher, 8);
                        Until.eventually("it has subscribed", publisher::hasSubscribers);
                        scope.go(
                                () -> {
                                    numbers(1_000).forEach(publisher::submit);
                                    publisher.close();
                                });
                        assertThat(values).containsExactlyElementsOf(numbers(1_000));
                    });
        }
    }

    @Test
    @DisplayName("an error of a publisher fails the channel after the values, and the scope")
    void anErrorFailsTheChannel() {
        List<Integer> got = new ArrayList<>();
        assertThatThrownBy(
                        () ->
                                Scope.named("s")
                                        .supervised()
                                        .run(
                                                scope -> {
                                                    Receiver<Integer> values =
                                                            Publishers.produce(
                                                                    scope,
                                                                    "numbers",
                                                                    new Counter(3, NO_PAPER),
                                                                    8);
                                                    assertThatThrownBy(
                                                                    () -> values.forEach(got::add))
                                                            .isInstanceOf(
                                                                    ChannelFailedException.class)
                                                            .hasCause(NO_PAPER);
                                                }))
                .isInstanceOf(ProcessFailedException.class)
                .hasCause(NO_PAPER);
        assertThat(got).isEqualTo(numbers(3));
    }

    @Test
    @DisplayName("cancelling the receiver cancels the subscription")
    void cancellingTheReceiverCancelsTheSubscription() throws Exception {
        Counter counter = new Counter(Integer.MAX_VALUE, null);
        Scope.run(
                scope -> {
                    Receiver<Integer> values = Publishers.produce(scope, "numbers", counter, 4);
                    assertThat(values.receive()).isZero();
                    values.cancel();
                });
        assertThat(counter.cancelled).isTrue();
    }

    /** Publishes nothing, and notes what it is asked. */
    private static final class Silent implements Flow.Publisher<Integer>, Flow.Subscription {
        final AtomicBoolean requested = new AtomicBoolean();
        final AtomicBoolean cancelled = new AtomicBoolean();

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
            subscriber.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            requested.set(true);
        }

        @Override
        public void cancel() {
            cancelled.set(true);
        }
    }

    @Test
    @DisplayName("cancelling the scope cancels the subscription, also of a silent publisher")
    void cancellingTheScopeCancelsTheSubscription() throws Exception {
        Silent silent = new Silent();
        Scope.run(
                scope -> {
                    Publishers.produce(scope, "silent", silent, 4);
                    Until.eventually("it requests", silent.requested::get);
                    scope.cancel();
                });
        assertThat(silent.cancelled).isTrue();
    }

    @Test
    @DisplayName(
            "cancelling the receiver cancels the subscription at once, also of a silent publisher")
    void cancellingTheReceiverCancelsASilentPublisher() throws Exception {
        Silent silent = new Silent();
        Scope.run(
                scope -> {
                    Receiver<Integer> values = Publishers.produce(scope, "silent", silent, 4);
                    Until.eventually("it requests", silent.requested::get);
                    values.cancel();
                    // and the scope is left, though nothing is ever published
                });
        assertThat(silent.cancelled).isTrue();
    }

    @Test
    @DisplayName("a publisher that throws after it has subscribed is cancelled")
    void aPublisherThatThrowsIsCancelled() {
        Silent silent = new Silent();
        Flow.Publisher<Integer> broken =
                subscriber -> {
                    silent.subscribe(subscriber);
                    throw NO_PAPER;
                };
        assertThatThrownBy(() -> Scope.run(scope -> Publishers.produce(scope, "broken", broken, 4)))
                .isInstanceOf(ProcessFailedException.class)
                .hasCause(NO_PAPER);
        assertThat(silent.cancelled).isTrue();
    }

    @Test
    @DisplayName(
            "cancelling the receiver before there is a subscription ends the wait for it; a late"
                    + " one is cancelled")
    void cancellingTheReceiverEndsTheWaitForASubscription() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        List<Flow.Subscriber<Integer>> subscribers = new ArrayList<>();
        Scope.run(
                scope -> {
                    subscribers.add(Publishers.subscriber(scope, "late", channel, 4));
                    channel.cancel();
                });
        Silent silent = new Silent();
        silent.subscribe(subscribers.getFirst());
        assertThat(silent.cancelled).isTrue();
        assertThat(silent.requested).isFalse();
    }

    @Test
    @DisplayName(
            "a sender that others close ends the subscription, without a failure if nothing was"
                    + " published")
    void aSenderThatOthersCloseEndsTheSubscription() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        Silent silent = new Silent();
        Scope.run(
                scope -> {
                    silent.subscribe(Publishers.subscriber(scope, "silent", channel, 4));
                    Until.eventually("it requests", silent.requested::get);
                    channel.close();
                });
        assertThat(silent.cancelled).isTrue();
    }

    @Test
    @DisplayName(
            "a sender that others have closed fails the process with the value that it could not"
                    + " send")
    void aValueThatCannotBeSentFailsTheProcess() {
        Channel<Integer> channel = Channel.rendezvous();
        Silent silent = new Silent();
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Flow.Subscriber<Integer> subscriber =
                                                    Publishers.subscriber(scope, "n", channel, 4);
                                            silent.subscribe(subscriber);
                                            Until.eventually("it requests", silent.requested::get);
                                            subscriber.onNext(1);
                                            subscriber.onNext(2);
                                            Until.eventually(
                                                    "1", () -> channel.waitingSenders() == 1);
                                            channel.close();
                                            assertThat(channel.receive()).isEqualTo(1);
                                        }))
                .rootCause()
                .isInstanceOf(ClosedException.class)
                .extracting(e -> ((ClosedException) e).undelivered())
                .isEqualTo(2);
        assertThat(silent.cancelled).isTrue();
    }

    @Test
    @DisplayName("a publisher that sends more than was requested is cancelled, and said so")
    void aPublisherThatSendsTooMuchIsCancelled() {
        AtomicBoolean cancelled = new AtomicBoolean();
        Flow.Publisher<Integer> flood =
                subscriber -> {
                    subscriber.onSubscribe(
                            new Flow.Subscription() {
                                @Override
                                public void request(long n) {}

                                @Override
                                public void cancel() {
                                    cancelled.set(true);
                                }
                            });
                    numbers(10).forEach(subscriber::onNext);
                };
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope ->
                                                Publishers.produce(scope, "flood", flood, 4)
                                                        .forEach(v -> {})))
                .rootCause()
                .hasMessageContaining("rule 1.1")
                .hasMessageContaining("\"flood\"");
        assertThat(cancelled).isTrue();
    }

    @Test
    @DisplayName("a subscriber sends to its channel, and closes it")
    void aSubscriberSendsToItsChannel() throws Exception {
        Channel<Number> channel = Channel.buffered(2);
        List<Number> got = new ArrayList<>();
        Scope.run(
                scope -> {
                    Flow.Subscriber<Integer> subscriber =
                            Publishers.subscriber(scope, "numbers", channel, 4);
                    new Counter(50, null).subscribe(subscriber);
                    channel.forEach(got::add);
                });
        assertThat(got).hasSize(50).isEqualTo(numbers(50));
    }

    @Test
    @DisplayName("L13 a sender is failed whose subscriber comes after its scope was left")
    void aSubscriberOfAScopeThatWasLeft() throws Exception {
        Scope left = Scope.call(scope -> scope);
        Channel<Integer> channel = Channel.rendezvous();
        Throwable thrown = catchThrowable(() -> Publishers.subscriber(left, "late", channel, 4));
        assertThat(thrown).isInstanceOf(IllegalStateException.class);
        assertThat(channel.tryReceive()).isEqualTo(Received.closed(thrown));
    }

    @Test
    @DisplayName("L13 a sender is failed by its publisher, if there is no memory to do so")
    void aSenderThatIsFailedLater() {
        ShortOfMemory scarce = ShortOfMemory.later(Op.CLOSE);
        Flow.Subscription last =
                new Flow.Subscription() {
                    @Override
                    public void request(long n) {}

                    @Override
                    public void cancel() { // before the sender is told
                        scarce.begin();
                    }
                };
        scarce.run(
                () -> {
                    Channel<Integer> channel = Channel.rendezvous();
                    assertThatThrownBy(
                                    () ->
                                            Scope.run(
                                                    scope -> {
                                                        Flow.Subscriber<Integer> subscriber =
                                                                Publishers.subscriber(
                                                                        scope, "n", channel, 4);
                                                        subscriber.onSubscribe(last);
                                                        subscriber.onError(NO_PAPER);
                                                    }))
                            .hasRootCause(NO_PAPER);
                    assertThat(channel.tryReceive()).isEqualTo(Received.closed(NO_PAPER));
                });
    }

    /** In a thread of its own: a subscription, a value and the end. */
    private static Flow.Publisher<Integer> one(Runnable beforeTheEnd) {
        return subscriber ->
                Thread.startVirtualThread(
                        () -> {
                            subscriber.onSubscribe(new Silent());
                            subscriber.onNext(1);
                            beforeTheEnd.run();
                            subscriber.onComplete();
                        });
    }

    private static List<Integer> receivedFrom(Flow.Publisher<Integer> publisher) throws Exception {
        List<Integer> got = new ArrayList<>();
        Scope.run(scope -> Publishers.produce(scope, "one", publisher, 4).forEach(got::add));
        return got;
    }

    @ParameterizedTest
    @EnumSource(
            value = Op.class,
            names = {"CLOSE", "TRY_SEND"})
    @DisplayName("a subscription, and a value, are heard of later, if there is no memory to do so")
    void aSignalThatIsHeardOfLater(Op at) {
        ShortOfMemory.at(at, 3)
                .run(() -> assertThat(receivedFrom(one(() -> {}))).containsExactly(1));
    }

    @Test
    @DisplayName("L13 the end of a publisher is heard of later, if there is no memory to do so")
    void anEndThatIsHeardOfLater() {
        ShortOfMemory scarce = ShortOfMemory.later(Op.CLOSE);
        scarce.run(() -> assertThat(receivedFrom(one(scarce::begin))).containsExactly(1));
    }

    @Test
    @DisplayName("a window of nothing is refused")
    void aWindowOfNothingIsRefused() throws Exception {
        Scope.run(
                scope ->
                        assertThatThrownBy(
                                        () ->
                                                Publishers.produce(
                                                        scope, "n", new Counter(1, null), 0))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining("\"n\""));
    }

    // ---- both

    @Test
    @DisplayName("out and in again, with random windows and buffers, everything arrives in order")
    void outAndInAgain() throws Exception {
        Random random = Seed.random("round trip");
        for (int i = 0; i < 25; i++) {
            int count = random.nextInt(200);
            int capacity = random.nextInt(5);
            int window = 1 + random.nextInt(20);
            List<Integer> got = new ArrayList<>();
            Scope.run(
                    scope -> {
                        Flow.Publisher<Integer> publisher =
                                Publishers.publisher(
                                        scope,
                                        "out",
                                        run ->
                                                run.produce(
                                                        "numbers",
                                                        capacity,
                                                        out -> out.sendAll(numbers(count))));
                        Publishers.produce(scope, "in", publisher, window).forEach(got::add);
                    });
            assertThat(got).isEqualTo(numbers(count));
        }
    }

    // ---- publishers that break the rules

    @Test
    @DisplayName("rule 1.9: what a publisher says before it has given a subscription is heard")
    void aPublisherThatGivesNoSubscription() throws Exception {
        IOException noRoute = new IOException("no route");
        assertThatThrownBy(() -> received(subscriber -> subscriber.onError(noRoute)))
                .hasRootCause(noRoute);
        assertThat(received(Flow.Subscriber::onComplete)).isEmpty();
    }

    @Test
    @DisplayName("rule 2.13: null is refused, and keeps nobody waiting for more")
    void aPublisherThatGivesNull() {
        for (Consumer<Flow.Subscriber<? super Integer>> signal :
                List.<Consumer<Flow.Subscriber<? super Integer>>>of(
                        subscriber -> subscriber.onSubscribe(null),
                        subscriber -> {
                            subscriber.onSubscribe(new Deaf());
                            subscriber.onNext(null);
                        },
                        subscriber -> {
                            subscriber.onSubscribe(new Deaf());
                            subscriber.onError(null);
                        })) {
            AtomicReference<Throwable> refused = new AtomicReference<>();
            assertThatThrownBy(
                            () ->
                                    received(
                                            subscriber ->
                                                    refused.set(
                                                            catchThrowable(
                                                                    () ->
                                                                            signal.accept(
                                                                                    subscriber)))))
                    .rootCause()
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageStartingWith("rule 2.13: the publisher of \"in\" has given null");
            assertThat(refused.get()).isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    @DisplayName("a value that others own fails who receives it, and the subscription is cancelled")
    void aPublisherThatGivesWhatOthersOwn() throws Exception {
        FutureTask<Owned<Integer>> owned = new FutureTask<>(() -> Owned.of(1));
        Thread.startVirtualThread(owned);
        Owned<Integer> ofOthers = owned.get();
        Upstream subscription = new Upstream();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        assertThatThrownBy(
                        () ->
                                received(
                                        subscriber -> {
                                            subscriber.onSubscribe(subscription);
                                            thrown.set(
                                                    catchThrowable(
                                                            () -> subscriber.onNext(ofOthers)));
                                        }))
                .hasRootCauseInstanceOf(OwnershipException.class);
        assertThat(thrown.get()).isNull();
        assertThat(subscription.cancelled).isTrue();
    }

    @Test
    @DisplayName("L36 a subscription that cannot be cancelled does not hide why it is cancelled")
    void aSubscriptionThatCannotBeCancelled() {
        IOException broken = new IOException("broken");
        assertThatThrownBy(
                        () ->
                                received(
                                        subscriber ->
                                                subscriber.onSubscribe(
                                                        new Deaf() {
                                                            @Override
                                                            public void request(long n) {
                                                                subscriber.onError(broken);
                                                            }
                                                        })))
                .rootCause()
                .isSameAs(broken)
                .satisfies(
                        e -> assertThat(e.getSuppressed()).singleElement().isSameAs(Deaf.CANNOT));
    }

    /** Does nothing, and cannot be cancelled. */
    private static class Deaf implements Flow.Subscription {
        static final IllegalStateException CANNOT = new IllegalStateException("cannot");

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            throw CANNOT;
        }
    }

    private static <T> List<T> received(Flow.Publisher<T> publisher) throws Exception {
        return Scope.call(
                scope -> {
                    List<T> all = new ArrayList<>();
                    Publishers.produce(scope, "in", publisher, 4).forEach(all::add);
                    return all;
                });
    }
}
