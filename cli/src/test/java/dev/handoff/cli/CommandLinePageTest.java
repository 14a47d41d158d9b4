package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** docs/reference/command-line.md has a row for all that can be said to the command line and to a program. */
class CommandLinePageTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().resolve("..").normalize();
    private static final Path PAGE = ROOT.resolve("docs/reference/command-line.md");

    /** Those that users have; the others test and measure. */
    private static final List<String> MODULES =
            List.of("core", "check", "cli", "junit", "lint", "observe", "scheduler");

    private static final Pattern PROPERTY =
            Pattern.compile("\"(handoff\\.\\w+|jdk\\.virtualThreadScheduler\\.\\w+)\"");

    private static final Pattern SET = Pattern.compile("-D(\\w+\\.\\w+)=");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Z][A-Z0-9_]+)");

    /** The name in a code span, without its value. */
    private static final Pattern NAME = Pattern.compile("`([^` =]+)[^`]*`");

    @Test
    void everyOptionHasARow() throws IOException {
        Set<String> options =
                commands().stream()
                        .flatMap(command -> command.getCommandSpec().options().stream())
                        .flatMap(option -> Stream.of(option.names()))
                        .collect(Collectors.toSet());
        assertThat(names("Check")).containsExactlyInAnyOrderElementsOf(options);
    }

    /** The help of each command has a list of them. */
    @Test
    void everyExitStatusHasARow() throws IOException {
        for (CommandLine command : commands()) {
            assertThat(command.getCommandSpec().usageMessage().exitCodeList().keySet())
                    .hasSizeGreaterThan(3)
                    .isSubsetOf(firstCells("Exit status"));
        }
    }

    @Test
    void everyVariableOfTheLauncherHasARow() throws IOException {
        Set<String> variables = new TreeSet<>();
        for (String script : List.of("handoff", "build/jdk25")) {
            variables.addAll(found(VARIABLE, ROOT.resolve(script)));
        }
        assertThat(names("Environment")).containsExactlyInAnyOrderElementsOf(variables);
    }

    @Test
    void everyPropertyHasARow() throws IOException {
        Set<String> properties = new TreeSet<>(found(SET, ROOT.resolve("handoff")));
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    properties.addAll(found(PROPERTY, file));
                }
            }
        }
        assertThat(names("Properties")).containsExactlyInAnyOrderElementsOf(properties);
    }

    @Test
    void theTimeToTakeLeaveIsTheOneThatIsSaid() throws IOException {
        assertThat(section("Properties")).contains("(`" + Grace.asSet().millis() + "ms`");
    }

    private static Collection<CommandLine> commands() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return new CommandLine(new Main(nowhere, nowhere)).getSubcommands().values();
    }

    private static Set<String> found(Pattern what, Path file) throws IOException {
        return groups(what, Files.readString(file));
    }

    private static Set<String> groups(Pattern what, String text) {
        return what.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the first cells of a section's table name. */
    private static Set<String> names(String section) throws IOException {
        return groups(NAME, String.join(" ", firstCells(section)));
    }

    private static List<String> firstCells(String section) throws IOException {
        return section(section)
                .lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.substring(2, line.indexOf(" | ")))
                .toList();
    }

    private static String section(String title) throws IOException {
        return Pattern.compile("(?m)^## ")
                .splitAsStream(Files.readString(PAGE))
                .filter(section -> section.startsWith(title + "\n"))
                .findFirst()
                .orElseThrow();
    }
}
