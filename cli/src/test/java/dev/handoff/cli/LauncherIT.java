package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.Checkout.Ended;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** {@code ./handoff}: when it builds, and from where it can be called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {
    private static final Ended HELLO = new Ended(0, "hello\n", "");

    @TempDir private Path folder;
    private Checkout checkout;
    private Path hello;

    @BeforeEach
    void checkOut() throws IOException {
        checkout = new Checkout(folder, "some where");
        hello = checkout.program("Hello.java", "void main() { IO.println(\"hello\"); }");
    }

    @Test
    void buildsOnceAndQuietly() throws IOException {
        assertThat(checkout.handoff("run", hello)).isEqualTo(HELLO);
        assertThat(checkout.handoff("run", hello)).isEqualTo(HELLO);
        assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void buildsOnceForTwoWhoStartAtOnce() throws IOException {
        Path launcher = checkout.root.resolve("handoff");
        Process one = checkout.start(launcher, "run", hello);
        Process two = checkout.start(launcher, "run", hello);
        assertThat(Stream.of(one, two).map(Checkout::end)).containsOnly(HELLO);
        assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws IOException {
        checkout.handoff("run", hello);
        checkout.age();
        Files.createFile(checkout.root.resolve("core/src/main/New.java"));
        assertThat(checkout.handoff("run", hello)).isEqualTo(HELLO);
        assertThat(checkout.handoff("run", hello)).isEqualTo(HELLO);
        assertThat(checkout.builds()).isEqualTo(2);
    }

    /** A lock whose holder was killed does not keep others waiting. */
    @Test
    void takesOverTheLockOfTheDead() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectories(checkout.root.resolve(".handoff"));
        Files.createSymbolicLink(
                checkout.root.resolve(".handoff/lock"), Path.of(Long.toString(dead.pid())));
        assertThat(checkout.handoff("run", hello)).isEqualTo(HELLO);
    }

    @Test
    void worksThroughSymbolicLinks() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path far = Files.createSymbolicLink(bin.resolve("far"), checkout.root.resolve("handoff"));
        Path near = Files.createSymbolicLink(bin.resolve("near"), far.getFileName());
        assertThat(Checkout.end(checkout.start(near, "run", hello))).isEqualTo(HELLO);
    }

    @Test
    void showsABuildThatFails() throws IOException {
        checkout.mvn("echo 'no such plugin'; exit 1");
        Ended ended = checkout.handoff("run", hello);
        assertThat(ended)
                .isEqualTo(new Ended(1, "", "no such plugin\nhandoff: the build failed\n"));
        assertThat(checkout.root.resolve(".handoff/lock")).doesNotExist();
    }
}
