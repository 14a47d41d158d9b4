package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.Diagnosis;
import dev.handoff.Handoff;
import dev.handoff.ProcessFailedException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorFailedException;
import dev.handoff.generate.GeneratorRun;
import dev.handoff.generate.Yielder;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@DisplayName("L42 A generator in a loop, as a stream, as a receiver, inside another")
class L42GeneratorUsesTest {
    @RegisterExtension final Crew crew = new Crew();

    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    private final Generator<Integer> naturals =
            Generator.named(
                    "naturals",
                    out -> {
                        try {
                            for (int i = 0; ; i++) {
                                made.incrementAndGet();
                                out.yield(i);
                            }
                        } finally {
                            ended.incrementAndGet();
                        }
                    });

    private static Generator<Integer> upTo(int n) {
        return Generator.named(
                "numbers",
                out -> {
                    for (int i = 0; i < n; i++) {
                        out.yield(i);
                    }
                });
    }

    // ---- forEach

    @Test
    @DisplayName("L42 forEach runs the body in the calling thread, and its yield is the action")
    void forEachRunsTheBodyInTheCallingThread() {
        List<String> log = new ArrayList<>();
        Thread me = Thread.currentThread();
        Generator<Integer> numbers =
                Generator.of(
                        out -> {
                            assertThat(Thread.currentThread()).isEqualTo(me);
                            for (int i = 0; i < 2; i++) {
                                log.add("made " + i);
                                out.yield(i);
                            }
                        });
        numbers.forEach(n -> log.add("got " + n));
        assertThat(log).containsExactly("made 0", "got 0", "made 1", "got 1");
    }

    @Test
    @DisplayName("L42 what the action of forEach throws is thrown, and the body has unwound")
    void whatTheActionThrowsIsThrown() {
        IllegalStateException enough = new IllegalStateException("enough");
        assertThatThrownBy(
                        () ->
                                naturals.forEach(
                                        n -> {
                                            if (n == 3) {
                                                throw enough;
                                            }
                                        }))
                .isSameAs(enough);
        assertThat(made).hasValue(4);
        assertThat(ended).hasValue(1);
    }

    @Test
    @DisplayName(
            "L42 a failure of the body is thrown by forEach; beside one of the action it is"
                    + " suppressed")
    void aFailureOfTheBodyIsThrownByForEach() {
        IOException disk = new IOException("disk full");
        Generator<Integer> bad =
                Generator.of(
                        out -> {
                            try {
                                out.yield(1);
                            } finally {
                                raise(disk);
                            }
                        });
        assertThatThrownBy(() -> bad.forEach(n -> {}))
                .isInstanceOf(GeneratorFailedException.class)
                .hasCause(disk);
        IllegalStateException enough = new IllegalStateException("enough");
        assertThatThrownBy(
                        () ->
                                bad.forEach(
                                        n -> {
                                            throw enough;
                                        }))
                .isSameAs(enough)
                .hasSuppressedException(disk);
    }

    private static void raise(Exception e) throws Exception {
        throw e;
    }

