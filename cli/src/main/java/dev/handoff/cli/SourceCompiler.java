package dev.handoff.cli;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Makes a program of one source file. */
interface SourceCompiler {
    /**
     * Returns null if the file does not compile; {@code err} then has javac's own words.
     *
     * @throws Refusal if there is nothing to launch in it
     */
    @Nullable Compiled compile(Path file, PrintWriter err) throws IOException, Refusal;
}
