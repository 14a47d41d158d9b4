package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.Handoff;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** An example that is run by a user who may not read everything, also if the tests are run by one who may. */
final class Unprivileged {
    private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");

    private Unprivileged() {}

    /** The words that run {@code example}; what that needs is put into {@code place}, and can be read by all. */
    static List<String> command(Path place, String example, String... arguments)
            throws IOException {
        assumeTrue(!IS_ROOT || Files.isExecutable(Path.of("/usr/bin/setpriv")));
        Path handoff = Path.of(CommandLine.place(Handoff.class));
        assumeTrue(Files.isRegularFile(handoff), "Handoff is packaged");
        compile(example, place);
        Path jar = place.resolve("handoff.jar");
        Files.write(jar, Files.readAllBytes(handoff));
        permitAll(place);
        List<String> command = new ArrayList<>();
        if (IS_ROOT) {
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(List.of(CommandLine.JAVA, "-cp", place + ":" + jar, example));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Compiles an example into {@code classes}. */
    static void compile(String example, Path classes) throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        try (var files = javac.getStandardFileManager(null, null, null)) {
            boolean done =
                    javac.getTask(
                                    problems,
                                    files,
                                    null,
                                    List.of(
                                            "-d",
                                            classes.toString(),
                                            "-cp",
                                            CommandLine.place(Handoff.class)),
                                    null,
                                    files.getJavaFileObjects(
                                            CommandLine.EXAMPLES.resolve(example + ".java")))
                            .call();
            assertThat(done).as(problems.toString()).isTrue();
        }
    }

    /** Lets everybody read it, and come to it. */
    static void permitAll(Path folder) throws IOException {
        permit(folder.getParent(), "rwxr-xr-x");
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                permit(path, Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--");
            }
        }
    }

    static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
