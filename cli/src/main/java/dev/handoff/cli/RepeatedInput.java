package dev.handoff.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Standard input that every schedule reads from its beginning. */
final class RepeatedInput extends InputStream {
    private final InputStream in;
    private byte[] kept = new byte[8192]; // all that was ever read
    private int size;
    private int position;
    private boolean atEnd; // as far as anybody is told
    private boolean hasEnded; // a terminal would begin again after Ctrl-D

    RepeatedInput(InputStream in) {
        this.in = in;
    }

    /** Begins again, if anything was read. This must be {@link System#in}. */
    void rewind() {
        if (isRead()) {
            while (IO.readln() != null) {
                // IO may have read ahead for the schedule before
            }
            beginAgain();
        }
    }

    private synchronized boolean isRead() {
        atEnd = position > 0;
        return atEnd;
    }

    /** From now on, all that was read is there to be read again. */
    synchronized void beginAgain() {
        position = 0;
        atEnd = false;
    }

    @Override
    public synchronized int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public synchronized int read(byte[] bytes, int start, int most) throws IOException {
        if (atEnd) {
            return -1;
        }
        if (position == size) {
            int count = hasEnded ? -1 : in.read(bytes, start, most);
            hasEnded = count < 0;
            keep(bytes, start, Math.max(0, count));
            return count;
        }
        int count = Math.min(most, size - position);
        System.arraycopy(kept, position, bytes, start, count);
        position += count;
        return count;
    }

    private void keep(byte[] bytes, int start, int count) {
        if (size + count > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(2 * kept.length, size + count));
        }
        System.arraycopy(bytes, start, kept, size, count);
        size += count;
        position = size;
    }

    @Override
    public synchronized int available() throws IOException {
        return atEnd ? 0 : size - position + in.available();
    }
}
