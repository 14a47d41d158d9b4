package dev.handoff.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A folder that looks to the launcher like a fresh clone. In the place of Maven stands a script
 * that notes each build in {@code builds} and hands over the jars that are there already; in one
 * that is made by {@link #ofSources} it is Maven that builds.
 */
final class Checkout {
    /** What a process left behind. */
    record Ended(int status, String out, String err) {}

    private static final Path ROOT = Path.of(System.getProperty("handoff.root"));
    private static final Path LIB = Path.of(System.getProperty("handoff.lib"));

    /** What a build does that succeeds. */
    static final String HAND_OVER = "mkdir -p cli/.handoff && cp -R '" + LIB + "' cli/.handoff/lib";

    /** Where Maven keeps what the build around this test has needed. */
    private static final String REPOSITORY = System.getProperty("handoff.repository");

    /** What is not of the sources. */
    private static final Set<String> MADE = Set.of("target", ".handoff", ".git");

    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    /** Any process that is started while a script is written inherits the open file, and nobody can run it then. */
    private static final Object WRITING_OR_STARTING = new Object();

    final Path root;
    private final Path tools;
    private final int secondsToLive;
    private String java25Home = System.getProperty("java.home");

    private Checkout(Path parent, String name, int secondsToLive) throws IOException {
        root = Files.createDirectories(parent.resolve(name));
        tools = Files.createDirectories(parent.resolve("tools"));
        this.secondsToLive = secondsToLive;
    }

    /** Makes one of all sources, which the real Maven builds by what its local repository has. */
    static Checkout ofSources(Path parent, String name) throws IOException {
        Checkout checkout = new Checkout(parent, name, 240);
        Files.walkFileTree(
                ROOT,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return MADE.contains(folder.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        checkout.copy(ROOT.relativize(file));
                        return FileVisitResult.CONTINUE;
                    }
                });
        return checkout;
    }

    /** Makes the checkout in a folder of that name, which may contain spaces. */
    Checkout(Path parent, String name) throws IOException {
        this(parent, name, 150);
        for (String file :
                List.of(
                        "handoff",
                        "build/jdk25",
                        "pom.xml",
                        "core/pom.xml",
                        "check/pom.xml",
                        "observe/pom.xml",
                        "lint/pom.xml",
                        "cli/pom.xml")) {
            copy(Path.of(file));
        }
        Files.createDirectories(root.resolve("core/src/main"));
        Files.createDirectories(root.resolve("check/src/main"));
        Files.createDirectories(root.resolve("observe/src/main"));
        Files.createDirectories(root.resolve("lint/src/main"));
        Files.createDirectories(root.resolve("cli/src/main"));
        mvn(HAND_OVER);
    }

    /** From now on the launcher learns, once, what makes all programs after that start in half the time. */
    Checkout thatLearns() throws IOException {
        copy(Path.of("build/Warmup.java"));
        return this;
    }

    private void copy(Path file) throws IOException {
        Path copy = root.resolve(file);
        Files.createDirectories(copy.getParent());
        synchronized (WRITING_OR_STARTING) {
            Files.copy(ROOT.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** From now on this is what a build does, beside being noted. */
    void mvn(String command) throws IOException {
        write(tools.resolve("mvn"), "#!/bin/sh\necho build >>builds\n" + command + "\n");
    }

    /** A script that runs in the checkout. */
    Path script(String name, String text) throws IOException {
        return write(tools.resolve(name), "#!/bin/sh\ncd '" + root + "'\n" + text);
    }

    private static Path write(Path script, String text) throws IOException {
        synchronized (WRITING_OR_STARTING) {
            Files.writeString(script, text);
        }
        script.toFile().setExecutable(true);
        return script;
    }

    int builds() throws IOException {
        return Files.readAllLines(root.resolve("builds")).size();
    }

    /** A program in the checkout. It is never there in part: another test may run one of the same name. */
    Path program(String name, String source) throws IOException {
        Path whole = Files.writeString(Files.createTempFile(tools, name, ""), source);
        return Files.move(whole, root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** From now on it looks for a JDK that nobody has, as on a machine that has not the right one. */
    void looksForAJdkThatIsNotThere() throws IOException {
        java25Home("");
        Path finder = root.resolve("build/jdk25");
        String text = Files.readString(finder);
        write(finder, text.replace("JAVA_VERSION=\"25", "JAVA_VERSION=\"99"));
    }

    /** From now on this is what its JVM does. */
    void java(String text) throws IOException {
        Path jdk = Files.createDirectories(tools.resolve("jdk"));
        Files.createDirectories(jdk.resolve("bin"));
        Files.copy(Path.of(java25Home, "release"), jdk.resolve("release"));
        script("jdk/bin/javac", "exit 1");
        script("jdk/bin/java", text);
        java25Home(jdk.toString());
    }

    /** From now on this is what {@code JAVA25_HOME} says. */
    void java25Home(String value) {
        java25Home = value;
    }

    /** Makes all that is there older than what is written next. */
    void age() throws IOException {
        FileTime before = FileTime.from(Instant.now().minusSeconds(60));
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, before);
            }
        }
    }

    /** Runs the launcher to its end. */
    Ended handoff(Object... args) {
        return end(start(root.resolve("handoff"), args));
    }

    /** Starts the launcher, by whichever name. */
    Process start(Path launcher, Object... args) {
        List<String> command = new ArrayList<>();
        if (LINUX) { // where this build runs in the background, its children would ignore what ends
            // it
            command.addAll(List.of("env", "--default-signal=INT,HUP"));
        }
        command.add(launcher.toString());
        Stream.of(args).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA25_HOME", java25Home);
        builder.environment().put("JAVA_OPTS", "-XX:TieredStopAtLevel=1"); // short programs
        builder.environment().put("MAVEN_ARGS", "-o -Dmaven.repo.local=" + REPOSITORY);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment()
                .merge("PATH", tools.toString(), (old, t) -> t + File.pathSeparator + old);
        try {
            Process process;
            synchronized (WRITING_OR_STARTING) {
                process = builder.start();
            }
            CompletableFuture.delayedExecutor(secondsToLive, TimeUnit.SECONDS)
                    .execute(process::destroyForcibly); // none outlives its test for long
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the process says from now on, and how it ends. */
    static Ended end(Process process) {
        try {
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes());
            String err = new String(process.getErrorStream().readAllBytes());
            return new Ended(process.waitFor(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As Ctrl-C does it, if it is INT. */
    static void signal(Process process, String name) throws IOException, InterruptedException {
        shell(
                "kill -"
                        + name
                        + " "
                        + process.pid()); // the shell's own: a small system has no other
    }

    /** Has a shell do something, and waits for it. */
    static void shell(String command) throws IOException, InterruptedException {
        Process shell;
        synchronized (WRITING_OR_STARTING) {
            shell = new ProcessBuilder("sh", "-c", command).start();
        }
        shell.waitFor();
    }
}
