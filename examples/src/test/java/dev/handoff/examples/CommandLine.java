package dev.handoff.examples;

import dev.handoff.Handoff;
import dev.handoff.observe.Meter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

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

    /** Of System.out: a check takes its place, for all threads. */
    static final ReadWriteLock OUTPUT = new ReentrantReadWriteLock();

    /** An option: a program that is to end has more time for it than a machine stalls for. */
    static final String GRACE = "-Dhandoff.grace=20s";

    private static final long LIMIT_SECONDS = 150;
    private static final String MAIN = "dev.handoff.cli.Main";

    private CommandLine() {}

    /** In this JVM, one at a time. */
    static Result run(String file, String... args) throws Throwable {
        return handoff("run", OUTPUT.readLock(), file, args);
    }

    /** As {@link #run}, but under many schedules, as {@code ./handoff check} does. */
    static Result check(String file, String... args) throws Throwable {
        return handoff("check", OUTPUT.writeLock(), file, args);
    }

    private static synchronized Result handoff(
            String command, Lock output, String file, String... args) throws Throwable {
        List<String> words = new ArrayList<>(List.of(command, EXAMPLES.resolve(file).toString()));
        words.addAll(List.of(args));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        output.lock();
        Printed printed = Printed.begin();
        PrintStream before = System.out;
        try {
            int status = call(words.toArray(String[]::new), writer(before), writer(err));
            if (System.out != before) {
                throw new AssertionError(words + " has not given back System.out");
            }
            return new Result(status, printed.text(), err.toString(StandardCharsets.UTF_8));
        } finally {
            printed.end();
            output.unlock();
        }
    }

    /**
     * In a JVM of its own, which does not hold on to blocked threads, as the launcher's. There is memory enough that the
     * collector comes when it is called, not before anybody has seen what a leak waits for.
     */
    static Result runAlone(String file, String... args) throws Exception {
        List<String> command = new ArrayList<>(command(file, args));
        command.addAll(
                1,
                List.of(
                        "-Djdk.trackAllThreads=false",
                        "-Dhandoff.origins=true",
                        "-Xmn256m",
                        "-XX:MetaspaceSize=256m"));
        return alone(command);
    }

    /** What a command leaves behind before {@code | head -1}: its status is the last line of the errors. */
    static Result beforeHead(List<String> command) throws Exception {
        List<String> line = new ArrayList<>();
        line.addAll(List.of("sh", "-c", "{ \"$@\"; echo $? >&2; } | head -1", "sh"));
        line.addAll(command);
        line.add(line.indexOf(JAVA) + 1, GRACE);
        return alone(line);
    }

    /** What a command leaves behind. */
    static Result alone(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(command + " has not ended");
            }
            return new Result(
                    process.exitValue(),
                    read(process.getInputStream()),
                    read(process.getErrorStream()));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
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

    private static PrintWriter writer(OutputStream out) {
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
                        place(Meter.class),
                        place(Class.forName("dev.handoff.lint.HandoffLint")),
                        place(Class.forName("picocli.CommandLine")));
        // most end before the second compiler would pay
        command.addAll(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-cp", classPath, MAIN, "run"));
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
