package dev.handoff.examples;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What a thread prints, with the threads that it starts, so that programs can run side by side in one JVM. */
final class Printed {
    private static final InheritableThreadLocal<@Nullable PrintStream> HERE =
            new InheritableThreadLocal<>();

    static {
        System.setOut(new Divided(System.out));
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final @Nullable PrintStream before = HERE.get();

    private Printed() {
        HERE.set(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    /** From now on what this thread prints is kept; what its children print, always. */
    static Printed begin() {
        return new Printed();
    }

    /** What the current thread prints goes where it went before. */
    void end() {
        HERE.set(before);
    }

    /** What was printed so far. */
    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Standard output, divided by threads; without a lock of its own, for a controlled process must not wait. */
    private static final class Divided extends PrintStream {
        private final PrintStream rest;

        Divided(PrintStream rest) {
            super(rest, true);
            this.rest = rest;
        }

        private PrintStream here() {
            return Objects.requireNonNullElse(HERE.get(), rest);
        }

        @Override
        public void write(int b) {
            here().write(b);
        }

        @Override
        public void write(byte[] buffer, int from, int length) {
            here().write(buffer, from, length);
        }

        @Override
        public void flush() {
            here().flush();
        }

        @Override
        public void println() {
            here().println();
        }

        @Override
        public void println(@Nullable Object value) {
            here().println(value);
        }

        @Override
        public void println(@Nullable String text) {
            here().println(text);
        }

        @Override
        public void print(@Nullable Object value) {
            here().print(value);
        }

        @Override
        public void print(@Nullable String text) {
            here().print(text);
        }

        @Override
        public PrintStream printf(String format, @Nullable Object... values) {
            here().printf(format, values);
            return this;
        }
    }
}
