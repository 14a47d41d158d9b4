package dev.handoff.bridge;

import dev.handoff.Sender;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;

/** An output stream in chunks of bytes; {@link Bytes#outputStream} says how. */
final class ChunkOutput extends OutputStream {
    private final ChunkSink<byte[]> sink;
    private final byte[] buffer;
    private int filled;

    ChunkOutput(Sender<byte[]> chunks, int chunkSize) {
        this.sink = new ChunkSink<>(chunks, "output stream");
        this.buffer = new byte[chunkSize];
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
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
            sink.send(Arrays.copyOf(buffer, filled));
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
