package dev.handoff.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

@DisplayName("Lint: programs that are right")
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("../examples");

    /** They need nothing but core. */
    private static List<Path> programs() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !mentionsMeters(file))
                    .toList();
        }
    }

    private static boolean mentionsMeters(Path file) {
        try {
            return Files.readString(file).contains("dev.handoff.observe");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("the lint has nothing to say of the examples")
    void nothingIsSaidOfTheExamples() throws IOException {
        List<Path> programs = programs();
        assertThat(programs).hasSizeGreaterThan(20);
        try (StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            Iterable<? extends JavaFileObject> sources =
                    files.getJavaFileObjectsFromPaths(programs);
            assertThat(Linted.warnings(sources)).isEmpty();
        }
    }
}
