package dev.handoff.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.tools.ToolProvider;

@DisplayName("Lint: the plug-in that javac finds on its path")
class PluginTest {
    private static String compile(Path folder, String program) throws Exception {
        Path file = Files.writeString(folder.resolve("Program.java"), program);
        String[] options = {
            "-Xplugin:HandoffLint",
            "--processor-path",
            Linted.place(HandoffLint.class).toString(),
            "-classpath",
            Linted.core().toString(),
            "-d",
            folder.toString(),
            file.toString()
        };
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ToolProvider.getSystemJavaCompiler().run(null, said, said, options);
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("R24 an option of the compiler has it warn")
    void anOptionOfTheCompiler(@TempDir Path folder) throws Exception {
        assertThat(
                        compile(
                                folder,
                                """
                                import dev.handoff.*;
                                int total;
                                void main() throws Exception {
                                    Scope.run(scope -> {
                                        scope.go("left", () -> total++);
                                        scope.go("right", () -> total++);
                                    });
                                }
                                """))
                .contains("Program.java:5: warning: [handoff] total is changed by a process")
                .endsWith("1 warning\n");
    }
}
