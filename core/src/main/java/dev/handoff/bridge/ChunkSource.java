package dev.handoff.bridge;

import dev.handoff.ChannelFailedException;
import dev.handoff.Receiver;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;

/** A receiver in the words of {@code java.io}. */
final class ChunkSource<C> {
    private final Receiver<C> chunks;
    private final String what;
    private boolean closed;

    ChunkSource(Receiver<C> chunks, String what) {
        this.chunks = chunks;
        this.what = what;
    }

    /** Waits for the next chunk; null at the end. */
    @Nullable C next() throws IOException {
        try {
            return chunks.receiveOrNull();
        } catch (InterruptedException e) {
            InterruptedIOException interrupted =
                    new InterruptedIOException(
                            this + ": interrupted while waiting for data; none was lost");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ChannelFailedException e) {
            throw new IOException(this + ": " + e.getMessage(), e.getCause());
        }
    }

    void requireOpen() throws IOException {
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
