package dev.handoff.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.MalformedInputException;

/**
 * Decodes bytes. Bytes that the encoding does not know make it fail, but only when all that stands before them has been
 * read: the JDK's readers lose what they have decoded in the same go, up to 8,192 characters.
 */
final class StrictReader extends Reader {
    private static final int SIZE = 8192;

    private final InputStream input;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(SIZE).flip();
    private final CharBuffer chars = CharBuffer.allocate(SIZE).flip();
    private boolean atEnd;
    private boolean flushed;

    /** How many bytes were read, up to the end of {@link #bytes}. */
    private long bytesRead;

    StrictReader(InputStream input, Charset encoding) {
        this.input = input;
        this.decoder =
                encoding.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (!chars.hasRemaining() && !decodeMore()) {
            return -1;
        }
        int count = Math.min(length, chars.remaining());
        chars.get(target, offset, count);
        return count;
    }

    /** False at the end. */
    private boolean decodeMore() throws IOException {
        chars.clear();
        while (!flushed) {
            CoderResult result = decoder.decode(bytes, chars, atEnd);
            if (chars.position() > 0) { // an error behind these comes again
                chars.flip();
                return true;
            }
            if (result.isError()) {
                throw failure(result.length());
            }
            if (atEnd) {
                decoder.flush(chars); // some decoders hold a character back; there is room
                flushed = true;
            } else {
                readMore();
            }
        }
        chars.flip();
        return chars.hasRemaining();
    }

    private void readMore() throws IOException {
        bytes.compact();
        int count = input.read(bytes.array(), bytes.position(), bytes.remaining());
        if (count < 0) {
            atEnd = true;
        } else {
            bytes.position(bytes.position() + count);
            bytesRead += count;
        }
        bytes.flip();
    }

    /** The cause of the failure says where it is. */
    private MalformedInputException failure(int length) {
        chars.flip();
        long first = bytesRead - bytes.remaining();
        MalformedInputException failure = new MalformedInputException(length);
        failure.initCause(
                new IOException(
                        "byte "
                                + first
                                + " (the first is 0) begins what is not "
                                + decoder.charset()));
        return failure;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
