package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of one trial. */
final class TrialFiles implements AutoCloseable {
    /** Where the system, if it is a Linux, shows what this JVM has open. */
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final List<Path> files = new ArrayList<>();

    /** An empty one. */
    Path create() throws IOException {
        Path file = Files.createTempFile("trial", ".txt").toRealPath();
        files.add(file);
        return file;
    }

    void assertNoneIsOpen() throws IOException {
        if (files.isEmpty() || !Files.isDirectory(DESCRIPTORS)) {
            return;
        }
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            assertThat(open.map(TrialFiles::target)).doesNotContainAnyElementsOf(files);
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return descriptor; // others have closed it meanwhile
        }
    }

    @Override
    public void close() throws IOException {
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
