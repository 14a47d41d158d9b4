package dev.handoff.verify.zoo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The model checker, as a program of this machine: {@code spin} makes a verifier in C, {@code cc} compiles it. */
final class Spin {
    private Spin() {}

    /** Whether both programs are there. */
    static boolean isInstalled() throws InterruptedException {
        try {
            run(Path.of("."), List.of("spin", "-V"));
            run(Path.of("."), List.of("cc", "--version"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Searches all states of a model, or until the first error.
     *
     * @param isReduced whether by partial-order reduction
     * @throws IOException if a program is missing or fails
     */
    static SpinResult verify(SpinModel model, boolean isReduced)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("spin");
        try {
            Files.copy(
                    model.file(), folder.resolve("model.pml"), StandardCopyOption.REPLACE_EXISTING);
            List<String> generate = new ArrayList<>(List.of("spin"));
            generate.addAll(model.definitions());
            generate.addAll(List.of("-a", "model.pml"));
            run(folder, generate);
            List<String> compile = new ArrayList<>(List.of("cc", "-O1", "-w", "-o", "pan"));
            compile.add(model.isForLivelock() ? "-DNP" : "-DSAFETY");
            if (!isReduced) {
                compile.add("-DNOREDUCE");
            }
            compile.add("pan.c");
            run(folder, compile);
            return SpinResult.parse(
                    run(
                            folder,
                            model.isForLivelock()
                                    ? List.of("./pan", "-l", "-m1000000")
                                    : List.of("./pan", "-m1000000")));
        } finally {
            delete(folder);
        }
    }

    private static String run(Path folder, List<String> command)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output;
        try {
            output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroy();
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " has failed:\n" + output);
        }
        return output;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
