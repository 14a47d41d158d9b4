package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.check.Explore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A program that is run again and again. */
class TrialTest {
    @TempDir private Path folder;

    private Trial trial(String source, String... args) throws Exception {
        Path file = Files.writeString(folder.resolve("Some.java"), source);
        Compiled compiled = new Javac().compile(file, new PrintWriter(new StringWriter()));
        return Trial.of(Objects.requireNonNull(compiled), List.of(args));
    }

    private static Throwable thrown(Trial trial) {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try {
            return catchThrowable(trial::run);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void eachRunHasTheArgumentsAsTheyWere() throws Exception {
        Trial trial =
                trial(
                        "void main(String[] args) { args[0] += \"!\"; throw new Error(args[0]); }",
                        "word");
        for (int i = 1; i <= 2; i++) {
            assertThat(thrown(trial)).hasMessage("word!");
            assertThat(trial.begun()).isEqualTo(i);
        }
    }

    @Test
    void whatFailsInNoLineOfTheProgramIsSaidToBeThrownInNoLineOfOurs() throws Exception {
        Trial trial = trial("static int size = Integer.parseInt(\"x\"); void main() {}");
        assertThat(Explore.roundRobin().check(trial::run).toString())
                .contains("ExceptionInInitializerError")
                .contains("thrown at Some.java:1")
                .doesNotContain("Program.java");
    }

    @Test
    void whoHasOtherThreadsIsExploredBesideThem() throws Exception {
        Explore explore = Explore.random();
        assertThat(trial("void main() {}").suited(explore)).isSameAs(explore);
        assertThat(trial("void main() { Thread.ofVirtual(); }").suited(explore))
                .isNotSameAs(explore);
    }
}
