package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** docs/reference/coverage.md says what is true. */
class CoverageTest {
    private static final Path TABLE =
            CommandLine.EXAMPLES.resolve("../docs/reference/coverage.md").normalize();
    private static final Path ROOT = CommandLine.EXAMPLES.getParent();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
    private static final Pattern BETWEEN_STRINGS = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern DISPLAY_NAME =
            Pattern.compile("@DisplayName\\(\\s*\"([^\"]+)\"\\)");

    private record Row(String id, String example, String test, String state) {
        boolean claims() {
            return state.equals("done") || state.equals("part");
        }
    }

    @Test
    void everyRowIsThereOnceInOrder() throws IOException {
        assertThat(rows().stream().map(Row::id))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 30).mapToObj(i -> "R" + i).toList());
    }

    @Test
    void everyRowHasAState() throws IOException {
        assertThat(rows()).allMatch(row -> row.claims() || row.state().equals("not yet"));
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        Matcher links = LINK.matcher(Files.readString(TABLE));
        int checked = 0;
        while (links.find()) {
            assertThat(TABLE.resolveSibling(links.group(1))).isRegularFile();
            checked++;
        }
        assertThat(checked).isPositive();
    }

    @Test
    void whatIsDoneHasAnExampleAndATestThatNamesTheRow() throws IOException {
        Set<String> names = displayNames();
        for (Row row : rows()) {
            if (row.claims()) {
                assertThat(row.example()).as(row.id()).contains("](");
                for (String test : row.test().split("; ", -1)) {
                    assertThat(names).as(row.id()).contains(test);
                    assertThat(List.of(test.split("[ ,]+"))).contains(row.id());
                }
            } else {
                assertThat(row.test()).as(row.id()).isEmpty();
            }
        }
    }

    @Test
    void anExampleNamesTheRowsItStandsFor() throws IOException {
        for (Row row : rows()) {
            if (row.claims()) {
                Matcher link = LINK.matcher(row.example());
                assertThat(link.find()).isTrue();
                do {
                    assertThat(Files.readString(TABLE.resolveSibling(link.group(1))))
                            .containsPattern("\\b" + row.id() + "\\b");
                } while (link.find());
            }
        }
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(TABLE)) {
            if (line.matches("\\| R\\d+ .*")) {
                String[] cells = line.split("\\|", -1);
                assertThat(cells).as(line).hasSize(8);
                rows.add(
                        new Row(
                                cells[1].strip(),
                                cells[4].strip(),
                                cells[5].strip(),
                                cells[6].strip()));
            }
        }
        return rows;
    }

    private static Set<String> displayNames() throws IOException {
        Set<String> names = new HashSet<>();
        for (Path file : testsOfAllModules()) {
            String source = BETWEEN_STRINGS.matcher(Files.readString(file)).replaceAll("");
            Matcher matcher = DISPLAY_NAME.matcher(source);
            while (matcher.find()) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }

    private static List<Path> testsOfAllModules() throws IOException {
        List<Path> tests = new ArrayList<>();
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(ROOT)) {
            for (Path module : modules) {
                Path sources = module.resolve("src/test/java");
                if (Files.isDirectory(sources)) {
                    try (Stream<Path> files = Files.walk(sources)) {
                        files.filter(f -> f.toString().matches(".*(Test|IT)\\.java"))
                                .forEach(tests::add);
                    }
                }
            }
        }
        return tests;
    }
}
