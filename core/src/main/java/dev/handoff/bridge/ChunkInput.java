package dev.handoff.bridge;

import dev.handoff.Receiver;

import java.io.IOException;
import java.io.InputStream;

/** Chunks of bytes as an input stream; {@link Bytes#inputStream} says how. */
final class ChunkInput extends InputStream {
    private final ChunkSource<byte[], byte[]> source;
    private final byte[] one = new byte[1];

    ChunkInput(Receiver<byte[]> chunks) {
        this.source = new ChunkSource<>(chunks, "input stream", ChunkKind.BYTES);
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        return source.read(to, to.length, offset, length);
    }

    @Override
    public int available() throws IOException {
        return source.available();
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
