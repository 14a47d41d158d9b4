package dev.handoff.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code handoff run FILE.java [ARG...]}. */
@Command(
        name = "run",
        description = {
            "Compiles one source file in memory, with Handoff on its path, and runs it.",
            "Ctrl-C (SIGINT, and SIGTERM and SIGHUP alike) cancels all scopes, interrupts detached"
                    + " processes and main, and lets them end; who still runs after 0.8 s is named,"
                    + " and the program halted. HANDOFF_JAVA_OPTS=-Dhandoff.grace=5s gives it 5"
                    + " seconds. A second Ctrl-C halts it at once. When nobody reads System.out any"
                    + " more, as before | head, it is ended in the same way."
        },
        exitCodeListHeading = "Exit status, if the program gives none to System.exit:%n",
        exitCodeList = {
            "0:main has returned",
            "1:the program has thrown",
            "2:the command line or the file is at fault, or Handoff cannot be built",
            "3:the program is blocked for good",
            "128 + N:signal N has ended it, 130 for Ctrl-C",
            "141:nobody reads System.out any more"
        },
        versionProvider = Main.Version.class,
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
        Grace grace;
        try {
            grace = Grace.asSet();
        } catch (IllegalArgumentException e) {
            err.println("handoff: " + e.getMessage());
            return Main.USAGE;
        }
        MainThread main;
        try {
            main = load(err);
        } catch (IOException | OutOfMemoryError e) { // of the file, or of what is kept of it
            err.println("handoff: " + file + " cannot be run: " + e);
            return Main.USAGE;
        }
        if (main == null) {
            return Main.USAGE;
        }
        return new Foreground(main, grace, Shell.check(file, "", args)).run(err);
    }

    /** The program itself is in no variable of a method that goes on: see {@link MainThread}. */
    private @Nullable MainThread load(PrintWriter err) throws IOException {
        Program program = compile(err);
        return program == null ? null : MainThread.of(program, args);
    }

    private @Nullable Program compile(PrintWriter err) throws IOException {
        return new SourceFile(file).load(err);
    }
}
