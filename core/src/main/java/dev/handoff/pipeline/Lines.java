package dev.handoff.pipeline;

import dev.handoff.internal.ChoicePoint;
import dev.handoff.internal.Interrupts;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnmappableCharacterException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Files of lines, at both ends of a pipeline. */
final class Lines {
    private Lines() {}

    static StageBody<String> of(Path file, Charset encoding) {
        return (me, out) -> {
            BufferedReader reader;
            try {
                reader = new BufferedReader(new StrictReader(Files.newInputStream(file), encoding));
            } catch (NoSuchFileException e) {
                throw me.failure(missing(file, e));
            } catch (Throwable t) {
                throw me.failure(t);
            }
            try (Label.Closing _ = me.closing(reader)) {
                return all(me, reader, out);
            }
        };
    }

    /** Says where the file was looked for: a path that is wrong is often relative. */
    private static NoSuchFileException missing(Path file, NoSuchFileException e) {
        NoSuchFileException missing =
                new NoSuchFileException(
                        file.toString(), null, "there is no file " + file.toAbsolutePath());
        missing.initCause(e);
        return missing;
    }

    static StageBody<String> of(InputStream input) {
        return (me, out) ->
                all(
                        me,
                        new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8)),
                        out);
    }

    static StageBody<String> of(InputStream input, Charset encoding) {
        return (me, out) -> all(me, new BufferedReader(new StrictReader(input, encoding)), out);
    }

    private static boolean all(Label me, BufferedReader reader, Output<? super String> out)
            throws Exception {
        Stride stride = new Stride();
        ChoicePoint choicePoint = new ChoicePoint();
        while (true) {
            stride.step();
            choicePoint.reach();
            Interrupts.throwIfInterrupted(); // each time: the next read may wait, and not heed it
            String line;
            try {
                line = reader.readLine();
            } catch (Throwable t) {
                throw me.failure(t);
            }
            if (line == null) {
                return true;
            }
            if (!out.push(line)) {
                return false;
            }
        }
    }

    /** Opens the file, lets {@code body} push into it, and closes it. */
    static void write(Label me, Path file, CharsetEncoder encoder, OpenOption[] options, Body body)
            throws Exception {
        OutputStream stream;
        try {
            stream = new BufferedOutputStream(Files.newOutputStream(file, options));
        } catch (Throwable t) {
            throw me.failure(t);
        }
        try (Label.Closing _ = me.closing(stream)) {
            body.run(new Writing(me, stream, encoder));
        }
    }

    /**
     * Writes each line when all of it is encoded: of a line that cannot be encoded nothing is written, and nothing
     * before it is lost.
     */
    private static final class Writing extends Output<Object> {
        private static final int SIZE = 1024;

        private final Label me;
        private final OutputStream stream;

        /** Never reset: that may put a mark at the beginning again. With a line feed each shift is taken back. */
        private final CharsetEncoder encoder;

        private ByteBuffer line = ByteBuffer.allocate(SIZE);
        private long values;

        Writing(Label me, OutputStream stream, CharsetEncoder encoder) {
            this.me = me;
            this.stream = stream;
            this.encoder = encoder;
        }

        @Override
        boolean push(Object value) throws Exception {
            try {
                values++;
                // an array: the encoder is faster with one
                encode(CharBuffer.wrap(value.toString().concat("\n").toCharArray()));
                stream.write(line.array(), 0, line.position());
            } catch (Throwable t) {
                throw me.failure(t);
            }
            return true;
        }

        private void encode(CharBuffer text) throws CharacterCodingException {
            line.clear();
            CoderResult result = encoder.encode(text, line, false);
            while (result.isOverflow()) {
                line = ByteBuffer.allocate(2 * line.capacity()).put(line.flip());
                result = encoder.encode(text, line, false);
            }
            if (result.isError()) {
                throw failure(text, result);
            }
        }

        /** The cause of the failure says what could not be encoded, and where. */
        private CharacterCodingException failure(CharBuffer rest, CoderResult result) {
            CharacterCodingException failure =
                    result.isMalformed()
                            ? new MalformedInputException(result.length())
                            : new UnmappableCharacterException(result.length());
            failure.initCause(
                    new IOException(
                            "value %s (the first is 1) has U+%04X, which is not in %s"
                                    .formatted(
                                            values,
                                            Character.codePointAt(rest, 0),
                                            encoder.charset())));
            return failure;
        }
    }

    /** Pushes into a file. */
    @FunctionalInterface
    interface Body {
        void run(Output<Object> out) throws Exception;
    }
}
