package dev.handoff.bridge;

import dev.handoff.CancelledException;
import dev.handoff.ClosedException;
import dev.handoff.HandoffException;
import dev.handoff.ReceiverFailedException;
import dev.handoff.Scope;
import dev.handoff.Sender;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * A sender of chunks in the words of {@code java.io}: what is written is gathered, and sent when it is a full chunk.
 *
 * @param <C> a chunk
 * @param <A> the array that is written from
 */
final class ChunkSink<C, A> {
    private final Sender<C> chunks;
    private final String what;
    private final ChunkKind<C, A> kind;
    private final A buffer;
    private final int capacity;
    private int filled;
    private boolean closed;

    /**
     * What the last send ended by, if it was interrupted. What is left is then sent if the writer goes on, but not by a
     * close.
     */
    private @Nullable InterruptedIOException interrupted;

    ChunkSink(Sender<C> chunks, String what, ChunkKind<C, A> kind, int chunkSize) {
        this.chunks = chunks;
        this.what = what;
        this.kind = kind;
        this.buffer = kind.array(chunkSize);
        this.capacity = chunkSize;
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // A is a type of array
    void write(A from, int size, int offset, int length) throws IOException {
        ChunkSource.checkRange(size, offset, length);
        requireOpen();
        int written = 0;
        while (true) {
            try {
                sendIf(filled == capacity);
            } catch (InterruptedIOException e) {
                e.bytesTransferred = written;
                throw e;
            }
            if (written == length) {
                return;
            }
            int count = Math.min(length - written, capacity - filled);
            System.arraycopy(from, offset + written, buffer, filled, count);
            filled += count;
            written += count;
        }
    }

    void flush() throws IOException {
        requireOpen();
        sendIf(filled > 0);
    }

    private void sendIf(boolean due) throws IOException {
        if (due) {
            sendFilled();
            filled = 0;
        }
    }

    private void sendFilled() throws IOException {
        boolean goesOn = interrupted != null;
        interrupted = null;
        try {
            if (goesOn) {
                Scope.checkpoint(); // the interrupt of a cancel comes once
            }
            chunks.send(kind.chunk(buffer, filled));
        } catch (InterruptedException e) {
            interrupted =
                    ChunkSource.interrupted(
                            this,
                            "interrupted while waiting for room; what is left can be sent",
                            e);
            throw interrupted;
        } catch (ReceiverFailedException e) {
            filled = 0; // it was received (L24)
            throw failed(e);
        } catch (ClosedException | CancelledException e) {
            throw failed(e);
        }
    }

    private IOException failed(HandoffException e) {
        return new IOException(this + ": " + e.getMessage(), e);
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException(this + " was closed");
        }
    }

    /** A second close does nothing. */
    void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (interrupted != null) {
            chunks.fail(interrupted);
            return;
        }
        try {
            sendIf(filled > 0);
            chunks.close();
        } catch (Throwable t) {
            chunks.fail(t);
            throw t;
        }
    }

    @Override
    public String toString() {
        return what + " of " + chunks;
    }
}
