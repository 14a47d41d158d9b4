package dev.handoff.pipeline;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
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

    /** Says where it was looked for: a path that is wrong is often relative. */
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
        for (int left = 0; ; left--) {
            if (left == 0) {
                left = stride.next();
            }
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
    static void write(Label me, Path file, OpenOption[] options, Body body) throws Exception {
        OutputStream stream;
        try {
            stream = new BufferedOutputStream(Files.newOutputStream(file, options));
        } catch (Throwable t) {
            throw me.failure(t);
        }
        try (Label.Closing _ = me.closing(stream)) {
            body.run(new Writing(me, stream));
        }
    }

    /** Encodes each line by itself: of one that cannot be encoded nothing is written, nor is anything before it lost. */
    private static final class Writing extends Output<Object> {
        private final Label me;
        private final OutputStream stream;
        private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();

        Writing(Label me, OutputStream stream) {
            this.me = me;
            this.stream = stream;
        }

        @Override
        boolean push(Object value) throws Exception {
            try {
                char[] text = value.toString().toCharArray(); // of which the encoder is faster
                ByteBuffer line = encoder.encode(CharBuffer.wrap(text));
                stream.write(line.array(), line.arrayOffset(), line.limit());
                stream.write('\n');
            } catch (Throwable t) {
                throw me.failure(t);
            }
            return true;
        }
    }

    /** What pushes into a file. */
    @FunctionalInterface
    interface Body {
        void run(Output<Object> out) throws Exception;
    }
}
