package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What a user copies from the page on their own project names what there is. */
class YourProjectTest {
    private static final Path ROOT = CommandLine.EXAMPLES.resolve("..").normalize();

    private final String page = Files.readString(ROOT.resolve("docs/guide/your-project.md"));
    private final String parent = Files.readString(ROOT.resolve("pom.xml"));

    YourProjectTest() throws IOException {}

    @Test
    @DisplayName("The page names each artifact beside its module")
    void artifacts() throws IOException {
        List<String> rows = all("\\| `(handoff-\\w+)` \\| `([\\w.]+)` \\|", page);
        assertThat(rows).hasSize(6);
        for (String row : rows) {
            String folder = row.replaceAll("handoff-(\\w+) .*", "$1");
            assertThat(Files.readString(ROOT.resolve(folder + "/pom.xml")))
                    .contains("<artifactId>handoff-" + folder + "</artifactId>");
            assertThat(Files.readString(ROOT.resolve(folder + "/src/main/java/module-info.java")))
                    .contains("module " + row.replaceAll(".* ", "") + " {");
        }
    }

    @Test
    @DisplayName("The page has the versions with which Handoff itself is built")
    void versions() {
        String own = first("<artifactId>handoff</artifactId>\\s*<version>([^<]+)", parent);
        assertThat(first("<handoff.version>([^<]+)", page)).isEqualTo(own);
        assertThat(all("\"dev.handoff:[\\w-]+:([^\"]+)\"", page)).isNotEmpty().containsOnly(own);
        assertThat(versionIn(page, "junit-jupiter"))
                .isEqualTo(first("<junit.version>([^<]+)", parent));
        assertThat(page)
                .contains("is built with JUnit " + first("<junit.version>([^<]+)", parent) + ".");
        assertThat(versionIn(page, "maven-surefire-plugin"))
                .isEqualTo(first("<surefire.version>([^<]+)", parent));
        assertThat(versionIn(page, "maven-compiler-plugin"))
                .isEqualTo(versionIn(parent, "maven-compiler-plugin"));
    }

    @Test
    @DisplayName("A module that requires dev.handoff.core compiles with core alone on its path")
    void coreAlone(@TempDir Path folder) throws IOException {
        Path module =
                Files.writeString(
                        folder.resolve("module-info.java"),
                        "module mine { requires dev.handoff.core; }");
        Path type =
                Files.writeString(
                        folder.resolve("Mine.java"),
                        """
                        package mine;
                        class Mine {
                            dev.handoff.Channel<String> channel = dev.handoff.Channel.buffered(1);
                        }
                        """);
        StringWriter said = new StringWriter();
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of(
                            "-p",
                            CommandLine.place(Channel.class),
                            "-cp",
                            "",
                            "-d",
                            folder.toString());
            javac.getTask(said, files, null, options, null, files.getJavaFileObjects(module, type))
                    .call();
        }
        assertThat(said.toString()).isEmpty();
    }

    private static String versionIn(String text, String artifact) {
        return first("<artifactId>" + artifact + "</artifactId>\\s*<version>([^<]+)", text);
    }

    private static String first(String pattern, String text) {
        return all(pattern, text).getFirst();
    }

    /** The groups of each match, with a space between. */
    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(
                        match ->
                                match.groupCount() == 1
                                        ? match.group(1)
                                        : match.group(1) + " " + match.group(2))
                .toList();
    }
}
