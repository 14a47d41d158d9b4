package dev.handoff.bridge;

import dev.handoff.CheckReturnValue;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.internal.Ignored;
import dev.handoff.internal.Interlude;
import dev.handoff.internal.Interrupts;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Bridges to {@link InputStream} and {@link OutputStream}: bytes in chunks of bounded size. An array that was sent or
 * received as a chunk belongs to whoever has it then: nobody else writes to it.
 */
public final class Bytes {
    private Bytes() {}

    /**
     * Starts a process that reads a stream and sends what it gets, as it comes: a chunk is what one read has brought, from
     * one byte to {@code chunkSize}. It reads the next chunk when the receiver has taken the last one, or has room. The
     * stream is closed when the process ends: at the end of the stream, when the receiver has cancelled (at the next
     * chunk), or when the scope is cancelled. What reading or closing throws fails the channel and the scope; what
     * closing throws when nobody wants more goes to the uncaught-exception handler, or is suppressed in what the scope
     * throws.
     *
     * <p>A read that does not heed interruption delays the end of a cancelled scope until it returns.
     *
     * @param scope where the process runs
     * @param name the name of the process and of the channel
     * @param in the stream
     * @param chunkSize the most bytes in a chunk, one or more. That much memory is taken at once, so
     *     {@link Integer#MAX_VALUE} is no way to say "without a limit"
     * @return the receiving end of a rendezvous channel
     * @throws IllegalStateException if the scope has been left; the stream is closed then
     * @throws IllegalArgumentException if {@code chunkSize} is less than one
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public static Receiver<byte[]> produce(
            Scope scope, String name, InputStream in, int chunkSize) {
        Objects.requireNonNull(in, "in");
        requireSize(chunkSize);
        return Closing.produce(
                scope,
                name,
                0,
                in,
                out -> {
                    byte[] buffer = new byte[chunkSize];
                    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                        if (n > 0) {
                            out.send(Arrays.copyOf(buffer, n));
                        } else if (!isWanted(out)) {
                            break;
                        }
                    }
                });
    }

    /**
     * Called before a read is tried again that had nothing, against its contract: without this no other process would
     * get a turn, and nobody would wait.
     */
    static boolean isWanted(Sender<?> out) throws InterruptedException {
        Interrupts.throwIfInterrupted();
        Interlude.take();
        return !(out.done().tryReceive() instanceof Received.Closed);
    }

    /**
     * Chunks as an input stream, up to the end of the channel. A read waits only while it has no byte at all; {@code
     * available} is what is left of the chunk at hand. {@code close} cancels the receiver (L15); for a read, a channel that
     * others have cancelled has ended, as it has for a {@code for} loop.
     *
     * <p>A read of a channel that has failed throws {@link java.io.IOException} with the cause. A read whose thread is
     * interrupted throws {@link java.io.InterruptedIOException}; nothing is lost, and the next read goes on there. Empty
     * chunks are passed over.
     *
     * @param chunks where the bytes come from
     * @return the stream, for one thread at a time
     */
    public static InputStream inputStream(Receiver<byte[]> chunks) {
        return new ChunkInput(Objects.requireNonNull(chunks, "chunks"));
    }

    /**
     * An output stream whose bytes are sent in chunks: when {@code chunkSize} have been written, at {@code flush}, and at
     * {@code close}, which then closes the sender; to leave the channel open, give it a {@link Sender#newSender}. No
     * chunk is empty, and none is larger.
     *
     * <p>A write to a channel that takes no more throws {@link java.io.IOException}; a process that ends by it because
     * the receiver has cancelled has not failed. A write throws it, too, if its chunk was received by a
     * {@linkplain Receiver#receiveHolding handler} that has thrown: that chunk is not sent again. A write or flush
     * whose thread is interrupted throws {@link java.io.InterruptedIOException}, whose {@code bytesTransferred} tells
     * how many bytes of this call the stream has taken: nothing is lost or doubled when the caller goes on after them,
     * and flushes before it closes. A {@code close} that cannot send what is left fails the sender with what it throws,
     * so that nobody takes half for the whole. A {@code close} that comes right after an interrupted write or flush
     * sends nothing more: it fails the sender with that interrupt, and throws nothing. In a cancelled scope or task a
     * write or flush after an interrupted one is interrupted, too.
     *
     * <p>A {@code close} cannot know that something else has failed before it: with a try-with-resources statement,
     * what was written until then ends as if it were the whole. So a {@linkplain Scope#produce producer} closes as its
     * last statement: if it fails before that, the channel fails with it.
     *
     * <pre>{@code
     * Receiver<byte[]> chunks = scope.produce("report", sender -> {
     *     OutputStream out = Bytes.outputStream(sender, 8192);
     *     report.writeTo(out);
     *     out.close();
     * });
     * }</pre>
     *
     * @param chunks where the bytes go
     * @param chunkSize the most bytes in a chunk, one or more. That much memory is taken at once, so
     *     {@link Integer#MAX_VALUE} is no way to say "without a limit"
     * @return the stream, for one thread at a time
     * @throws IllegalArgumentException if {@code chunkSize} is less than one
     */
    public static OutputStream outputStream(Sender<byte[]> chunks, int chunkSize) {
        requireSize(chunkSize);
        return new ChunkOutput(Objects.requireNonNull(chunks, "chunks"), chunkSize);
    }

    static void requireSize(int chunkSize) {
        if (chunkSize < 1) {
            throw new IllegalArgumentException(
                    "a chunk size of " + chunkSize + "; it takes one or more");
        }
    }
}
