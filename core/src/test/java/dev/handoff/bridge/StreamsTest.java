package dev.handoff.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ProcessFailedException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.generate.Generator;
import dev.handoff.laws.Seed;
import dev.handoff.laws.Until;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@DisplayName("Bridges: streams and iterators")
class StreamsTest {
    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Channel<Integer> filled(int count) {
        Channel<Integer> channel = Channel.unbounded();
        numbers(count).forEach(channel::trySend);
        return channel;
    }

    // ---- receiver to stream

    @Test
    @DisplayName("a stream has the values of its receiver up to the close, in order")
    void aStreamHasAllValues() {
        Channel<Integer> channel = filled(500);
        channel.close();
        assertThat(Streams.stream(channel).toList()).isEqualTo(numbers(500));
    }

    @Test
    @DisplayName("what a short-circuiting operation does not ask for stays in the channel")
    void whatIsNotAskedForStays() throws Exception {
        Channel<Integer> channel = filled(10);
        assertThat(Streams.stream(channel).limit(3).toList()).containsExactly(0, 1, 2);
        assertThat(channel.receive()).isEqualTo(3);
    }

    @Test
    @DisplayName("closing the stream cancels the receiver, and so ends the producer")
    void closingTheStreamCancels() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        Scope.run(
                scope -> {
                    Receiver<Integer> endless =
                            scope.produce(
                                    "endless",
                                    out -> {
                                        try {
                                            for (int i = 0; ; i++) {
                                                out.send(i);
                                            }
                                        } finally {
                                            ended.set(true);
                                        }
                                    });
                    try (Stream<Integer> stream = Streams.stream(endless)) {
                        assertThat(stream.filter(i -> i % 7 == 6).findFirst()).contains(6);
                    }
                });
        assertThat(ended).isTrue();
    }

    @Test
    @DisplayName("the terminal operation throws when the channel has failed, after every value")
    void aFailedChannelThrows() {
        Channel<Integer> channel = filled(3);
        IllegalStateException cause = new IllegalStateException("no paper");
        channel.fail(cause);
        List<Integer> got = new ArrayList<>();
        assertThatThrownBy(() -> Streams.stream(channel).forEach(got::add))
                .isInstanceOf(ChannelFailedException.class)
                .hasCause(cause);
        assertThat(got).containsExactly(0, 1, 2);
    }

    @Test
    @DisplayName("an interrupted terminal operation throws, keeps the status and loses nothing")
    void anInterruptLosesNothing() throws Exception {
        interrupt(values -> values);
        interrupt(Stream::parallel);
    }

    private static void interrupt(UnaryOperator<Stream<Integer>> kind) throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        AtomicBoolean status = new AtomicBoolean();
        AtomicBoolean cancelled = new AtomicBoolean();
        Thread reader =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                kind.apply(Streams.stream(channel)).forEach(v -> {});
                            } catch (CancelledException e) {
                                cancelled.set(true);
                                status.set(Thread.currentThread().isInterrupted());
                            }
                        });
        Until.eventually("it waits", () -> channel.waitingReceivers() == 1);
        reader.interrupt();
        reader.join();
        assertThat(cancelled).isTrue();
        assertThat(status).isTrue();
        assertThat(channel.trySend(1).accepted()).isFalse();
    }

    @Test
    @DisplayName("a parallel stream sees every value once")
    void aParallelStreamSeesEveryValueOnce() throws Exception {
        Random random = Seed.random("parallel stream");
        for (int i = 0; i < 3; i++) {
            int count = random.nextInt(2_000);
            int capacity = random.nextInt(20);
            Scope.run(
                    scope -> {
                        Receiver<Integer> values =
                                scope.produce(
                                        "values", capacity, out -> out.sendAll(numbers(count)));
                        assertThat(Streams.stream(values).parallel().map(v -> v + 1).toList())
                                .isEqualTo(IntStream.rangeClosed(1, count).boxed().toList());
                    });
        }
    }

    @Test
    @DisplayName("a parallel stream of a failed channel throws")
    void aParallelStreamOfAFailedChannelThrows() {
        Channel<Integer> channel = filled(3);
        channel.fail(new IllegalStateException("no paper"));
        assertThatThrownBy(() -> Streams.stream(channel).parallel().toList())
                .hasMessageContaining("no paper");
    }

    // ---- stream to receiver

    @Test
    @DisplayName("a stream becomes a receiver with its elements in order, and is closed")
    void aStreamBecomesAReceiver() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        Scope.run(
                scope -> {
                    Receiver<Integer> values =
                            Streams.produce(
                                    scope,
                                    "numbers",
                                    numbers(100).parallelStream().onClose(() -> closed.set(true)));
                    assertThat(values).containsExactlyElementsOf(numbers(100));
                });
        assertThat(closed).isTrue();
    }

    @Test
    @DisplayName("an infinite stream, also one inside flatMap, runs only as far as it is received")
    void anInfiniteStreamRunsOnlyAsFarAsReceived() throws Exception {
        AtomicInteger made = new AtomicInteger();
        Scope.run(
                scope -> {
                    Stream<Integer> endless =
                            Stream.of(1).flatMap(i -> Stream.generate(made::getAndIncrement));
                    Receiver<Integer> values = Streams.produce(scope, "endless", endless);
                    for (int i = 0; i < 10; i++) {
                        assertThat(values.receive()).isEqualTo(i);
                    }
                    values.cancel();
                });
        assertThat(made.get()).isBetween(10, 11);
    }

    @Test
    @DisplayName("what a stream throws fails the channel and the scope")
    void aFailingStreamFailsTheScope() {
        IllegalStateException cause = new IllegalStateException("no paper");
        List<Integer> got = new ArrayList<>();
        assertThatThrownBy(
                        () ->
                                Scope.named("print")
                                        .supervised()
                                        .run(
                                                scope -> {
                                                    Receiver<Integer> values =
                                                            Streams.produce(
                                                                    scope,
                                                                    "numbers",
                                                                    Stream.of(1, 2, 3)
                                                                            .peek(
                                                                                    v -> {
                                                                                        if (v == 3)
                                                                                            throw cause;
                                                                                    }));
                                                    assertThatThrownBy(
                                                                    () -> values.forEach(got::add))
                                                            .isInstanceOf(
                                                                    ChannelFailedException.class)
                                                            .hasCause(cause);
                                                }))
                .isInstanceOf(ProcessFailedException.class)
                .hasCause(cause);
        assertThat(got).containsExactly(1, 2);
    }

    @Test
    @DisplayName("a parallel stream is sent by the process alone, in its order")
    void aParallelStreamIsSentByTheProcessAlone() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Stream<Integer> numbers =
                numbers(1000).parallelStream().peek(n -> threads.add(Thread.currentThread()));
        Scope.run(
                scope ->
                        assertThat(Streams.stream(Streams.produce(scope, "numbers", numbers)))
                                .containsExactlyElementsOf(numbers(1000)));
        assertThat(threads).hasSize(1);
    }

    @Test
    @DisplayName("cancelling the scope ends a stream that waits to be received, and closes it")
    void cancellingTheScopeClosesTheStream() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        Scope.run(
                scope -> {
                    Channel<Integer> values =
                            (Channel<Integer>)
                                    Streams.produce(
                                            scope,
                                            "numbers",
                                            Stream.generate(() -> 1)
                                                    .onClose(() -> closed.set(true)));
                    Until.eventually("it waits", () -> values.waitingSenders() == 1);
                    scope.cancel();
                });
        assertThat(closed).isTrue();
    }

    @Test
    @DisplayName("cancelling the scope ends the stream of a generator, which has not failed")
    void cancellingTheScopeEndsTheStreamOfAGenerator() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        Generator<Integer> endless =
                Generator.of(
                        out -> {
                            try {
                                while (true) {
                                    out.yield(1);
                                }
                            } finally {
                                ended.set(true);
                            }
                        });
        Scope.run(
                scope -> {
                    Channel<Integer> values =
                            (Channel<Integer>) Streams.produce(scope, "numbers", endless.stream());
                    Until.eventually("it waits", () -> values.waitingSenders() == 1);
                    scope.cancel();
                });
        assertThat(ended).isTrue();
    }

    @Test
    @DisplayName(
            "cancelled at a random point, a receiver has had a prefix, and the stream is closed")
    void aCancelledReceiverHasHadAPrefix() throws Exception {
        Random random = Seed.random("cancelled stream");
        for (int i = 0; i < 200; i++) {
            int count = random.nextInt(20);
            int wanted = random.nextInt(20);
            int capacity = random.nextInt(4);
            AtomicBoolean closed = new AtomicBoolean();
            List<Integer> got = new ArrayList<>();
            Scope.run(
                    scope -> {
                        Receiver<Integer> values =
                                Streams.produce(
                                        scope,
                                        "numbers",
                                        capacity,
                                        numbers(count).stream().onClose(() -> closed.set(true)));
                        while (got.size() < wanted) {
                            Integer value = values.receiveOrNull();
                            if (value == null) {
                                break;
                            }
                            got.add(value);
                        }
                        values.cancel();
                    });
            assertThat(got).isEqualTo(numbers(Math.min(count, wanted)));
            assertThat(closed).isTrue();
        }
    }

    // ---- iterators

    @Test
    @DisplayName("an iterator becomes a receiver, asked no further than its values are received")
    void anIteratorBecomesAReceiver() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Iterator<Integer> endless =
                new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public Integer next() {
                        return asked.getAndIncrement();
                    }
                };
        Scope.run(
                scope -> {
                    Receiver<Integer> values = Streams.produce(scope, "endless", 2, endless);
                    for (int i = 0; i < 5; i++) {
                        assertThat(values.receive()).isEqualTo(i);
                    }
                    values.cancel();
                });
        assertThat(asked.get()).isBetween(5, 9);
    }

    @Test
    @DisplayName("what an iterator throws fails the channel")
    void aFailingIteratorFailsTheChannel() {
        Iterator<Integer> broken =
                new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public Integer next() {
                        throw new NoSuchElementException("broken");
                    }
                };
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope ->
                                                Streams.produce(scope, "broken", broken).receive()))
                .hasMessageContaining("broken");
    }

    @Test
    @DisplayName("a stream whose process cannot be started is closed")
    void aStreamWhoseProcessCannotBeStartedIsClosed() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        Stream<Integer> numbers = Stream.of(1).onClose(() -> closed.set(true));
        Scope left = Scope.call(scope -> scope);
        assertThatThrownBy(() -> Streams.produce(left, "numbers", numbers))
                .isInstanceOf(IllegalStateException.class);
        assertThat(closed).isTrue();
    }

    @Test
    @DisplayName("null instead of a stream, iterator or receiver is refused at once")
    void nullIsRefused() throws Exception {
        assertThatThrownBy(() -> Streams.stream(null)).isInstanceOf(NullPointerException.class);
        Scope.run(
                scope -> {
                    assertThatThrownBy(() -> Streams.produce(scope, "n", (Stream<Integer>) null))
                            .isInstanceOf(NullPointerException.class);
                    assertThatThrownBy(() -> Streams.produce(scope, "n", (Iterator<Integer>) null))
                            .isInstanceOf(NullPointerException.class);
                });
    }
}
