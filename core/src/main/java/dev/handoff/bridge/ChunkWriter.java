package dev.handoff.bridge;

import dev.handoff.Sender;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Writer;

/** A writer in chunks of text; {@link Chars#writer} says how. */
final class ChunkWriter extends Writer {
    private final ChunkSink<String> sink;
    private final char[] buffer;
    private int filled;

    ChunkWriter(Sender<String> chunks, int chunkSize) {
        this.sink = new ChunkSink<>(chunks, "writer");
        this.buffer = new char[chunkSize];
    }

    @Override
    public void write(char[] from, int offset, int length) throws IOException {
        ChunkInput.checkRange(from.length, offset, length);
        sink.requireOpen();
        int written = 0;
        while (true) {
            try {
                sendIf(filled == buffer.length);
            } catch (InterruptedIOException e) {
                e.bytesTransferred = written;
                throw e;
            }
            if (written == length) {
                return;
            }
            int count = Math.min(length - written, buffer.length - filled);
            System.arraycopy(from, offset + written, buffer, filled, count);
            filled += count;
            written += count;
        }
    }

    @Override
    public void flush() throws IOException {
        sink.requireOpen();
        sendIf(filled > 0);
    }

    private void sendIf(boolean due) throws IOException {
        if (due) {
            sink.send(new String(buffer, 0, filled));
            filled = 0;
        }
    }

    @Override
    public void close() throws IOException {
        sink.close(() -> sendIf(filled > 0));
    }

    @Override
    public String toString() {
        return sink.toString();
    }
}
