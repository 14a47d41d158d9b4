package dev.handoff.bridge;

import dev.handoff.Receiver;

import java.io.IOException;
import java.io.Reader;

/** Chunks of text as a reader; {@link Chars#reader} says how. */
final class ChunkReader extends Reader {
    private final ChunkSource<String> source;
    private String chunk = "";
    private int position;

    ChunkReader(Receiver<String> chunks) {
        this.source = new ChunkSource<>(chunks, "reader");
    }

    @Override
    public int read(char[] to, int offset, int length) throws IOException {
        ChunkInput.checkRange(to.length, offset, length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.length() - position);
        chunk.getChars(position, position + count, to, offset);
        position += count;
        return count;
    }

    /** Waits until there is a char; false at the end. */
    private boolean fill() throws IOException {
        source.requireOpen();
        while (position == chunk.length()) {
            String next = source.next();
            if (next == null) {
                return false;
            }
            chunk = next;
            position = 0;
        }
        return true;
    }

    @Override
    public boolean ready() throws IOException {
        source.requireOpen();
        return position < chunk.length();
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
