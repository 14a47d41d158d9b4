package dev.handoff.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ProcessFailedException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.WorkCancelledException;
import dev.handoff.laws.Seed;
import dev.handoff.laws.Until;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

@DisplayName("Bridges: bytes and chars")
class BytesTest {
    private static final IllegalStateException NO_PAPER = new IllegalStateException("no paper");

    private static byte[] random(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    @DisplayName("a reader that has enough stops who writes, and fails nothing")
    void aReaderThatHasEnough() throws Exception {
        List<byte[]> read = new ArrayList<>();
        Scope.run(
                scope -> {
                    Receiver<byte[]> chunks =
                            scope.produce(
                                    "zeros",
                                    sender -> {
                                        OutputStream out = Bytes.outputStream(sender, 8);
                                        out.write(new byte[100]);
                                        out.close();
                                    });
                    try (InputStream in = Bytes.inputStream(chunks)) {
                        read.add(in.readNBytes(8));
                    }
                });
        assertThat(read.getFirst()).hasSize(8);
    }

    @Test
    @DisplayName(
            "a reader of a channel that has failed with somebody else's cancellation has failed")
    void aReaderOfAFailedChannelFails() {
        Channel<Integer> log = Channel.rendezvous();
        log.cancel();
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Receiver<byte[]> chunks =
                                                    scope.produce(
                                                            "chunks",
                                                            out -> {
                                                                out.send(new byte[1]);
                                                                log.send(1);
                                                            });
                                            scope.go(
                                                    "reader",
                                                    () -> Bytes.inputStream(chunks).readAllBytes());
                                        }))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("reader");
    }

    /** Reads in pieces of random sizes, by all the ways there are. */
    private static byte[] readAll(InputStream in, Random random) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        while (true) {
            switch (random.nextInt(3)) {
                case 0 -> {
                    int b = in.read();
                    if (b < 0) {
                        return got.toByteArray();
                    }
                    got.write(b);
                }
                case 1 -> {
                    byte[] some = in.readNBytes(random.nextInt(10));
                    got.writeBytes(some);
                }
                default -> {
                    byte[] buffer = new byte[12];
                    int n = in.read(buffer, 2, random.nextInt(11));
                    if (n < 0) {
                        return got.toByteArray();
                    }
                    got.write(buffer, 2, n);
                }
            }
        }
    }

    private static void writeAll(byte[] bytes, OutputStream out, Random random) throws IOException {
        int done = 0;
        while (done < bytes.length) {
            int n = Math.min(bytes.length - done, random.nextInt(10));
            switch (random.nextInt(3)) {
                case 0 -> out.write(bytes[done++]);
                case 1 -> {
                    out.write(bytes, done, n);
                    done += n;
                }
                default -> out.flush();
            }
        }
    }

    @Test
    @DisplayName("bytes go through a channel and come out the same, in chunks of bounded size")
    void bytesComeOutTheSame() throws Exception {
        Random random = Seed.random("bytes");
        for (int i = 0; i < 50; i++) {
            byte[] bytes = random(random, random.nextInt(500));
            int chunkSize = 1 + random.nextInt(20);
            int capacity = random.nextInt(4);
            AtomicReference<byte[]> got = new AtomicReference<>();
            Scope.run(
                    scope -> {
                        Receiver<byte[]> chunks =
                                scope.produce(
                                        "chunks",
                                        capacity,
                                        sender -> {
                                            try (OutputStream out =
                                                    Bytes.outputStream(sender, chunkSize)) {
                                                writeAll(bytes, out, random);
                                            }
                                        });
                        Receiver<byte[]> checked =
                                scope.produce(
                                        "checked",
                                        out -> {
                                            for (byte[] chunk : chunks) {
                                                assertThat(chunk.length).isBetween(1, chunkSize);
                                                out.send(chunk);
                                            }
                                        });
                        try (InputStream in = Bytes.inputStream(checked)) {
                            got.set(readAll(in, new Random(1)));
                        }
                    });
            assertThat(got.get()).isEqualTo(bytes);
        }
    }

    @Test
    @DisplayName("an input stream becomes chunks as they are read, and is closed")
    void anInputStreamBecomesChunks() throws Exception {
        byte[] bytes = random(Seed.random("chunks"), 1_000);
        AtomicBoolean closed = new AtomicBoolean();
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        Scope.run(
                scope -> {
                    for (byte[] chunk : Bytes.produce(scope, "file", watched(bytes, closed), 64)) {
                        assertThat(chunk.length).isBetween(1, 64);
                        got.writeBytes(chunk);
                    }
                });
        assertThat(got.toByteArray()).isEqualTo(bytes);
        assertThat(closed).isTrue();
    }

    private static InputStream watched(byte[] bytes, AtomicBoolean closed) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public void close() throws IOException {
                super.close();
                closed.set(true);
            }
        };
    }

    @Test
    @DisplayName("cancelling the receiver closes the input stream")
    void cancellingTheReceiverClosesTheStream() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        Scope.run(
                scope -> {
                    Receiver<byte[]> chunks =
                            Bytes.produce(scope, "file", watched(new byte[1_000], closed), 10);
                    chunks.receive();
                    chunks.cancel();
                });
        assertThat(closed).isTrue();
    }

    @Test
    @DisplayName(
            "an input whose process cannot be started is closed; what closing throws is suppressed")
    void anInputWhoseProcessCannotBeStartedIsClosed() throws Exception {
        Scope left = Scope.call(scope -> scope);
        AtomicInteger closes = new AtomicInteger();
        IOException broken = new IOException("broken");
        InputStream bytes =
                new ByteArrayInputStream(new byte[1]) {
                    @Override
                    public void close() throws IOException {
                        closes.incrementAndGet();
                        throw broken;
                    }
                };
        Reader text =
                new FilterReader(new StringReader("text")) {
                    @Override
                    public void close() throws IOException {
                        closes.incrementAndGet();
                        throw broken;
                    }
                };
        for (ThrowingCallable start :
                List.<ThrowingCallable>of(
                        () -> Bytes.produce(left, "bytes", bytes, 10),
                        () -> Chars.produce(left, "chars", text, 10),
                        () -> Chars.lines(left, "lines", text))) {
            assertThatThrownBy(start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasSuppressedException(broken);
        }
        assertThat(closes).hasValue(3);
    }

    @Test
    @DisplayName("what reading throws fails the channel")
    void whatReadingThrowsFailsTheChannel() {
        IOException broken = new IOException("broken");
        InputStream in =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw broken;
                    }
                };
        assertThatThrownBy(() -> Scope.run(scope -> Bytes.produce(scope, "file", in, 10).receive()))
                .hasCause(broken); // of the process or the channel, whoever was first
    }

    @Test
    @DisplayName("available is what is left of the chunk, and skip passes over it")
    void availableIsWhatIsLeft() throws Exception {
        Channel<byte[]> chunks = Channel.unbounded();
        chunks.sendAll(List.of(new byte[] {1, 2, 3, 4}, new byte[0], new byte[] {5}));
        chunks.close();
        InputStream in = Bytes.inputStream(chunks);
        assertThat(in.available()).isZero();
        assertThat(in.read()).isEqualTo(1);
        assertThat(in.available()).isEqualTo(3);
        assertThat(in.skip(2)).isEqualTo(2);
        assertThat(in.readAllBytes()).containsExactly(4, 5);
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    @DisplayName("an interrupted read throws, and the next goes on where it was")
    void anInterruptedReadLosesNothing() throws Exception {
        Channel<byte[]> chunks = Channel.rendezvous();
        InputStream in = Bytes.inputStream(chunks);
        AtomicReference<Throwable> seen = new AtomicReference<>();
        List<Integer> got = new ArrayList<>();
        Thread reader =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                got.add(in.read());
                                got.add(in.read());
                                try {
                                    in.read();
                                } catch (InterruptedIOException e) {
                                    seen.set(e);
                                }
                                got.add(in.read());
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        chunks.send(new byte[] {1, 2});
        Until.eventually("it waits", () -> chunks.waitingReceivers() == 1);
        reader.interrupt();
        Until.eventually("it was interrupted", () -> seen.get() != null);
        chunks.send(new byte[] {3});
        reader.join();
        assertThat(got).containsExactly(1, 2, 3);
    }

    @Test
    @DisplayName("closing the input stream cancels the receiver, and reading then throws")
    void closingTheInputStreamCancels() throws Exception {
        Channel<byte[]> chunks = Channel.buffered(2);
        InputStream in = Bytes.inputStream(chunks);
        in.close();
        in.close();
        assertThat(chunks.isClosed()).isTrue();
        assertThatThrownBy(in::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was closed");
    }

    @Test
    @DisplayName("a failed channel is an IOException with the cause, after what was sent")
    void aFailedChannelIsAnIoException() throws Exception {
        Channel<byte[]> chunks = Channel.buffered(2);
        chunks.send(new byte[] {1});
        chunks.fail(NO_PAPER);
        InputStream in = Bytes.inputStream(chunks);
        assertThat(in.read()).isEqualTo(1);
        assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasCause(NO_PAPER);
    }

    @Test
    @DisplayName("a chunk is sent as soon as it is full, and a part of one at a flush")
    void aChunkIsSentWhenFull() throws Exception {
        Channel<byte[]> chunks = Channel.unbounded();
        OutputStream out = Bytes.outputStream(chunks, 4);
        out.write(new byte[] {1, 2, 3});
        assertThat(chunks.size()).isZero();
        out.write(4);
        assertThat(chunks.receive()).containsExactly(1, 2, 3, 4);
        out.write(5);
        out.flush();
        out.flush();
        assertThat(chunks.receive()).containsExactly(5);
        assertThat(chunks.size()).isZero();
        out.write(new byte[9]);
        assertThat(chunks.size()).isEqualTo(2);
        out.close();
        out.close();
        assertThat(chunks).hasSize(3);
        assertThatThrownBy(() -> out.write(1)).hasMessageContaining("was closed");
    }

    @Test
    @DisplayName("closing a stream of a counted sender leaves the channel to the others")
    void aCountedSenderIsClosedAlone() throws Exception {
        Channel<byte[]> chunks = Channel.unbounded();
        var other = chunks.newSender();
        Bytes.outputStream(chunks.newSender(), 4).close();
        assertThat(chunks.isClosed()).isFalse();
        other.close();
        assertThat(chunks.isClosed()).isTrue();
    }

    @Test
    @DisplayName("an interrupted write says how much it has taken; going on after it loses nothing")
    void anInterruptedWriteLosesNothing() throws Exception {
        Random random = Seed.random("interrupted write");
        byte[] bytes = random(random, 300);
        Channel<byte[]> chunks = Channel.rendezvous();
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        AtomicBoolean finished = new AtomicBoolean();
        Thread writer =
                Thread.startVirtualThread(
                        () -> {
                            OutputStream out = Bytes.outputStream(chunks, 7);
                            int done = 0;
                            while (done < bytes.length) {
                                int n = Math.min(20, bytes.length - done);
                                try {
                                    out.write(bytes, done, n);
                                    done += n;
                                } catch (InterruptedIOException e) {
                                    done += e.bytesTransferred;
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                            finished.set(true);
                            while (true) {
                                try {
                                    out.flush();
                                    out.close();
                                    return;
                                } catch (InterruptedIOException e) {
                                    // go on
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        });
        while (true) {
            for (int i = random.nextInt(3); i > 0 && !finished.get(); i--) {
                writer.interrupt();
                Thread.onSpinWait();
            }
            byte[] chunk = chunks.receiveOrNull();
            if (chunk == null) {
                break;
            }
            got.writeBytes(chunk);
        }
        writer.join();
        assertThat(got.toByteArray()).isEqualTo(bytes);
    }

    @Test
    @DisplayName("a close that cannot send what is left fails the channel: half is not the whole")
    void aCloseThatCannotSendFailsTheChannel() throws Exception {
        Channel<byte[]> chunks = Channel.rendezvous();
        OutputStream out = Bytes.outputStream(chunks, 7);
        out.write(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(out::close).isInstanceOf(InterruptedIOException.class);
        assertThat(catchThrowableOfType(ChannelFailedException.class, chunks::receive))
                .hasCauseInstanceOf(InterruptedIOException.class);
    }

    @Test
    @DisplayName(
            "a close after an interrupted write fails the channel, though somebody still reads")
    void aCloseAfterAnInterruptedWriteFailsTheChannel() throws Exception {
        Channel<byte[]> chunks = Channel.rendezvous();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread writer =
                Thread.startVirtualThread(
                        () -> {
                            try (OutputStream out = Bytes.outputStream(chunks, 8)) {
                                out.write(new byte[100]);
                            } catch (IOException e) {
                                thrown.set(e);
                            }
                        });
        Until.eventually("it waits", () -> chunks.waitingSenders() == 1);
        writer.interrupt();
        assertThat(
                        catchThrowableOfType(
                                ChannelFailedException.class, () -> chunks.forEach(chunk -> {})))
                .hasCauseInstanceOf(InterruptedIOException.class);
        writer.join();
        assertThat(thrown.get())
                .isInstanceOf(InterruptedIOException.class)
                .hasNoSuppressedExceptions();
    }

    @Test
    @DisplayName("L35 a scope that is cancelled during a write in a try statement is left")
    void aScopeCancelledDuringAWriteIsLeft() throws Exception {
        assertThat(writeOfACancelledScope(out -> out)).isInstanceOf(InterruptedIOException.class);
    }

    @Test
    @DisplayName("L35 so it is if a stream around it writes what it holds when it is closed")
    void aScopeCancelledDuringABufferedWriteIsLeft() throws Exception {
        assertThat(writeOfACancelledScope(out -> new BufferedOutputStream(out, 16)))
                .isInstanceOf(InterruptedIOException.class);
    }

    /** Else the close would send what is left once more, and wait for ever. */
    @Test
    @DisplayName("L38 so it is if its task is cancelled by itself")
    void aTaskCancelledDuringABufferedWriteEnds() throws Exception {
        Channel<byte[]> chunks = Channel.rendezvous();
        Scope.run(
                scope -> {
                    Task<@Nullable Void> writer = scope.fork("writer", () -> writeOnAndOn(chunks));
                    assertThat(chunks.receive()).hasSize(8);
                    Until.eventually("it waits", () -> chunks.waitingSenders() == 1);
                    writer.cancel();
                    assertThatThrownBy(writer::join).isInstanceOf(WorkCancelledException.class);
                });
        assertThat(chunks.isClosed()).isTrue();
    }

    private static @Nullable Void writeOnAndOn(Channel<byte[]> chunks) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Bytes.outputStream(chunks, 8), 16)) {
            for (int b = 0; b < 100; b++) {
                out.write(b);
            }
        }
        return null;
    }

    /** What the write ends by. */
    private static Throwable writeOfACancelledScope(UnaryOperator<OutputStream> around)
            throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Scope.run(
                scope -> {
                    Receiver<byte[]> chunks =
                            scope.produce(
                                    "writer",
                                    sender -> {
                                        try (OutputStream out =
                                                around.apply(Bytes.outputStream(sender, 8))) {
                                            for (int b = 0; b < 100; b++) {
                                                out.write(b);
                                            }
                                        } catch (IOException e) {
                                            thrown.set(e);
                                            throw e;
                                        }
                                    });
                    chunks.receive();
                    scope.cancel();
                });
        return thrown.get();
    }

    @Test
    @DisplayName("L24 a chunk whose receiver has thrown was received: close does not send it again")
    void aChunkWhoseReceiverHasThrownIsNotSentAgain() throws Exception {
        Channel<byte[]> chunks = Channel.rendezvous();
        List<byte[]> got = new ArrayList<>();
        Scope.run(
                scope -> {
                    scope.go(
                            () ->
                                    assertThatThrownBy(
                                                    () ->
                                                            chunks.receiveHolding(
                                                                    chunk -> {
                                                                        got.add(chunk);
                                                                        throw NO_PAPER;
                                                                    }))
                                            .isSameAs(NO_PAPER));
                    OutputStream out = Bytes.outputStream(chunks, 2);
                    assertThatThrownBy(() -> out.write(new byte[] {1, 2}))
                            .isInstanceOf(IOException.class)
                            .hasRootCause(NO_PAPER);
                    scope.go(() -> chunks.forEach(got::add));
                    out.write(3);
                    out.close();
                });
        assertThat(got).containsExactly(new byte[] {1, 2}, new byte[] {3});
    }

    @Test
    @DisplayName("writing to a channel that takes no more throws, and says which")
    void writingToAnEndedChannelThrows() throws Exception {
        Channel<byte[]> chunks = Channel.<byte[]>named("upload").buffered(2).open();
        OutputStream out = Bytes.outputStream(chunks, 1);
        chunks.cancel();
        assertThatThrownBy(() -> out.write(1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("channel \"upload\"");
    }

    @Test
    @DisplayName("a range outside of the array, a chunk of nothing and null are refused")
    void whatMakesNoSenseIsRefused() {
        Channel<byte[]> chunks = Channel.buffered(2);
        assertThatThrownBy(() -> Bytes.inputStream(chunks).read(new byte[3], 2, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        chunks.close();
        assertThatThrownBy(
                        () ->
                                Bytes.inputStream(chunks)
                                        .read(new byte[3], Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Bytes.outputStream(chunks, 3).write(new byte[3], -1, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Bytes.outputStream(chunks, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Bytes.inputStream(null)).isInstanceOf(NullPointerException.class);
    }

    // ---- chars

    @Test
    @DisplayName("text goes through a channel and comes out the same, in chunks of bounded size")
    void textComesOutTheSame() throws Exception {
        Random random = Seed.random("chars");
        for (int i = 0; i < 30; i++) {
            String text =
                    random.ints(random.nextInt(300), 1, 0x11000)
                            .filter(c -> c < 0xD800 || c > 0xDFFF)
                            .collect(
                                    StringBuilder::new,
                                    StringBuilder::appendCodePoint,
                                    StringBuilder::append)
                            .toString();
            int chunkSize = 1 + random.nextInt(20);
            StringWriter got = new StringWriter();
            Scope.run(
                    scope -> {
                        Receiver<String> chunks =
                                scope.produce(
                                        "chunks",
                                        sender -> {
                                            try (Writer out = Chars.writer(sender, chunkSize)) {
                                                new StringReader(text).transferTo(out);
                                            }
                                        });
                        try (Reader in = Chars.reader(chunks)) {
                            in.transferTo(got);
                        }
                    });
            assertThat(got.toString()).isEqualTo(text);
            List<String> chunks = new ArrayList<>();
            Scope.run(
                    scope ->
                            Chars.produce(scope, "text", new StringReader(text), chunkSize)
                                    .forEach(chunks::add));
            assertThat(String.join("", chunks)).isEqualTo(text);
            assertThat(chunks).allMatch(chunk -> chunk.length() <= chunkSize);
        }
    }

    @Test
    @DisplayName("lines are received without what ends them, and the reader is closed")
    void linesAreReceived() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        Reader text =
                new StringReader("one\ntwo\r\n\nfour") {
                    @Override
                    public void close() {
                        super.close();
                        closed.set(true);
                    }
                };
        List<String> lines = new ArrayList<>();
        Scope.run(scope -> Chars.lines(scope, "lines", text).forEach(lines::add));
        assertThat(lines).containsExactly("one", "two", "", "four");
        assertThat(closed).isTrue();
    }

    @Test
    @DisplayName("chunks are read by lines, whatever their cut")
    void chunksAreReadByLines() throws Exception {
        Channel<String> chunks = Channel.unbounded();
        chunks.sendAll(Arrays.asList("on", "e\ntw", "", "o\n", "three"));
        chunks.close();
        try (BufferedReader lines = new BufferedReader(Chars.reader(chunks))) {
            assertThat(lines.lines()).containsExactly("one", "two", "three");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("a source that has nothing for ever, against its contract, is left all the same")
    void aSourceThatHasNothing(boolean byReceiver) throws Exception {
        CountDownLatch read = new CountDownLatch(10);
        InputStream bytes =
                new InputStream() {
                    @Override
                    public int read() {
                        return 0;
                    }

                    @Override
                    public int read(byte[] to, int offset, int length) {
                        read.countDown();
                        return 0;
                    }
                };
        Reader chars =
                new Reader() {
                    @Override
                    public int read(char[] to, int offset, int length) {
                        read.countDown();
                        return 0;
                    }

                    @Override
                    public void close() {}
                };
        Scope.run(
                scope -> {
                    Receiver<byte[]> one = Bytes.produce(scope, "bytes", bytes, 8);
                    Receiver<String> other = Chars.produce(scope, "chars", chars, 8);
                    read.await();
                    if (byReceiver) {
                        one.cancel();
                        other.cancel();
                    } else {
                        scope.cancel();
                    }
                });
    }
}
