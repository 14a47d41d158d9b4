package dev.handoff.bridge;

import dev.handoff.CheckReturnValue;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.internal.Ignored;

import java.io.BufferedReader;
import java.io.Reader;
import java.io.Writer;
import java.util.Objects;

/** Bridges to {@link Reader} and {@link Writer}: text in chunks of bounded size, or by lines. */
public final class Chars {
    private Chars() {}

    /**
     * Starts a process that reads text and sends what it gets, as it comes: a chunk is what one read has brought, from one
     * char to {@code chunkSize}. A chunk may end between the two chars of a surrogate pair. Otherwise as {@link
     * Bytes#produce}.
     *
     * @param scope where the process runs
     * @param name the name of the process and of the channel
     * @param in the text
     * @param chunkSize the most chars in a chunk, one or more. Memory for that many is taken at once, so
     *     {@link Integer#MAX_VALUE} is no way to say "without a limit"
     * @return the receiving end of a rendezvous channel
     * @throws IllegalStateException if the scope has been left; the reader is closed then
     * @throws IllegalArgumentException if {@code chunkSize} is less than one
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public static Receiver<String> produce(Scope scope, String name, Reader in, int chunkSize) {
        Objects.requireNonNull(in, "in");
        Bytes.requireSize(chunkSize);
        return Closing.produce(
                scope,
                name,
                0,
                in,
                out -> {
                    char[] buffer = new char[chunkSize];
                    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                        if (n > 0) {
                            out.send(new String(buffer, 0, n));
                        } else if (!Bytes.isWanted(out)) {
                            break;
                        }
                    }
                });
    }

    /**
     * Starts a process that sends the lines of a text, without what ends them, as {@link BufferedReader#readLine} finds
     * them. The reader is closed when the process ends: at the end of the text, when the receiver has cancelled (at the
     * next line), or when the scope is cancelled. What reading or closing throws fails the channel and the scope; what
     * closing throws when nobody wants more goes to the uncaught-exception handler, or is suppressed in what the scope throws. A
     * line is as long as it is: there is no limit but the memory.
     *
     * <p>Bytes that are no text are the reader's concern: an {@link java.io.InputStreamReader} of a charset puts U+FFFD
     * in their place; a reader of {@link java.nio.file.Files#newBufferedReader} throws, and up to 8,192 chars before
     * them are lost. {@link dev.handoff.pipeline.Pipeline#lines} throws after all lines before them.
     *
     * @param scope where the process runs
     * @param name the name of the process and of the channel
     * @param in the text
     * @return the receiving end of a rendezvous channel
     * @throws IllegalStateException if the scope has been left; the reader is closed then
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public static Receiver<String> lines(Scope scope, String name, Reader in) {
        Objects.requireNonNull(in, "in");
        BufferedReader lines =
                in instanceof BufferedReader buffered ? buffered : new BufferedReader(in);
        return Closing.produce(
                scope,
                name,
                0,
                lines,
                out -> {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        out.send(line);
                    }
                });
    }

    /**
     * Chunks as a reader, up to the end of the channel; otherwise as {@link Bytes#inputStream}. {@code ready} is true
     * while something is left of the chunk at hand.
     *
     * @param chunks where the text comes from
     * @return the reader, for one thread at a time
     */
    public static Reader reader(Receiver<String> chunks) {
        return new ChunkReader(Objects.requireNonNull(chunks, "chunks"));
    }

    /**
     * A writer whose text is sent in chunks; otherwise as {@link Bytes#outputStream}. Close it by the last statement of
     * the code that writes, not by a try-with-resources statement, which would end half a text as if it were whole.
     *
     * @param chunks where the text goes
     * @param chunkSize the most chars in a chunk, one or more. Memory for that many is taken at once, so
     *     {@link Integer#MAX_VALUE} is no way to say "without a limit"
     * @return the writer, for one thread at a time
     * @throws IllegalArgumentException if {@code chunkSize} is less than one
     */
    public static Writer writer(Sender<String> chunks, int chunkSize) {
        Bytes.requireSize(chunkSize);
        return new ChunkWriter(Objects.requireNonNull(chunks, "chunks"), chunkSize);
    }
}