    @Test
    @DisplayName("L42 an action that has failed is not called again, whatever the body does")
    void anActionThatHasFailedIsNotCalledAgain() {
        IllegalStateException enough = new IllegalStateException("enough");
        AtomicInteger told = new AtomicInteger();
        Generator<Integer> goingOn =
                Generator.of(
                        out -> {
                            for (int i = 0; i < 3; i++) {
                                try {
                                    out.yield(i);
                                } catch (CancelledException e) {
                                    told.incrementAndGet();
                                }
                            }
                        });
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                goingOn.forEach(
                                        n -> {
                                            calls.incrementAndGet();
                                            throw enough;
                                        }))
                .isSameAs(enough);
        assertThat(calls).hasValue(1);
        assertThat(told).hasValue(3);
    }

    @Test
    @DisplayName("L42 a body that has gone on from an interrupt, and fails later, has failed")
    void aBodyThatFailsAfterAnInterruptHasFailed() {
        IOException disk = new IOException("disk");
        Generator<Integer> bad =
                Generator.of(
                        out -> {
                            Thread.currentThread().interrupt();
                            assertThatThrownBy(() -> out.yield(1))
                                    .isInstanceOf(InterruptedException.class);
                            out.yield(2);
                            throw disk;
                        });
        List<Integer> got = new ArrayList<>();
        Worker<Boolean> loop =
                crew.call(
                        ThreadKind.VIRTUAL,
                        () -> {
                            assertThatThrownBy(() -> bad.forEach(got::add))
                                    .isInstanceOf(GeneratorFailedException.class)
                                    .hasCause(disk);
                            return Thread.currentThread().isInterrupted();
                        });
        assertThat(loop.join()).isFalse();
        assertThat(got).containsExactly(2);
    }

    @Test
    @DisplayName(
            "L42 an interrupted forEach throws CancelledException and keeps the interrupt status")
    void anInterruptedForEachThrows() {
        Worker<Boolean> loop =
                crew.call(
                        ThreadKind.VIRTUAL,
                        () -> {
                            assertThatThrownBy(
                                            () ->
                                                    naturals.forEach(
                                                            n -> {
                                                                if (n == 3) {
                                                                    Thread.currentThread()
                                                                            .interrupt();
                                                                }
                                                            }))
                                    .isInstanceOf(CancelledException.class);
                            return Thread.currentThread().isInterrupted();
                        });
        assertThat(loop.join()).isTrue();
        assertThat(made).hasValue(5);
    }

    @Test
    @DisplayName(
            "L42 a forEach whose body meets the interrupt in a channel of the JDK throws"
                    + " CancelledException, too")
    void anInterruptInAChannelOfTheJdk() throws Exception {
        Pipe pipe = Pipe.open();
        Generator<Integer> reads =
                Generator.of(
                        out -> {
                            try (var source = pipe.source()) {
                                out.yield(source.read(ByteBuffer.allocate(1)));
                            }
                        });
        try (Pipe.SinkChannel _ = pipe.sink()) {
            Worker<Boolean> loop =
                    crew.call(
                            ThreadKind.VIRTUAL,
                            () -> {
                                Thread.currentThread().interrupt();
                                assertThatThrownBy(() -> reads.forEach(n -> {}))
                                        .isInstanceOf(CancelledException.class)
                                        .hasRootCauseInstanceOf(ClosedByInterruptException.class);
                                return Thread.currentThread().isInterrupted();
                            });
            assertThat(loop.join()).isTrue();
        }
    }

    @Test
    @DisplayName(
            "L42 a forEach or a stream whose body meets the interrupt in a loop over a receiver"
                    + " throws CancelledException, too")
    void anInterruptInALoopOverAReceiver() {
        Generator<Integer> passesOn =
                Generator.of(out -> out.yieldAll(Channel.<Integer>rendezvous()));
        for (Runnable loop :
                List.<Runnable>of(
                        () -> passesOn.forEach(n -> {}),
                        () -> passesOn.stream().forEach(n -> {}))) {
            Worker<Boolean> interrupted =
                    crew.call(
                            ThreadKind.VIRTUAL,
                            () -> {
                                Thread.currentThread().interrupt();
                                assertThatThrownBy(loop::run)
                                        .isInstanceOf(CancelledException.class)
                                        .hasRootCauseInstanceOf(InterruptedException.class);
                                return Thread.currentThread().isInterrupted();
                            });
            assertThat(interrupted.join()).isTrue();
        }
    }

    @Test
    @DisplayName(
            "L42 what a finally block throws at a yield that is interrupted is suppressed in the"
                    + " CancelledException")
    void aFailureAfterAnInterruptIsSuppressed() {
        IOException disk = new IOException("disk full");
        Generator<Integer> bad =
                Generator.of(
                        out -> {
                            try {
                                out.yield(1);
                                out.yield(2);
                            } finally {
                                raise(disk);
                            }
                        });
        Worker<Boolean> loop =
                crew.call(
                        ThreadKind.VIRTUAL,
                        () -> {
                            assertThatThrownBy(
                                            () ->
                                                    bad.forEach(
                                                            n ->
                                                                    Thread.currentThread()
                                                                            .interrupt()))
                                    .isInstanceOf(CancelledException.class)
                                    .hasCauseInstanceOf(InterruptedException.class)
                                    .hasSuppressedException(disk);
                            return Thread.currentThread().isInterrupted();
                        });
        assertThat(loop.join()).isTrue();
    }

    @Test
    @DisplayName("L42 an interrupt that meets a finally block after a failed action stays set")
    void anInterruptThatMeetsAFinallyBlockStaysSet() {
        IllegalStateException enough = new IllegalStateException("enough");
        Generator<Integer> waiting =
                Generator.of(
                        out -> {
                            try {
                                out.yield(1);
                            } finally {
                                Thread.currentThread().interrupt();
                                Channel.<Integer>never().receive();
                            }
                        });
        Worker<Boolean> loop =
                crew.call(
                        ThreadKind.VIRTUAL,
                        () -> {
                            assertThatThrownBy(
                                            () ->
                                                    waiting.forEach(
                                                            n -> {
                                                                throw enough;
                                                            }))
                                    .isSameAs(enough);
                            return Thread.currentThread().isInterrupted();
                        });
        assertThat(loop.join()).isTrue();
    }

    // ---- streams

    @Test
    @DisplayName("L42 a stream that wants all runs the body in its own thread")
    void aStreamThatWantsAllRunsTheBodyInItsOwnThread() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Generator<Integer> numbers =
                Generator.of(
                        out -> {
                            threads.add(Thread.currentThread());
                            out.yieldAll(List.of(3, 1, 2));
                        });
        assertThat(numbers.stream().map(n -> n * n).sorted().toList()).containsExactly(1, 4, 9);
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    @DisplayName("L42 a stream that stops early pulls what it needs, and its close ends the body")
    void aStreamThatStopsEarlyPullsWhatItNeeds() {
        try (Stream<Integer> numbers = naturals.stream()) {
            assertThat(numbers.filter(n -> n % 2 == 1).limit(3).toList()).containsExactly(1, 3, 5);
            assertThat(made).hasValue(6);
            assertThat(ended).hasValue(0);
        }
        assertThat(ended).hasValue(1);
    }

    @Test
    @DisplayName("L42 an inner stream of flatMap ends with the outer one")
    void anInnerStreamOfFlatMapEnds() {
        try (Stream<Integer> numbers =
                Stream.of(1, 2).flatMap(k -> naturals.stream().limit(3).map(n -> k * 10 + n))) {
            assertThat(numbers.toList()).containsExactly(10, 11, 12, 20, 21, 22);
        }
        assertThat(ended).hasValue(2);
    }

    @Test
    @DisplayName("L42 a parallel stream has all values, too")
    void aParallelStreamHasAllValues() {
        assertThat(upTo(10_000).stream().parallel().map(n -> n + 1).toList())
                .isEqualTo(IntStream.rangeClosed(1, 10_000).boxed().toList());
    }

    @Test
    @DisplayName("L42 the iterator of a stream pulls one step at a time")
    void theIteratorOfAStreamPulls() {
        try (Stream<Integer> numbers = naturals.stream()) {
            var values = numbers.iterator();
            assertThat(values.next()).isZero();
            assertThat(values.next()).isEqualTo(1);
            assertThat(made).hasValue(2);
        }
        assertThat(ended).hasValue(1);
    }

    @Test
    @DisplayName("L42 a closed stream has run nothing")
    void aClosedStreamHasRunNothing() {
        naturals.stream().close();
        assertThat(made).hasValue(0);
    }

    // ---- receivers

    @Test
    @DisplayName("L42 as a receiver a generator is one value ahead, never more")
    void asAReceiverItIsOneValueAhead() throws Exception {
        Scope.run(
                scope -> {
                    Receiver<Integer> numbers = naturals.receiveIn(scope);
                    for (int i = 0; i < 20; i++) {
                        assertThat(numbers.receive()).isEqualTo(i);
                        assertThat(made.get()).isBetween(i + 1, i + 2);
                    }
                    numbers.cancel();
                });
        assertThat(made).hasValue(21);
        assertThat(ended).hasValue(1);
    }

    @Test
    @DisplayName("L42 as a receiver with a buffer it is ahead by that and one value, never more")
    void asAReceiverWithABufferItIsFurtherAhead() throws Exception {
        Scope.run(
                scope -> {
                    Receiver<Integer> numbers = naturals.receiveIn(scope, 3);
                    for (int i = 0; i < 20; i++) {
                        assertThat(numbers.receive()).isEqualTo(i);
                        assertThat(made.get()).isBetween(i + 1, i + 1 + 3 + 1);
                    }
                    numbers.cancel();
                });
        assertThat(ended).hasValue(1);
    }

    @Test
    @DisplayName("L42 with room for all of its values it ends, whether or not they are received")
    void asAReceiverWithRoomItWaitsForNobody() throws Exception {
        Receiver<Integer> numbers = Scope.call(scope -> upTo(3).receiveIn(scope, 3));
        assertThat(numbers.receiveBatch(9)).containsExactly(0, 1, 2);
        assertThat(numbers.receiveOrNull()).isNull();
    }

    @Test
    @DisplayName("L42 as a receiver a generator is a case of a select, and ends")
    void asAReceiverItIsACase() throws Exception {
        int sum =
                Scope.call(
                        scope -> {
                            Select<Integer> next =
                                    Select.of(
                                            on(upTo(5).receiveIn(scope), n -> n).onClosed(() -> -1),
                                            after(Duration.ofHours(1), () -> -2));
                            int total = 0;
                            for (int n; (n = next.run()) >= 0; ) {
                                total += n;
                            }
                            return total;
                        });
        assertThat(sum).isEqualTo(10);
    }

    @Test
    @DisplayName("L42 as a receiver a generator fails its channel and its scope")
    void asAReceiverItFailsItsChannelAndItsScope() {
        IOException cause = new IOException("no paper");
        assertThatThrownBy(
                        () ->
                                Scope.named("s")
                                        .supervised()
                                        .run(
                                                scope -> {
                                                    Receiver<Integer> numbers =
                                                            Generator.<Integer>named(
                                                                            "bad",
                                                                            out -> {
                                                                                throw cause;
                                                                            })
                                                                    .receiveIn(scope);
                                                    assertThatThrownBy(numbers::receive)
                                                            .isInstanceOf(
                                                                    ChannelFailedException.class)
                                                            .hasCause(cause);
                                                }))
                .isInstanceOf(ProcessFailedException.class)
                .hasCause(cause);
    }

    // ---- inside another

    private static void walk(int depth, int label, Yielder<Integer> out) throws Exception {
        if (depth > 0) {
            out.yieldAll(tree(depth - 1, 2 * label));
            out.yield(label);
            out.yieldAll(tree(depth - 1, 2 * label + 1));
        }
    }

    private static Generator<Integer> tree(int depth, int label) {
        return Generator.of(out -> walk(depth, label, out));
    }

    @Test
    @DisplayName("L42 a generator that delegates to itself walks a tree in order")
    void aGeneratorThatDelegatesWalksATree() {
        List<Integer> got = new ArrayList<>();
        for (int label : tree(3, 1)) {
            got.add(label);
        }
        assertThat(got).containsExactly(4, 2, 5, 1, 6, 3, 7);
    }

    private static Generator<Integer> nested(int depth, Set<Thread> threads) {
        return Generator.of(
                out -> {
                    threads.add(Thread.currentThread());
                    out.yield(depth);
                    if (depth > 0) {
                        out.yieldAll(nested(depth - 1, threads));
                    }
                });
    }

    @Test
    @DisplayName("L42 delegating takes no further process, however deep")
    void delegatingTakesNoFurtherProcess() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        int expected = 1000;
        for (int n : nested(1000, threads)) {
            assertThat(n).isEqualTo(expected--);
        }
        assertThat(expected).isEqualTo(-1);
        assertThat(threads).hasSize(1);
    }

    @Test
    @DisplayName("L42 a close unwinds all generators that delegate, the innermost first")
    void aCloseUnwindsAllThatDelegate() throws Exception {
        List<String> log = new ArrayList<>();
        Generator<Integer> inner = logged("inner", log, out -> out.yield(1));
        Generator<Integer> outer = logged("outer", log, out -> out.yieldAll(inner));
        try (var run = outer.open()) {
            run.nextOrNull();
        }
        assertThat(log).containsExactly("inner", "outer");
    }

    private static Generator<Integer> logged(
            String name, List<String> log, dev.handoff.generate.GeneratorBody<Integer> body) {
        return Generator.of(
                out -> {
                    try {
                        body.run(out);
                    } finally {
                        log.add(name);
                    }
                });
    }

    @Test
    @DisplayName("L42 a generator of a subtype can be delegated to")
    void aGeneratorOfASubtypeCanBeDelegatedTo() {
        Generator<Number> numbers =
                Generator.of(
                        out -> {
                            out.yieldAll(upTo(2));
                            out.yield(2.5);
                        });
        assertThat(numbers).containsExactly(0, 1, 2.5);
    }

    @Test
    @DisplayName("L42 a stream's values are not used up by an action that is null")
    void aNullActionUsesNothingUp() {
        try (Stream<Integer> stream = upTo(2).stream()) {
            Spliterator<Integer> values = stream.spliterator();
            assertThatThrownBy(() -> values.tryAdvance(null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> values.forEachRemaining(null))
                    .isInstanceOf(NullPointerException.class);
            List<Integer> left = new ArrayList<>();
            values.forEachRemaining(left::add);
            assertThat(left).containsExactly(0, 1);
        }
    }

    // ---- many

    /** Two switches each: ten million take too long for every build. */
    private static final int PULLED = Integer.getInteger("pulled", 1_000_000);

    private static Generator<int[]> boxes(int most) {
        return Generator.of(
                out -> {
                    for (int i = 1; i <= most; i++) {
                        out.yield(new int[] {i});
                    }
                });
    }

    /** While it goes on, what has been used is garbage. */
    private static final class Used {
        private final int most;
        private final List<WeakReference<int[]>> some = new ArrayList<>();
        private long sum;

        Used(int most) {
            this.most = most;
        }

        void use(int[] box) {
            sum += box[0];
            if (box[0] == most) {
                assertThat(some).hasSize(9);
                Until.eventually("collected", this::areCollected);
            } else if (box[0] % (most / 10) == 0) {
                some.add(new WeakReference<>(box));
            }
        }

        private boolean areCollected() {
            System.gc();
            return some.stream().allMatch(value -> value.get() == null);
        }

        void assertAllWereThere() {
            assertThat(sum).isEqualTo(most * (most + 1L) / 2);
        }
    }

    @Test
    @DisplayName("L42 ten million values in a row, of which none is kept")
    void tenMillionValues() {
        Used used = new Used(10_000_000);
        boxes(10_000_000).forEach(used::use);
        used.assertAllWereThere();
    }

    @Test
    @DisplayName("L42 ten million values through a stream, of which none is kept")
    void tenMillionThroughAStream() {
        Used used = new Used(10_000_000);
        try (Stream<int[]> boxes = boxes(10_000_000).stream()) {
            boxes.forEach(used::use);
        }
        used.assertAllWereThere();
    }

    @Test
    @DisplayName("L42 a million values pulled one at a time, of which none is kept")
    void aMillionPulled() throws Exception {
        inAProcess(
                (scope, used) -> {
                    for (int[] box : boxes(PULLED)) {
                        used.use(box);
                    }
                });
    }

    @Test
    @DisplayName("L42 a million values asked for one at a time, of which none is kept")
    void aMillionAskedFor() throws Exception {
        inAProcess(
                (scope, used) -> {
                    try (GeneratorRun<int[]> run = boxes(PULLED).open()) {
                        for (int[] box; (box = run.nextOrNull()) != null; ) {
                            used.use(box);
                        }
                    }
                });
    }

    @Test
    @DisplayName("L42 a million values received one at a time, of which none is kept")
    void aMillionReceived() throws Exception {
        inAProcess(
                (scope, used) -> {
                    Receiver<int[]> boxes = boxes(PULLED).receiveIn(scope);
                    for (int[] box; (box = boxes.receiveOrNull()) != null; ) {
                        used.use(box);
                    }
                });
    }

    private interface Using {
        void all(Scope scope, Used used) throws Exception;
    }

    /** A platform thread would sleep and be woken for each. */
    private static void inAProcess(Using using) throws InterruptedException {
        Used used = new Used(PULLED);
        Scope.run(scope -> scope.go(() -> using.all(scope, used)));
        used.assertAllWereThere();
    }

    @Test
    @ResourceLock("leaks")
    @DisplayName(
            "L49 who pulls a generator whose body waits for ever is found to leak, and so is the"
                    + " body")
    void whoPullsInVainLeaks() {
        Diagnosis.takeLeaks();
        WeakReference<Thread> pulling =
                new WeakReference<>(Handoff.go("pulls in vain", L42GeneratorUsesTest::pullInVain));
        Until.eventually(
                "collected",
                () -> {
                    System.gc();
                    return pulling.refersTo(null);
                });
        assertThat(Diagnosis.takeLeaks())
                .anyMatch(leak -> leak.startsWith("detached process \"pulls in vain\""));
    }

    private static void pullInVain() {
        Channel<Integer> source = Channel.rendezvous();
        Generator<Integer> doubles =
                Generator.of(
                        out -> {
                            while (true) {
                                out.yield(2 * source.receive());
                            }
                        });
        for (int number : doubles) {
            throw new AssertionError(number);
        }
    }
}
