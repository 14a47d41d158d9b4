package dev.handoff.bridge;

import dev.handoff.Sender;

import java.io.IOException;
import java.io.Writer;

/** A writer in chunks of text; {@link Chars#writer} says how. */
final class ChunkWriter extends Writer {
    private final ChunkSink<String, char[]> sink;

    ChunkWriter(Sender<String> chunks, int chunkSize) {
        this.sink = new ChunkSink<>(chunks, "writer", ChunkKind.TEXT, chunkSize);
    }

    @Override
    public void write(char[] from, int offset, int length) throws IOException {
        sink.write(from, from.length, offset, length);
    }

    @Override
    public void flush() throws IOException {
        sink.flush();
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }

    @Override
    public String toString() {
        return sink.toString();
    }
}
