package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the command line answers before any program runs. */
class MainTest {
    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Without a command the usage is an error. */
    @Test
    void noCommandIsAnsweredByTheUsage() throws Throwable {
        assertThat(handoff()).isEqualTo(2);
        assertThat(err.toString()).startsWith("Usage: handoff").contains("run");
        assertThat(out.toString()).isEmpty();
    }

    /** An unknown command is named, and the usage follows. */
    @Test
    void unknownCommandIsNamed() throws Throwable {
        assertThat(handoff("walk", "x.java")).isEqualTo(2);
        assertThat(err.toString()).startsWith("handoff: ").contains("'walk'", "Usage: handoff");
    }

    /** Help that was asked for is no error. */
    @Test
    void helpIsPrinted() throws Throwable {
        assertThat(handoff("--help")).isZero();
        assertThat(handoff("run", "--help")).isZero();
        assertThat(handoff("check", "--help")).isZero();
        assertThat(out.toString())
                .contains("Usage: handoff ", "Usage: handoff run ", "Usage: handoff check ");
        assertThat(err.toString()).isEmpty();
    }

    /** Status 3 is a promise (L48), and a signal's end is not a failure of the program. */
    @Test
    void helpOfRunHasItsStatusesAndTheTimeToTakeLeave() throws Throwable {
        assertThat(handoff("run", "--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("who still runs after " + Grace.asSet() + " is named")
                .contains(
                        "0 main has returned 1 the program has thrown 2 ",
                        " 3 the program is blocked for good 128 + N ");
    }

    /** The version says whose it is, and which Java runs it. */
    @ParameterizedTest
    @ValueSource(strings = {"--version", "run --version", "check --version"})
    void versionIsPrinted(String line) throws Throwable {
        assertThat(handoff(line.split(" ", -1))).isZero();
        assertThat(out.toString()).startsWith("handoff ").contains("Java 25");
    }

    /** A run without a file shows how run is used. */
    @Test
    void runNeedsAFile() throws Throwable {
        assertThat(handoff("run")).isEqualTo(2);
        assertThat(err.toString()).contains("FILE.java", "Usage: handoff run");
    }

    /** An option before the file would be Handoff's own; there is none of that name. */
    @Test
    void unknownOptionIsNamed() throws Throwable {
        assertThat(handoff("run", "--fast", "x.java")).isEqualTo(2);
        assertThat(err.toString()).contains("'--fast'", "Usage: handoff run");
        assertThat(handoff("check", "x.java", "--nonsense")).isEqualTo(2);
        assertThat(err.toString()).contains("'--nonsense'", "Usage: handoff check");
    }

    @Test
    void missingFileIsOneLine() throws Throwable {
        Path file = folder.resolve("Missing.java");
        assertRefused(file, "handoff: " + file + " does not exist");
    }

    @Test
    void directoryIsOneLine() throws Throwable {
        assertRefused(folder, "handoff: " + folder + " is a directory, not a program");
    }

    @Test
    void emptyNameIsOneLine() throws Throwable {
        assertRefused(Path.of(""), "handoff: '' is no file's name");
    }

    @Test
    void fileOfAnotherKindIsOneLine() throws Throwable {
        Path file = write("notes.txt", "void main() {}");
        assertRefused(file, "handoff: " + file + " is not a .java file");
    }

    @Test
    void fileWithoutAClassIsOneLine() throws Throwable {
        Path file = write("Empty.java", "// nothing yet\n");
        assertRefused(file, "handoff: " + file + " declares no class");
    }

    /** They compile, to a class file without a class. */
    @Test
    void descriptorIsOneLine() throws Throwable {
        Path module = write("module-info.java", "module some.where {}");
        Path pack = write("package-info.java", "@Deprecated package some.where;");
        assertRefused(module, "handoff: " + module + " declares no class");
        err.getBuffer().setLength(0);
        assertRefused(pack, "handoff: " + pack + " declares no class");
    }

    @Test
    void classWithoutMainIsOneLine() throws Throwable {
        Path file = write("Mute.java", "class Mute { private void main() {} }");
        assertRefused(file, "handoff: " + file + " has no main method in its first class, Mute");
    }

    @Test
    void mainThatNothingCanCallIsOneLine() throws Throwable {
        Path file = write("Shy.java", "class Shy { private Shy() {} void main() {} }");
        assertRefused(
                file,
                "handoff: "
                        + file
                        + " has a main that is not static in Shy, which needs a"
                        + " constructor without parameters");
    }

    /** Errors are javac's, in javac's form, with the path that was given. */
    @Test
    void compileErrorsAreJavacs() throws Throwable {
        Path file = write("Wrong.java", "void main() {\n    int n = \"one\";\n}\n");
        assertThat(handoff("run", file.toString())).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        file + ":2: error: incompatible types: String cannot be converted to int",
                        "    int n = \"one\";",
                        "            ^",
                        "1 error");
    }

    /** Before the file is looked at. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--exhaustive --pct 3 | --exhaustive, --pct and --replay exclude one another",
                "--exhaustive --replay h1 | --exhaustive, --pct and --replay exclude one another",
                "--pct 3 --replay h1 | --exhaustive, --pct and --replay exclude one another",
                "--exhaustive --seed 1 | --seed is for random schedules",
                "--replay h1 --seed 1 | --seed is for random schedules",
                "--replay h1 --schedules 1 | --replay is one schedule",
                "--within 0 | --within 0.0: it is more than 0 seconds, and at most 1e9",
                "--within -1 | --within -1.0: it is more than 0 seconds, and at most 1e9",
                "--within 2e9 | --within 2.0E9: it is more than 0 seconds, and at most 1e9",
                "--schedules 0 | 0 schedules; it is at least 1",
                "--pct 0 | a depth of 0; it is 1 to 1,000",
                "--pct 2147483647 | a depth of 2147483647; it is 1 to 1,000",
                "--turns 0 | 0 turns; it is at least 1"
            })
    void optionsOfCheckThatMakeNoSenseAreOneLine(String options, String line) throws Throwable {
        assertThat(handoff(("check none.java " + options).split(" "))).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("handoff: " + line);
    }

    /** It is an argument like others. */
    @Test
    void aWordThatBeginsWithAnAtNamesNoFileOfOptions() throws Throwable {
        Path words = write("words", "--exhaustive --seed 1");
        assertThat(handoff("check", "none.java", "@" + words)).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("handoff: none.java does not exist");
    }

    private void assertRefused(Path file, String line) throws Throwable {
        assertThat(handoff("run", file.toString())).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly(line);
        assertThat(out.toString()).isEmpty();
    }

    private Path write(String name, String source) throws IOException {
        return Files.writeString(folder.resolve(name), source);
    }

    private int handoff(String... args) throws Throwable {
        return new Main(new PrintWriter(out, true), new PrintWriter(err, true)).run(args);
    }

    /** Each time: it is not kept as a program that compiles. */
    @Test
    void sourceThatIsNoTextIsRefused() throws Throwable {
        Path file =
                Files.write(
                        folder.resolve("Latin.java"),
                        "void main() { IO.println(\"gr\u00fc\u00df\"); }"
                                .getBytes(StandardCharsets.ISO_8859_1));
        for (int time = 1; time <= 2; time++) {
            assertThat(handoff("run", file.toString())).isEqualTo(2);
            assertThat(err.toString()).contains("Latin.java:1: error: unmappable character");
            err.getBuffer().setLength(0);
        }
    }
}
