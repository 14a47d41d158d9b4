package dev.handoff.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code handoff run FILE.java [ARG...]}. */
@Command(
        name = "run",
        description = "Compiles one source file in memory, with Handoff on its path, and runs it.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Job {
    @Parameters(index = "0", paramLabel = "FILE.java", description = "The program.")
    private Path file = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "ARG",
            description = "Its arguments: all that follows, options too.")
    private List<String> args = new ArrayList<>();

    @Override
    public int run(PrintWriter err) throws Throwable {
        Program program = compile(err);
        if (program == null) {
            return Main.USAGE;
        }
        new Foreground().run(program, args.toArray(String[]::new));
        return 0;
    }

    private @Nullable Program compile(PrintWriter err) throws IOException {
        try {
            check();
            Compiled compiled = compiler().compile(file, err);
            return compiled == null ? null : compiled.program();
        } catch (Refusal e) {
            err.println("handoff: " + file + " " + e.getMessage());
            return null;
        }
    }

    /** The launcher names a folder for what it has compiled. */
    private static SourceCompiler compiler() {
        String folder = System.getProperty("handoff.programs", "");
        return folder.isEmpty() ? new Javac() : new KeptPrograms(Path.of(folder), new Javac());
    }

    private void check() throws Refusal {
        if (Files.isDirectory(file)) {
            throw new Refusal("is a directory, not a program");
        }
        if (!Files.exists(file)) {
            throw new Refusal("does not exist");
        }
        if (!file.toString().endsWith(".java")) {
            throw new Refusal("is not a .java file");
        }
        if (!Files.isReadable(file)) {
            throw new Refusal("cannot be read");
        }
    }
}
