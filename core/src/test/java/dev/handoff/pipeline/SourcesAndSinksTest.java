package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.ProcessFailedException;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.share.Broadcast;
import dev.handoff.share.Message;
import dev.handoff.share.Topics;
import dev.handoff.share.Watch;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnmappableCharacterException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Gatherer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where values come from, and where they go. */
class SourcesAndSinksTest {
    @TempDir private Path folder;

    /** In UTF-8, whatever the line ends are. */
    @Test
    void linesOfAFile() throws Exception {
        Path file = folder.resolve("lines.txt");
        Files.write(file, "eins\nzwölf\r\n\n東京".getBytes(StandardCharsets.UTF_8));
        assertThat(Pipeline.lines(file).toList()).containsExactly("eins", "zwölf", "", "東京");
        assertThat(Pipeline.lines(file).take(2).toList()).containsExactly("eins", "zwölf");
    }

    /** Whichever of its functions it is. */
    @Test
    void aCollectorThatFailsIsNamed() {
        IllegalStateException planted = new IllegalStateException("planted");
        Supplier<List<Integer>> failingSupplier =
                () -> {
                    throw planted;
                };
        BiConsumer<List<Integer>, Integer> failingAccumulator =
                (list, x) -> {
                    throw planted;
                };
        Function<List<Integer>, Integer> failingFinisher =
                list -> {
                    throw planted;
                };
        BinaryOperator<List<Integer>> unused = (a, b) -> a;
        for (Collector<Integer, ?, ?> collector :
                List.<Collector<Integer, ?, ?>>of(
                        Collector.of(failingSupplier, List::add, unused),
                        Collector.of(ArrayList::new, failingAccumulator, unused),
                        Collector.of(ArrayList::new, List::add, unused, failingFinisher))) {
            assertThatThrownBy(() -> Pipeline.of(1).named("numbers").collect(collector))
                    .isInstanceOf(PipelineException.class)
                    .hasMessageStartingWith("pipeline \"numbers\", stage collect has failed")
                    .hasCause(planted);
        }
    }

    /** A decoder may hold it back until it is asked for it. */
    @Test
    void theLastCharacterOfAnEncodingThatLooksAhead() throws Exception {
        Charset hindi = Charset.forName("x-ISCII91");
        String text = "\u0905\u0964";
        Path file = Files.write(folder.resolve("hindi.txt"), text.getBytes(hindi));
        assertThat(Pipeline.lines(file, hindi).toList()).containsExactly(text);
    }

    /** Another encoding is asked for; bytes that it does not know are no silent question marks. */
    @Test
    void linesInAnotherEncoding() throws Exception {
        Path file = folder.resolve("latin.txt");
        Files.write(file, "zwölf".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Pipeline.lines(file, StandardCharsets.ISO_8859_1).toList())
                .containsExactly("zwölf");
        assertThatThrownBy(() -> Pipeline.lines(file).count())
                .isInstanceOf(PipelineException.class)
                .hasCauseInstanceOf(MalformedInputException.class)
                .hasMessageContaining("latin.txt");
    }

    @Test
    @DisplayName("a byte that stands for no letter of its encoding fails, and is said: no U+FFFD")
    void aByteThatIsNoLetter() throws Exception {
        Path file = folder.resolve("western.txt");
        Files.write(file, new byte[] {'x', '\n', 'y', (byte) 0x81});
        List<String> seen = new ArrayList<>();
        assertThatThrownBy(
                        () ->
                                Pipeline.lines(file, Charset.forName("windows-1252"))
                                        .forEach(seen::add))
                .isInstanceOf(PipelineException.class)
                .hasRootCauseMessage("byte 3 (the first is 0) begins what is not windows-1252");
        assertThat(seen).containsExactly("x");
    }

