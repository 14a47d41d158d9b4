package dev.handoff.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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

    /**
     * Returns what picocli would make of a line that starts with {@code run FILE}, and null for any
     * other. Picocli itself costs a short program half of its time: its classes are of a format too
     * old for the JVM's AOT cache.
     */
    static @Nullable RunCommand of(String[] line) {
        if (line.length < 2 || !line[0].equals("run") || line[1].startsWith("-")) {
            return null;
        }
        RunCommand command = new RunCommand();
        try {
            command.file = Path.of(line[1]);
        } catch (InvalidPathException e) {
            return null;
        }
        command.args = List.of(line).subList(2, line.length);
        return command;
    }

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
