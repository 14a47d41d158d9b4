package dev.handoff.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

@DisplayName("Lint: processes under virtual time")
class VirtualTimeTest {
    /** That of the checker, as far as the programs need it. */
    private static final String VIRTUAL_TIME =
            """
            package dev.handoff.check;
            public class VirtualTime {
                public static void settle() {}
                public static void settleForGood() {}
                public static void advance(java.time.Duration time) throws InterruptedException {}
            }
            """;

    private static int warnings(Path folder, String statements) throws Exception {
        Path time = Files.writeString(folder.resolve("VirtualTime.java"), VIRTUAL_TIME);
        Path program =
                Files.writeString(
                        folder.resolve("Program.java"),
                        """
                        import dev.handoff.*;
                        import dev.handoff.check.VirtualTime;
                        void main() throws Exception {
                            int[] total = {0};
                            Channel<int[]> out = Channel.unbounded();
                            Scope.run(scope -> { %s });
                        }
                        """
                                .formatted(statements));
        try (StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            return Linted.warnings(files.getJavaFileObjectsFromPaths(List.of(time, program)))
                    .size();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "scope.go(() -> total[0]++); VirtualTime.settle(); IO.println(total[0]);",
                "scope.go(() -> total[0]++); VirtualTime.settleForGood(); IO.println(total[0]);",
                "scope.go(() -> total[0]++); VirtualTime.advance(Duration.ofDays(1)); total[0]++;",
                "scope.go(() -> total[0]++); VirtualTime.settle(); scope.go(() -> total[0]++);",
                "for (int i = 0; i < 3; i++) { scope.go(() -> total[0]++); VirtualTime.settle(); }",
                "out.send(total); VirtualTime.settle(); total[0]++;",
            })
    @DisplayName("R24 who lets time pass comes after what the others have done")
    void whoLetsTimePass(String statements, @TempDir Path folder) throws Exception {
        assertThat(warnings(folder, statements)).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "scope.go(() -> total[0]++); scope.go(() -> total[0]++); VirtualTime.settle();",
                "for (int i = 0; i < 3; i++) { scope.go(() -> total[0]++); } VirtualTime.settle();",
            })
    @DisplayName("R24 processes that go on together are not ordered by who waits for both")
    void whatGoesOnTogether(String statements, @TempDir Path folder) throws Exception {
        assertThat(warnings(folder, statements)).isOne();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "VirtualTime.settle(); scope.go(() -> total[0]++); total[0]++;",
                "scope.go(() -> {}); VirtualTime.settle(); scope.go(() -> total[0]++); total[0]++;",
            })
    @DisplayName("R24 who let time pass before a start does not come after what is started")
    void whoLetTimePassBefore(String statements, @TempDir Path folder) throws Exception {
        assertThat(warnings(folder, statements)).isOne();
    }
}