    /** The JDK's readers lose what they have decoded in the same go. */
    @Test
    void linesBeforeBytesThatAreNoTextArePutOut() throws Exception {
        Path file = folder.resolve("broken.txt");
        for (int good : List.of(0, 1, 2, 10, 5_000)) {
            Files.writeString(file, "drüben\n".repeat(good));
            Files.write(file, new byte[] {'x', (byte) 0xff, '\n', 'y'}, StandardOpenOption.APPEND);
            List<String> seen = new ArrayList<>();
            assertThatThrownBy(() -> Pipeline.lines(file).forEach(seen::add))
                    .isInstanceOf(PipelineException.class)
                    .cause()
                    .isInstanceOf(MalformedInputException.class)
                    .cause()
                    .hasMessage("byte %s (the first is 0) begins what is not UTF-8", 8 * good + 1);
            assertThat(seen).isEqualTo(Collections.nCopies(good, "drüben"));
        }
    }

    /** Characters of one to four bytes lie across the ends of all blocks. */
    @Test
    void linesAreDecodedAcrossBlocks() throws Exception {
        Path file = folder.resolve("long.txt");
        for (Charset encoding : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16)) {
            for (int shift = 0; shift < 4; shift++) {
                String line = "x".repeat(shift) + "aé東😀".repeat(20_000);
                Files.writeString(file, line + "\n" + line, encoding);
                assertThat(Pipeline.lines(file, encoding).toList()).containsExactly(line, line);
            }
        }
        Files.write(file, new byte[] {'a', '\n', (byte) 0xe6, (byte) 0x9d}); // cut in a character
        assertThatThrownBy(() -> Pipeline.lines(file).count())
                .cause()
                .cause()
                .hasMessage("byte 2 (the first is 0) begins what is not UTF-8");
    }

    /** The message names the file, and where it was looked for. */
    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Pipeline.lines(Path.of("no/such.txt")).count())
                .isInstanceOf(PipelineException.class)
                .hasCauseInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("stage lines(no/such.txt) has failed")
                .hasMessageContaining(
                        "there is no file " + Path.of("no/such.txt").toAbsolutePath());
    }

    @Test
    @DisplayName("L46 an interrupt that meets a file ends the run as an interrupt")
    void anInterruptInAFileIsAnInterrupt() throws Exception {
        Path file = folder.resolve("long.txt");
        Files.write(file, "line\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        Pipeline<String> lines =
                Pipeline.lines(file).peek(line -> Thread.currentThread().interrupt());
        assertThatThrownBy(lines::count).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @DisplayName(
            "L46 a loop over values that take long each, also over those that have come at once,"
                    + " looks for an interrupt before each")
    void longValues() {
        int last = 20;
        Pipeline<Integer> range = Pipeline.range(0, 1_000);
        List<Integer> many = IntStream.range(0, 1_000).boxed().toList();
        String text = many.stream().map(x -> x + "\n").collect(Collectors.joining());
        Gatherer<List<Integer>, ?, Integer> each =
                Gatherer.of(
                        (state, list, out) -> {
                            list.forEach(out::push);
                            return true;
                        });
        List<Pipeline<Integer>> sources =
                List.of(
                        range,
                        Pipeline.from(many),
                        Pipeline.fromStream(many::stream),
                        Pipeline.lines(new ByteArrayInputStream(text.getBytes(UTF_8)))
                                .map(Integer::valueOf),
                        range.merge(),
                        range.flatMapMerge(1, Pipeline::of),
                        range.parallel(1, x -> x),
                        range.parallelUnordered(1, x -> x),
                        Pipeline.of(many).gather(each));
        for (Pipeline<Integer> source : sources) {
            AtomicInteger begun = new AtomicInteger();
            assertThatThrownBy(
                            () ->
                                    source.forEach(
                                            x -> {
                                                begun.incrementAndGet();
                                                long begin = System.nanoTime();
                                                while (System.nanoTime() - begin < 200_000) {
                                                    Thread.onSpinWait();
                                                }
                                                if (x == last) {
                                                    Thread.currentThread().interrupt();
                                                }
                                            }))
                    .isInstanceOf(InterruptedException.class);
            assertThat(begun).hasValue(last + 1);
        }
    }

    /** Many may be there at once, and none for hours after them. */
    @Test
    @DisplayName("L46 a run that reads lines looks for an interrupt before each of them")
    void linesAfterAnInterrupt() {
        InputStream text = new ByteArrayInputStream("line\n".repeat(100_000).getBytes(UTF_8));
        AtomicInteger read = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                Pipeline.lines(text)
                                        .forEach(
                                                line -> {
                                                    if (read.incrementAndGet() == 50_000) {
                                                        Thread.currentThread().interrupt();
                                                    }
                                                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(read).hasValue(50_000);
    }

    /** Its exception is that of time-outs, says nothing, and leaves no interrupt status. */
    @Test
    @DisplayName("L46 an interrupt that meets a pipe ends the run as an interrupt")
    void anInterruptInAPipeIsAnInterrupt() throws Exception {
        PipedInputStream pipe =
                new PipedInputStream() {
                    @Override
                    public synchronized int read(byte[] to, int offset, int length)
                            throws IOException {
                        Thread.currentThread().interrupt();
                        return super.read(to, offset, length);
                    }
                };
        try (PipedOutputStream _ = new PipedOutputStream(pipe)) {
            assertThatThrownBy(() -> Pipeline.lines(pipe).count())
                    .isInstanceOf(InterruptedException.class)
                    .hasCauseInstanceOf(InterruptedIOException.class);
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @DisplayName("L46 the time-out of a stream is a failure, whatever it says")
    void aTimeOutIsAFailure() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(1);
            for (Callable<Socket> late :
                    List.<Callable<Socket>>of(
                            () -> {
                                throw new InterruptedIOException();
                            },
                            () -> {
                                throw new InterruptedIOException("timeout");
                            },
                            server::accept)) {
                assertThatThrownBy(() -> Pipeline.fromStream(() -> Stream.of(late.call())).run())
                        .isInstanceOf(PipelineException.class)
                        .hasCauseInstanceOf(InterruptedIOException.class);
            }
        }
    }

    /** Such as standard input, which others want to read when the run has ended, however that comes. */
    @Test
    void linesOfAnOpenStream() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        for (int most : new int[] {1, 2, 3}) {
            InputStream in = watched("zwölf\nx", UTF_8, closed);
            assertThat(Pipeline.lines(in).take(most).toList())
                    .isEqualTo(List.of("zwölf", "x").subList(0, Math.min(most, 2)));
        }
        InputStream in = watched("zwölf\nx", UTF_8, closed);
        assertThatThrownBy(() -> Pipeline.lines(in).map(Integer::valueOf).run())
                .hasCauseInstanceOf(NumberFormatException.class);
        assertThat(closed).hasValue(0);
    }

    /** Other than without an encoding, where they are replaced. */
    @Test
    void bytesThatAreNoTextFailAnOpenStreamWhoseEncodingIsSaid() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        Charset latin = StandardCharsets.ISO_8859_1;
        String text = "x\nzwölf\ny";
        assertThat(Pipeline.lines(watched(text, latin, closed), latin).toList())
                .containsExactly("x", "zwölf", "y");
        assertThat(Pipeline.lines(watched(text, latin, closed)).toList())
                .containsExactly("x", "zw\ufffdlf", "y");
        List<String> seen = new ArrayList<>();
        assertThatThrownBy(
                        () ->
                                Pipeline.lines(watched(text, latin, closed), UTF_8)
                                        .forEach(seen::add))
                .isInstanceOf(PipelineException.class)
                .cause()
                .isInstanceOf(MalformedInputException.class)
                .cause()
                .hasMessage("byte 4 (the first is 0) begins what is not UTF-8");
        assertThat(seen).containsExactly("x");
        assertThat(closed).hasValue(0);
    }

    private static InputStream watched(String text, Charset encoding, AtomicInteger closed) {
        return new ByteArrayInputStream(text.getBytes(encoding)) {
            @Override
            public void close() throws IOException {
                closed.incrementAndGet();
                super.close();
            }
        };
    }

    /** Opened for each run, and closed whether it is read to the end, or not, or fails. */
    @Test
    void aStreamIsOpenedAndClosed() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        Pipeline<Integer> stream =
                Pipeline.fromStream(
                        () -> {
                            opened.incrementAndGet();
                            return Stream.iterate(1, x -> x < 4, x -> x + 1)
                                    .onClose(closed::incrementAndGet);
                        });
        assertThat(stream.toList()).containsExactly(1, 2, 3);
        assertThat(stream.first()).contains(1);
        assertThatThrownBy(() -> stream.map(x -> 1 / (x - 2)).count())
                .hasCauseInstanceOf(ArithmeticException.class);
        assertThat(opened).hasValue(3);
        assertThat(closed).hasValue(3);
    }

    @Test
    @DisplayName("L46 a stream makes no more than is wanted, also inside of its flatMap")
    void aStreamMakesNoMoreThanIsWanted() throws Exception {
        AtomicInteger made = new AtomicInteger();
        Pipeline<Integer> source =
                Pipeline.fromStream(
                        () ->
                                Stream.of(1)
                                        .flatMap(
                                                x ->
                                                        Stream.iterate(
                                                                        x,
                                                                        i -> i <= 1_000,
                                                                        i -> i + 1)
                                                                .peek(
                                                                        i ->
                                                                                made
                                                                                        .incrementAndGet())));
        assertThat(source.take(3).toList()).containsExactly(1, 2, 3);
        assertThat(made).hasValue(3);
        assertThat(source.count()).isEqualTo(1_000);
    }

    @Test
    @DisplayName("L46 a parallel stream, too, runs in the thread of the run, with all below it")
    void aParallelStreamRunsInTheThreadOfTheRun() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Pipeline<Integer> source =
                Pipeline.fromStream(
                        () ->
                                IntStream.range(0, 10_000)
                                        .boxed()
                                        .parallel()
                                        .peek(_ -> threads.add(Thread.currentThread())));
        assertThat(source.peek(_ -> threads.add(Thread.currentThread())).count()).isEqualTo(10_000);
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    @DisplayName("L46 a stream that swallows that no more is wanted pushes nothing more")
    void aStreamThatSwallowsThatThereIsEnough() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        Pipeline<Integer> deaf =
                Pipeline.fromStream(
                        () ->
                                Stream.of(1, 2, 3)
                                        .mapMulti(
                                                (x, down) -> {
                                                    try {
                                                        down.accept(x);
                                                    } catch (RuntimeException e) {
                                                        // as so many do
                                                    }
                                                }));
        assertThat(deaf.peek(_ -> seen.incrementAndGet()).take(1).toList()).containsExactly(1);
        assertThat(seen).hasValue(1);
    }

    @Test
    @DisplayName("L46 null in place of a stream is a failure that says so")
    void nullInPlaceOfAStream() {
        assertThatThrownBy(() -> Pipeline.<Integer>fromStream(() -> null).count())
                .hasMessageContaining("stage stream has failed")
                .hasMessageEndingWith("the function gave null, not a stream")
                .hasNoSuppressedExceptions();
    }

    @Test
    @DisplayName("L46, L15 each run opens a receiver, and cancels it at its end, however it ends")
    void aReceiverIsOpenedAndCancelled() throws Exception {
        List<Channel<Integer>> opened = new ArrayList<>();
        List<Integer> undelivered = new ArrayList<>();
        Pipeline<Integer> source =
                Pipeline.fromReceiver(
                        () -> {
                            Channel<Integer> numbers =
                                    Channel.<Integer>named("numbers")
                                            .buffered(9)
                                            .onUndelivered(undelivered::add)
                                            .open();
                            numbers.sendAll(List.of(1, 2, 3));
                            if (opened.isEmpty()) {
                                numbers.close();
                            }
                            opened.add(numbers);
                            return numbers;
                        });
        assertThat(source.toList()).containsExactly(1, 2, 3);
        assertThat(undelivered).isEmpty();
        assertThat(source.first()).contains(1);
        assertThat(undelivered).containsExactly(2, 3);
        assertThatThrownBy(() -> source.map(x -> 1 / (x - 2)).count())
                .hasCauseInstanceOf(ArithmeticException.class);
        assertThat(undelivered).containsExactly(2, 3, 3);
        assertThat(opened).hasSize(3).allMatch(Channel::isClosed);
        assertThat(source.describe()).isEqualTo("receiver");
    }

    @Test
    @DisplayName("L46, L38 a run that is cancelled while it waits cancels the receiver it opened")
    void aCancelledRunCancelsItsReceiver() throws Exception {
        for (int ahead : new int[] {0, 1}) {
            Channel<Integer> numbers = Channel.rendezvous();
            Pipeline<Integer> source = Pipeline.fromReceiver(() -> numbers);
            Pipeline<Integer> run = ahead == 0 ? source : source.buffer(ahead);
            Scope.run(
                    scope -> {
                        scope.go(run::run);
                        numbers.send(1);
                        scope.cancel();
                    });
            assertThat(numbers.isClosed()).isTrue();
        }
    }

    @Test
    @DisplayName("L46, L43, L44 a run that has ended is subscribed to nothing any more")
    void aRunThatHasEndedIsSubscribedToNothing() throws Exception {
        Watch<Integer> watch = Watch.of(1);
        List<Receiver<Integer>> changes = new ArrayList<>();
        Scope.run(
                scope -> {
                    Broadcast<Integer> prices = Broadcast.<Integer>unnamed().replay(1).in(scope);
                    prices.sender().send(1);
                    assertThat(Pipeline.fromReceiver(prices::subscribe).first()).contains(1);
                    assertThat(prices.subscriptions()).isEmpty();
                    prices.sender().sendAll(List.of(2, 3, 4)); // waits for nobody
                    prices.close();

                    Topics<String, Integer> news = Topics.in(scope);
                    Pipeline<Message<String, Integer>> goals =
                            Pipeline.fromReceiver(
                                    () -> {
                                        var goal = news.subscriber("goal").buffered(1).subscribe();
                                        news.publish("goal", 1);
                                        return goal;
                                    });
                    assertThat(goals.first()).contains(new Message<>("goal", 1));
                    assertThat(news.subscriptions()).isEmpty();
                    news.sender().close();

                    assertThat(Pipeline.fromReceiver(watch::changes).first()).contains(1);
                    Pipeline<Integer> noted =
                            Pipeline.fromReceiver(
                                    () -> {
                                        changes.add(watch.changes());
                                        return changes.getFirst();
                                    });
                    assertThat(noted.first()).contains(1);
                    assertThat(changes.getFirst().tryReceive()).isEqualTo(Received.closed(null));
                });
    }

    @Test
    @DisplayName("L46 each attempt of a retry opens a receiver of its own")
    void eachAttemptOpensAReceiver() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        Pipeline<Integer> source =
                Pipeline.fromReceiver(
                        () -> {
                            Channel<Integer> numbers = Channel.buffered(1);
                            numbers.send(opened.incrementAndGet());
                            numbers.fail(new IOException("gone"));
                            return numbers;
                        });
        List<Integer> seen = new ArrayList<>();
        assertThatThrownBy(() -> source.retry(Backoff.of(3)).forEach(seen::add))
                .hasMessageContaining("stage receiver has failed")
                .hasRootCauseMessage("gone");
        assertThat(seen).containsExactly(1, 2, 3);
    }

    @Test
    @DisplayName("L46 a receiver that cannot be opened, or is null, is a failure that says so")
    void aReceiverThatCannotBeOpened() {
        assertThatThrownBy(() -> Pipeline.<Integer>fromReceiver(() -> null).count())
                .hasMessageContaining("stage receiver has failed")
                .hasMessageEndingWith("the function gave null, not a receiver");
        IOException planted = new IOException("planted");
        Pipeline<Integer> failing =
                Pipeline.fromReceiver(
                        () -> {
                            throw planted;
                        });
        assertThatThrownBy(failing::count).isInstanceOf(PipelineException.class).hasCause(planted);
        Pipeline<Integer> interrupted =
                Pipeline.fromReceiver(
                        () -> {
                            throw new InterruptedException();
                        });
        assertThatThrownBy(interrupted::count).isInstanceOf(InterruptedException.class);
    }

    @Test
    @DisplayName("L46 a run takes no more from a channel than it wants")
    void aChannelIsNotReadAhead() throws Exception {
        Channel<Integer> numbers = Channel.buffered(9);
        numbers.sendAll(List.of(1, 2, 3, 4, 5));
        numbers.close();
        Pipeline<Integer> source = Pipeline.from(numbers);
        assertThat(source.take(2).toList()).containsExactly(1, 2);
        assertThat(source.first()).contains(3);
        assertThat(source.toList()).containsExactly(4, 5);
        assertThat(source.toList()).isEmpty();
    }

    /** Nobody has failed: whoever cancels it wants no more of it. */
    @Test
    void aCancelledChannelEndsThePipeline() throws Exception {
        Channel<Integer> numbers = Channel.buffered(9);
        numbers.sendAll(List.of(1, 2, 3));
        assertThat(Pipeline.from(numbers).peek(x -> numbers.cancel()).toList()).containsExactly(1);
    }

    /** Its failure is that of the stage. */
    @Test
    void aFailedChannelFailsThePipeline() throws Exception {
        Channel<Integer> numbers = Channel.<Integer>named("numbers").buffered(9).open();
        numbers.send(1);
        numbers.fail(new IOException("gone"));
        Collected<Integer> seen = new Collected<>();
        assertThatThrownBy(() -> Pipeline.from(numbers).forEach(seen::push))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("stage channel(channel \"numbers\" (buffered 9)) has failed")
                .hasCauseInstanceOf(ChannelFailedException.class);
        assertThat(seen.values).containsExactly(1);
    }

    @Test
    @DisplayName("L46 a range that ends at the greatest of all ends there")
    void aRangeToTheGreatest() throws Exception {
        int last = Integer.MAX_VALUE;
        assertThat(Pipeline.range(last - 5_000, last).count()).isEqualTo(5_000);
        assertThat(Pipeline.range(last - 2, last).toList()).containsExactly(last - 2, last - 1);
    }

    @Test
    @DisplayName("L46 the pipeline after a long one of which there was enough is not begun")
    void enoughOfALongIterable() throws Exception {
        List<Integer> many = IntStream.range(0, 100_000).boxed().toList();
        AtomicInteger begun = new AtomicInteger();
        Pipeline<Integer> next = Pipeline.of(1).peek(_ -> begun.incrementAndGet());
        assertThat(Pipeline.<Integer>from(many).concat(next).take(50_000).count())
                .isEqualTo(50_000);
        assertThat(begun).hasValue(0);
    }

    /** Fold, count and first. */
    @Test
    void sinksThatGiveOneValue() throws Exception {
        assertThat(Pipeline.range(1, 5).<String>fold("", (text, x) -> text + x)).isEqualTo("1234");
        assertThat(Pipeline.range(5, 5).fold(7, Integer::sum)).isEqualTo(7);
        assertThat(Pipeline.range(0, 1000).count()).isEqualTo(1000);
        assertThat(Pipeline.range(3, Integer.MAX_VALUE).first()).contains(3);
        assertThat(Pipeline.range(3, 3).first()).isEmpty();
    }

    /** One line for each value, in UTF-8; options say what happens to a file that is there. */
    @Test
    void linesAreWritten() throws Exception {
        Path file = folder.resolve("out.txt");
        Pipeline.of("zwölf", "x").writeLines(file);
        Pipeline.of(1, 2).writeLines(file, StandardOpenOption.APPEND);
        assertThat(Files.readString(file)).isEqualTo("zwölf\nx\n1\n2\n");
        Pipeline<Integer> failing = Pipeline.of(5, 0, 6).map(x -> 10 / x);
        assertThatThrownBy(() -> failing.writeLines(file)).isInstanceOf(PipelineException.class);
        assertThat(Files.readString(file)).isEqualTo("2\n");
        assertThatThrownBy(() -> failing.writeLines(folder))
                .hasMessageContaining("stage writeLines(" + folder + ") has failed");
    }

    @Test
    @DisplayName("lines of any length are written, and read, whole")
    void linesOfAnyLengthAreWritten() throws Exception {
        Path file = folder.resolve("long.txt");
        String digits = "0123456789é".repeat(10_000);
        List<String> lines =
                IntStream.of(1_023, 10, 1_024, 2_048, 100, 5_000, 100_000, 1_023, 1)
                        .mapToObj(length -> digits.substring(0, length))
                        .toList();
        for (Charset encoding : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16)) {
            Pipeline.from(lines).writeLines(file, encoding);
            assertThat(Files.readAllLines(file, encoding)).isEqualTo(lines);
            assertThat(Pipeline.lines(file, encoding).toList()).isEqualTo(lines);
        }
    }

    /** A few lines go to the disk at the close. */
    @Test
    @DisplayName(
            "lines that a full disk does not take fail the run, also if it says so at the close")
    void aFullDisk() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        for (int lines : new int[] {1, 100_000}) {
            assertThatThrownBy(() -> Pipeline.range(0, lines).writeLines(full))
                    .isInstanceOf(PipelineException.class)
                    .hasMessageStartingWith("stage writeLines(/dev/full) has failed")
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    @DisplayName("L46, L21 an interrupted thread begins no run: a file stays as it was")
    void anInterruptedThreadBeginsNoRun() throws Exception {
        Path file = Files.writeString(folder.resolve("as-it-was.txt"), "as it was");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Pipeline.of("x").writeLines(file))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(Files.readString(file)).isEqualTo("as it was");
    }

    /** Of which nothing is written; it makes no difference how much is. */
    @Test
    void linesBeforeOneThatCannotBeEncodedAreWrittenOnce() throws Exception {
        Path file = folder.resolve("half.txt");
        for (int before : new int[] {10, 2_000}) {
            Pipeline<Integer> numbers = Pipeline.range(0, before);
            AtomicInteger last = new AtomicInteger();
            assertThatThrownBy(
                            () ->
                                    numbers.map(x -> "line " + x)
                                            .concat(Pipeline.of("half a pair: \ud800", "never"))
                                            .peek(x -> last.incrementAndGet())
                                            .writeLines(file))
                    .hasMessageStartingWith("stage writeLines(" + file + ") has failed")
                    .hasCauseInstanceOf(MalformedInputException.class)
                    .hasRootCauseMessage(
                            "value %s (the first is 1) has U+D800, which is not in UTF-8"
                                    .formatted(before + 1));
            assertThat(last).hasValue(before + 1);
            assertThat(Files.readAllLines(file))
                    .isEqualTo(numbers.map(x -> "line " + x).collect(Collectors.toList()));
        }
    }

    private static final List<String> WORDS =
            List.of("a", "zwölf", "три", "か゚", "東京", "서울", "😀", "two\nlines", "", "z");

    /** With one mark at the beginning, and line feeds of its own. */
    @Test
    @DisplayName("in any encoding there is written what the text is in it, a line for each value")
    void linesAreWrittenInAnyEncoding() throws Exception {
        Path file = folder.resolve("encoded.txt");
        for (Charset encoding : Charset.availableCharsets().values()) {
            if (!encoding.canEncode()) {
                continue;
            }
            CharsetEncoder encoder = encoding.newEncoder();
            List<String> words =
                    WORDS.stream().filter(word -> encoder.canEncode(word + "\n")).toList();
            Pipeline.from(words).writeLines(file, encoding);
            String text = words.stream().map(word -> word + "\n").collect(Collectors.joining());
            assertThat(Files.readAllBytes(file))
                    .as("%s", encoding)
                    .isEqualTo(text.getBytes(encoding));
        }
        Pipeline.of("ä", "ö").writeLines(file, StandardCharsets.ISO_8859_1);
        Pipeline.of("ü").writeLines(file, StandardCharsets.ISO_8859_1, StandardOpenOption.APPEND);
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).isEqualTo("ä\nö\nü\n");
    }

    @Test
    @DisplayName(
            "a letter that an encoding lacks fails the run, which says which: no '?' stands for it")
    void aLetterThatAnEncodingLacks() throws Exception {
        Path file = folder.resolve("latin.txt");
        for (String letter : List.of("ł", "😀")) {
            assertThatThrownBy(
                            () ->
                                    Pipeline.of("zwölf", "not " + letter, "never")
                                            .writeLines(file, StandardCharsets.ISO_8859_1))
                    .hasMessageStartingWith("stage writeLines(" + file + ") has failed")
                    .hasCauseInstanceOf(UnmappableCharacterException.class)
                    .hasRootCauseMessage(
                            "value 2 (the first is 1) has U+%04X, which is not in ISO-8859-1"
                                    .formatted(letter.codePointAt(0)));
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).isEqualTo("zwölf\n");
        }
    }

    @Test
    @DisplayName("an encoding that can only be read is refused before the file is touched")
    void anEncodingThatCanOnlyBeRead() throws Exception {
        Path file = folder.resolve("as-it-was.txt");
        Files.writeString(file, "as it was");
        Charset readOnly =
                Charset.availableCharsets().values().stream()
                        .filter(encoding -> !encoding.canEncode())
                        .findFirst()
                        .orElseThrow();
        assertThatThrownBy(() -> Pipeline.of("x").writeLines(file, readOnly))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(readOnly + " can only be read, not written");
        assertThat(Files.readString(file)).isEqualTo("as it was");
    }

    @Test
    @DisplayName("L46 toList gives all values in their order, and the list stays as it is")
    void valuesAreListed() throws Exception {
        List<Integer> squares = Pipeline.of(3, 1, 2).parallel(2, x -> x * x).toList();
        assertThat(squares).containsExactly(9, 1, 4);
        assertThatThrownBy(() -> squares.add(16)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(Pipeline.of().toList()).isEmpty();
    }

    /** The sender stays open: others may be using it. */
    @Test
    void valuesAreSent() throws Exception {
        Channel<Object> all = Channel.unbounded();
        Pipeline.of(1, 2).sendTo(all);
        Pipeline.of("x").sendTo(all);
        assertThat(all.receiveBatch(9)).containsExactly(1, 2, "x");
        all.cancel();
        Pipeline.range(0, Integer.MAX_VALUE).sendTo(all);
    }

    /** The first value that nobody can receive any more is a failure, and comes back with it; no value, no failure. */
    @Test
    void aChannelThatWasClosedRefusesValues() throws Exception {
        Channel<Integer> closed = Channel.<Integer>named("results").buffered(9).open();
        closed.close();
        Pipeline.<Integer>of().sendTo(closed);
        assertThatThrownBy(() -> Pipeline.of(7, 8).named("squares").sendTo(closed))
                .isInstanceOf(PipelineException.class)
                .hasMessageStartingWith("pipeline \"squares\", stage sendTo has failed")
                .cause()
                .isInstanceOfSatisfying(
                        ClosedException.class, e -> assertThat(e.undelivered()).isEqualTo(7));
    }

    @Test
    @DisplayName("L46, L21 an interrupt ends a run that sends, and the value at hand is not sent")
    void anInterruptEndsARunThatSends() {
        Channel<Integer> sent = Channel.buffered(9);
        Pipeline<Integer> numbers =
                Pipeline.range(0, 9)
                        .peek(
                                x -> {
                                    if (x == 1) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        assertThatThrownBy(() -> numbers.sendTo(sent)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(sent.tryReceiveOrNull()).isZero();
        assertThat(sent.tryReceiveOrNull()).isNull();
    }

    @Test
    @DisplayName(
            "L46 a pipeline is a receiver in a scope, closed at the end and failed with a stage")
    void aPipelineIsAReceiver() throws Exception {
        Scope.run(
                scope -> {
                    Receiver<Integer> squares =
                            Pipeline.of(1, 2, 3).parallel(2, x -> x * x).receiveIn(scope, 1);
                    assertThat(squares).containsExactly(1, 4, 9);
                    Receiver<Integer> endless =
                            Pipeline.range(0, Integer.MAX_VALUE).buffer(2).receiveIn(scope);
                    assertThat(endless.receive()).isZero();
                    endless.cancel();
                });
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope ->
                                                Pipeline.of(0)
                                                        .map(x -> 1 / x)
                                                        .receiveIn(scope)
                                                        .receive()))
                .satisfiesAnyOf(
                        e -> assertThat(e).isInstanceOf(ProcessFailedException.class),
                        e -> assertThat(e).isInstanceOf(ChannelFailedException.class))
                .hasRootCauseInstanceOf(ArithmeticException.class);
    }
}
