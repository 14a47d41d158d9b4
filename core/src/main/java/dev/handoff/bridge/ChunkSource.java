package dev.handoff.bridge;

import dev.handoff.CancelledException;
import dev.handoff.ChannelFailedException;
import dev.handoff.Receiver;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;

/**
 * A receiver of chunks in the words of {@code java.io}: a read takes from the chunk at hand, then from the next one.
 *
 * @param <C> a chunk
 * @param <A> the array that is read into
 */
final class ChunkSource<C, A> {
    private final Receiver<C> chunks;
    private final String what;
    private final ChunkKind<C, A> kind;
    private @Nullable C chunk;
    private int position;
    private boolean closed;

    ChunkSource(Receiver<C> chunks, String what, ChunkKind<C, A> kind) {
        this.chunks = chunks;
        this.what = what;
        this.kind = kind;
    }

    /** Waits only while there is nothing at all. Returns how many elements it has read; -1 at the end. */
    int read(A to, int size, int offset, int length) throws IOException {
        checkRange(size, offset, length);
        requireOpen();
        if (length == 0) {
            return 0;
        }
        while (left() == 0) {
            chunk = next();
            if (chunk == null) {
                return -1;
            }
            position = 0;
        }
        int count = Math.min(length, left());
        kind.copy(Objects.requireNonNull(chunk), position, to, offset, count);
        position += count;
        return count;
    }

    static void checkRange(int size, int offset, int length) {
        if ((offset | length) < 0 || length > size - offset) {
            throw new IndexOutOfBoundsException(
                    offset + " to " + ((long) offset + length) + " of an array of " + size);
        }
    }

    /** An interrupt in the words of {@code java.io}; if there is no memory for that, the interrupt stays pending. */
    static InterruptedIOException interrupted(Object stream, String how, InterruptedException by) {
        try {
            InterruptedIOException interrupted = new InterruptedIOException(stream + ": " + how);
            interrupted.initCause(by);
            return interrupted;
        } catch (VirtualMachineError e) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }

    private int left() {
        return chunk == null ? 0 : kind.length(chunk) - position;
    }

    /** The next chunk; null at the end. */
    private @Nullable C next() throws IOException {
        try {
            return chunks.receiveOrNull();
        } catch (InterruptedException e) {
            throw interrupted(this, "interrupted while waiting for data; none was lost", e);
        } catch (ChannelFailedException e) {
            boolean isOfOthers = e.getCause() instanceof CancelledException;
            throw new IOException(this + ": " + e.getMessage(), isOfOthers ? e : e.getCause());
        }
    }

    /** How much is left of the chunk at hand. */
    int available() throws IOException {
        requireOpen();
        return left();
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException(this + " was closed");
        }
    }

    void close() {
        if (!closed) {
            closed = true;
            chunks.cancel();
        }
    }

    @Override
    public String toString() {
        return what + " of " + chunks;
    }
}
