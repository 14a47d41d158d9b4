package dev.handoff.bridge;

import dev.handoff.CancelledException;
import dev.handoff.ClosedException;
import dev.handoff.ReceiverFailedException;
import dev.handoff.Sender;

import java.io.IOException;
import java.io.InterruptedIOException;

/** A sender in the words of {@code java.io}. */
final class ChunkSink<C> {
    private final Sender<C> chunks;
    private final String what;
    private boolean closed;

    /** What is done with what is left at a close. */
    interface Flush {
        void run() throws IOException;
    }

    ChunkSink(Sender<C> chunks, String what) {
        this.chunks = chunks;
        this.what = what;
    }

    void send(C chunk) throws IOException {
        try {
            chunks.send(chunk);
        } catch (InterruptedException e) {
            InterruptedIOException interrupted =
                    new InterruptedIOException(
                            this
                                    + ": interrupted while waiting for room; what is left can be"
                                    + " sent");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ClosedException | CancelledException | ReceiverFailedException e) {
            throw new IOException(this + ": " + e.getMessage(), e);
        }
    }

    void requireOpen() throws IOException {
        if (closed) {
            throw new IOException(this + " was closed");
        }
    }

    /** A second close does nothing. */
    void close(Flush rest) throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            rest.run();
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
