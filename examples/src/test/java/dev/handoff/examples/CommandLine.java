package dev.handoff.examples;

import dev.handoff.Handoff;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a program as {@code ./handoff run} does. */
final class CommandLine {
    /** What a program has left behind. */
    record Result(int status, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    /** The folder of the examples: where Maven runs the tests of this module. */
    static final Path EXAMPLES = Path.of("").toAbsolutePath();

    static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static final String MAIN = "dev.handoff.cli.Main";

    private CommandLine() {}

    /** In this JVM, one at a time: what it prints is caught by taking System.out's place. */
    static Result run(String file, String... args) throws Throwable {
        return handoff("run", file, args);
    }

    /** As {@link #run}, but under many schedules, as {@code ./handoff check} does. */
    static Result check(String file, String... args) throws Throwable {
        return handoff("check", file, args);
    }

    private static synchronized Result handoff(String command, String file, String... args)
            throws Throwable {
        List<String> words = new ArrayList<>(List.of(command, EXAMPLES.resolve(file).toString()));
        words.addAll(List.of(args));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int status = call(words.toArray(String[]::new), writer(out), writer(err));
            return new Result(
                    status,
                    out.toString(StandardCharsets.UTF_8),
                    err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }

    /** The entry behind main, which would end the JVM. */
    private static int call(String[] words, PrintWriter out, PrintWriter err) throws Throwable {
        Class<?> main = Class.forName(MAIN);
        Constructor<?> maker = main.getDeclaredConstructor(PrintWriter.class, PrintWriter.class);
        Method run = main.getDeclaredMethod("run", String[].class);
        maker.setAccessible(true);
        run.setAccessible(true);
        try {
            return (int) run.invoke(maker.newInstance(out, err), (Object) words);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static PrintWriter writer(ByteArrayOutputStream out) {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    /** The command that does the same in a JVM of its own. */
    static List<String> command(String file, String... args) throws ClassNotFoundException {
        List<String> command = new ArrayList<>();
        String classPath =
                String.join(
                        ":",
                        place(Class.forName(MAIN)),
                        place(Handoff.class),
                        place(Class.forName("dev.handoff.check.Explore")),
                        place(Class.forName("picocli.CommandLine")));
        command.addAll(List.of(JAVA, "-cp", classPath, MAIN, "run"));
        command.add(EXAMPLES.resolve(file).toString());
        command.addAll(List.of(args));
        return command;
    }

    /** The jar or folder that a class comes from. */
    static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
