package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.Checkout.Ended;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code ./handoff run} in a tree in which nothing has been built, by the real Maven. */
@DisabledOnOs(OS.WINDOWS)
@Isolated("a build takes all cores, and other tests look at the clock")
class FirstRunIT {
    @TempDir private Path folder;

    @Test
    @Timeout(300)
    void buildsLearnsAndRuns() throws IOException {
        Checkout checkout = Checkout.ofSources(folder, "fresh clone");
        Path file =
                checkout.program(
                        "Greeting.java",
                        """
                        import dev.handoff.*;

                        void main(String[] args) throws Exception {
                            Scope.run(scope -> {
                                Receiver<String> names = scope.produce("names", out -> {
                                    for (String name : args) {
                                        out.send(name);
                                    }
                                });
                                for (String name : names) {
                                    IO.println("hello " + name);
                                }
                            });
                        }
                        """);
        assertThat(checkout.handoff("run", file, "a", "b"))
                .isEqualTo(new Ended(0, "hello a\nhello b\n", ""));
        Path learned = checkout.root.resolve(".handoff/aot");
        assertThat(learned).isNotEmptyFile();

        String shared = "HANDOFF_JAVA_OPTS=-Xshare:auto ./handoff run '" + file + "' b";
        assertThat(Checkout.end(checkout.start(checkout.script("shared", shared))))
                .isEqualTo(new Ended(0, "hello b\n", ""));

        Files.delete(learned); // as if it had been interrupted, or another JDK had made it
        Files.writeString(checkout.root.resolve(".handoff/trained"), "another\n");
        assertThat(checkout.handoff("run", file, "c")).isEqualTo(new Ended(0, "hello c\n", ""));
        assertThat(learned).isNotEmptyFile();
    }

    /** Before anything else, and in words of ours. */
    @Test
    @Timeout(300)
    void mavenSaysInOneLineWhatToInstallWhenThereIsNoJdk() throws IOException {
        Checkout checkout = Checkout.ofSources(folder, "no jdk");
        checkout.looksForAJdkThatIsNotThere();
        Path verify = checkout.script("verify", "exec mvn -B -ntp verify\n");
        Ended ended = Checkout.end(checkout.start(verify));
        assertThat(ended.status()).isOne();
        assertThat(ended.out().lines())
                .filteredOn(line -> line.contains("Handoff needs a JDK 25: apt-get install"))
                .hasSize(1);
        assertThat(ended.out()).doesNotContain("Compiling", "Cannot find matching toolchain");
    }
}
