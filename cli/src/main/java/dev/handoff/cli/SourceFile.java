package dev.handoff.cli;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** The source file that a command names. */
record SourceFile(Path path) {
    /** Makes a program of the file; null if that cannot be done, which {@code err} was told. */
    @Nullable Program load(PrintWriter err) throws IOException {
        try {
            Compiled compiled = compile(err);
            return compiled == null ? null : compiled.program();
        } catch (Refusal e) {
            refuse(e, err);
            return null;
        }
    }

    /** As {@link #load}, but says what is wrong by {@code Refusal} where it is not javac that does. */
    @Nullable Compiled compile(PrintWriter err) throws IOException, Refusal {
        check();
        return compiler().compile(path, err);
    }

    void refuse(Refusal why, PrintWriter err) {
        err.println("handoff: " + (isNoName() ? "''" : path) + " " + why.getMessage());
    }

    /** The launcher names a folder for what it has compiled. */
    private static SourceCompiler compiler() {
        String folder = System.getProperty("handoff.programs", "");
        return folder.isEmpty() ? new Javac() : new KeptPrograms(Path.of(folder), new Javac());
    }

    /**
     * Whether the name is empty, like a shell's variable that is not set; the file system would take it for the current
     * folder.
     */
    private boolean isNoName() {
        return path.toString().isEmpty();
    }

    private void check() throws Refusal {
        if (isNoName()) {
            throw new Refusal("is no file's name");
        }
        if (Files.isDirectory(path)) {
            throw new Refusal("is a directory, not a program");
        }
        if (!Files.exists(path)) {
            throw new Refusal("does not exist");
        }
        if (!path.toString().endsWith(".java")) {
            throw new Refusal("is not a .java file");
        }
        if (!Files.isReadable(path)) {
            throw new Refusal("cannot be read");
        }
    }
}
