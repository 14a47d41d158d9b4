package dev.handoff.bridge;

import dev.handoff.Receiver;

import java.io.IOException;
import java.io.InputStream;

/** Chunks of bytes as an input stream; {@link Bytes#inputStream} says how. */
final class ChunkInput extends InputStream {
    private final ChunkSource<byte[]> source;
    private byte[] chunk = new byte[0];
    private int position;

    ChunkInput(Receiver<byte[]> chunks) {
        this.source = new ChunkSource<>(chunks, "input stream");
    }

    @Override
    public int read() throws IOException {
        return fill() ? chunk[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        checkRange(to.length, offset, length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, to, offset, count);
        position += count;
        return count;
    }

    static void checkRange(int size, int offset, int length) {
        if ((offset | length | size - offset - length) < 0) {
            throw new IndexOutOfBoundsException(
                    offset + " to " + ((long) offset + length) + " of an array of " + size);
        }
    }

    /** Waits until there is a byte; false at the end. */
    private boolean fill() throws IOException {
        source.requireOpen();
        while (position == chunk.length) {
            byte[] next = source.next();
            if (next == null) {
                return false;
            }
            chunk = next;
            position = 0;
        }
        return true;
    }

    @Override
    public int available() throws IOException {
        source.requireOpen();
        return chunk.length - position;
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
