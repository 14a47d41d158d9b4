package dev.handoff.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What came of a main method in a JVM of its own.
 *
 * @param status with which it ended
 * @param out what it has printed
 * @param err what it has complained of
 */
record Jvm(int status, String out, String err) {
    private static final int MINUTES = 2;

    /**
     * Runs one that ends by itself.
     *
     * @throws AssertionError if it does not
     */
    static Jvm run(String main, List<String> arguments) throws IOException, InterruptedException {
        return run(main, arguments, Map.of());
    }

    /** As above, with some variables of its environment. */
    static Jvm run(String main, List<String> arguments, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        line.addAll(arguments);
        Path out = Files.createTempFile("jvm", ".out");
        Path err = Files.createTempFile("jvm", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        // of which the JVM tells
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new AssertionError("does not end: " + main + "\n" + Files.readString(err));
            }
            return new Jvm(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }
}
