package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the documentation shows of Java is compiled and run, and does what it says. */
class PagesTest {
    private static final Path DOCS = CommandLine.EXAMPLES.resolve("../docs").normalize();

    /** Their snippets are parts of sources that the tests beside them compile: junit's, check's; the ADR's is a sketch. */
    private static final Set<String> TESTED_ELSEWHERE =
            Set.of(
                    "guide/testing.md",
                    "guide/specifications.md",
                    "adr/0003-counted-senders-lapse.md");

    /** By cli's RunIT, and by {@link BlockedExamplesTest}. */
    private static final Map<String, Long> BLOCKS_TESTED_ELSEWHERE =
            Map.of("guide/services.md", 1L, "guide/testing.md", 2L);

    /** The first would cancel the scopes of the tests beside it; the page that it leads to has a program. The others are tools. */
    private static final List<String> ROWS_IN_WORDS =
            List.of(
                    "`ctx, stop := signal.NotifyContext(ctx, os.Interrupt)`",
                    "`testing/synctest`",
                    "`goleak`",
                    "`go test -race`",
                    "`go vet`",
                    "`GOMAXPROCS`");

    static List<String> pages() throws IOException {
        return allPages().stream().filter(name -> !TESTED_ELSEWHERE.contains(name)).toList();
    }

    static List<String> allPages() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            return files.map(DOCS::relativize)
                    .map(Path::toString)
                    .filter(name -> name.endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    @DisplayName(
            "R30 every program of a page, and every line beside one of another language, does what"
                    + " it says")
    void javaIsRun(String name, @TempDir Path folder) throws Exception {
        Page page = Page.of(DOCS.resolve(name));
        assertThat(new PageRun(page, folder).problems()).isEmpty();
    }

    @Test
    @DisplayName("R30 no line of a table is in words, and so not run, but those that could not be")
    void rowsInWords() throws IOException {
        List<String> inWords = new ArrayList<>();
        for (String name : pages()) {
            inWords.addAll(Page.of(DOCS.resolve(name)).rowsInWords());
        }
        assertThat(inWords).containsExactlyElementsOf(ROWS_IN_WORDS);
    }

    @Test
    @DisplayName(
            "No page shows what a program says without the program, but two that tests compare")
    void blocksWithoutAProgram() throws IOException {
        Map<String, Long> blocks = new TreeMap<>();
        for (String name : allPages()) {
            try (Stream<String> lines = Files.lines(DOCS.resolve(name))) {
                long count = lines.filter("```page"::equals).count();
                if (count > 0) {
                    blocks.put(name, count);
                }
            }
        }
        assertThat(blocks).isEqualTo(BLOCKS_TESTED_ELSEWHERE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allPages")
    @DisplayName("Every link of a page leads to a file, and to a heading of it")
    void linksLead(String name) throws IOException {
        Links.assertLead(DOCS.resolve(name));
    }

    @Test
    @DisplayName(
            "R30 Go, Kotlin, Rust, JavaScript and Clojure have a page each, with rows and programs")
    void otherLanguages() throws IOException {
        for (String language : List.of("go", "kotlin", "rust", "javascript", "clojure")) {
            String name = "coming-from/" + language + ".md";
            assertThat(pages()).contains(name); // so it is compiled and run above
            Page page = Page.of(DOCS.resolve(name));
            assertThat(page.rows()).as(name).hasSizeGreaterThan(15);
            assertThat(page.programs()).as(name).isNotEmpty();
        }
    }

    @Test
    @DisplayName("A page that is wrong fails, with the page and the line of each mistake")
    void mistakesAreFound(@TempDir Path folder) throws Exception {
        Path docs = Files.createDirectories(folder.resolve("docs"));
        Path file = docs.resolve("wrong.md");
        String main = "void main() throws Exception {\n    %s\n}\n```\n";
        String imports = "```java%s\nimport dev.handoff.*;\n";
        Files.writeString(
                file,
                imports.formatted("")
                        + main.formatted("IO.println(1);")
                        + "\n```text\n2\n```\n"
                        + imports.formatted("")
                        + main.formatted("Channel.rendezvous().receive();")
                        + imports.formatted("")
                        + main.formatted(
                                "Scope.run(s -> { s.go(() -> IO.println(1)); IO.println(2); });")
                        + "```text\n1\n2\n```\n"
                        + imports.formatted(" refused")
                        + main.formatted("IO.println(3);")
                        + "```text\nerror\n```\n"
                        + "| Go | Handoff | gives |\n|---|---|---|\n"
                        + "| `1 + 1` | `1 + 1` | `3` |\n"
                        + "| `1 + 1` | `1 + 1` | `2` |\n"
                        + "\n| Go | Handoff |\n|---|---|\n"
                        + "| `1 + 1` | `1 + 1` |\n"
                        + "| `one := 1` | `int one = 1;`, as in Go |\n"
                        + "| `iota` | an `enum` |\n");
        Page page = Page.of(file);
        assertThat(page.rowsInWords()).containsExactly("`iota`");
        List<String> problems = new PageRun(page, folder).problems();
        assertThat(places(problems)).containsExactly(1, 11, 17, 27, 38, 43);

        Files.writeString(
                file,
                imports.formatted("")
                        + main.formatted("int i = \"\";")
                        + "| Go | Handoff | gives |\n|---|---|---|\n"
                        + "| `x` | `nothing()` | |\n");
        List<String> uncompiled = new PageRun(Page.of(file), folder).problems();
        assertThat(places(uncompiled)).containsExactlyInAnyOrder(4, 9);
    }

    private static List<Integer> places(List<String> problems) {
        List<Integer> lines = new ArrayList<>();
        for (String problem : problems) {
            Matcher place = Pattern.compile("(?s)docs/wrong.md:(\\d+): .*").matcher(problem);
            assertThat(place.matches()).as(problem).isTrue();
            int line = Integer.parseInt(place.group(1));
            if (!lines.contains(line)) {
                lines.add(line);
            }
        }
        return lines;
    }

    @Test
    @DisplayName("An ellipsis stands for any number of lines")
    void ellipses() {
        List<String> lines = List.of("a", "b", "c");
        assertThat(PageRun.matches(List.of("a", "…"), lines)).isTrue();
        assertThat(PageRun.matches(List.of("…", "c"), lines)).isTrue();
        assertThat(PageRun.matches(List.of("a", "…", "b", "c"), lines)).isTrue();
        assertThat(PageRun.matches(List.of("a", "…", "b"), lines)).isFalse();
        assertThat(PageRun.matches(List.of("a", "b"), lines)).isFalse();
        assertThat(PageRun.matches(List.of(), List.of())).isTrue();
    }
}
