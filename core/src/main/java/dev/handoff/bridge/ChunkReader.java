package dev.handoff.bridge;

import dev.handoff.Receiver;

import java.io.IOException;
import java.io.Reader;

/** Chunks of text as a reader; {@link Chars#reader} says how. */
final class ChunkReader extends Reader {
    private final ChunkSource<String, char[]> source;

    ChunkReader(Receiver<String> chunks) {
        this.source = new ChunkSource<>(chunks, "reader", ChunkKind.TEXT);
    }

    @Override
    public int read(char[] to, int offset, int length) throws IOException {
        return source.read(to, to.length, offset, length);
    }

    @Override
    public boolean ready() throws IOException {
        return source.available() > 0;
    }

    @Override
    public void close() {
        source.close();
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
