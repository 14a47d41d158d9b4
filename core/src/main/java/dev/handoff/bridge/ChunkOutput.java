package dev.handoff.bridge;

import dev.handoff.Sender;

import java.io.IOException;
import java.io.OutputStream;

/** An output stream in chunks of bytes; {@link Bytes#outputStream} says how. */
final class ChunkOutput extends OutputStream {
    private final ChunkSink<byte[], byte[]> sink;

    ChunkOutput(Sender<byte[]> chunks, int chunkSize) {
        this.sink = new ChunkSink<>(chunks, "output stream", ChunkKind.BYTES, chunkSize);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
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
