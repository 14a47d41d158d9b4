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

/** {@code ./handoff}: when it builds, and from where it can be called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {
    @TempDir private Path folder;
    private Checkout checkout;

    @BeforeEach
    void checkOut() throws IOException {
        checkout = new Checkout(folder, "some where");
    }

    @Test
    void buildsOnceAndQuietly() throws IOException {
        assertRuns(checkout.handoff("--version"));
        assertRuns(checkout.handoff("--version"));
        assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void buildsOnceForTwoWhoStartAtOnce() throws IOException {
        Path launcher = checkout.root.resolve("handoff");
        Process one = checkout.start(launcher, "--version");
        Process two = checkout.start(launcher, "--version");
        assertRuns(Checkout.end(one));
        assertRuns(Checkout.end(two));
        assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws IOException {
        checkout.handoff("--version");
        checkout.age();
        Files.createFile(checkout.root.resolve("core/src/main/New.java"));
        assertRuns(checkout.handoff("--version"));
        assertRuns(checkout.handoff("--version"));
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
        assertRuns(checkout.handoff("--version"));
    }

    @Test
    void worksThroughSymbolicLinks() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path far = Files.createSymbolicLink(bin.resolve("far"), checkout.root.resolve("handoff"));
        Path near = Files.createSymbolicLink(bin.resolve("near"), far.getFileName());
        assertRuns(Checkout.end(checkout.start(near, "--version")));
    }

    @Test
    void showsABuildThatFails() throws IOException {
        checkout.mvn("echo 'no such plugin'; exit 1");
        Ended ended = checkout.handoff("--version");
        assertThat(ended)
                .isEqualTo(new Ended(1, "", "no such plugin\nhandoff: the build failed\n"));
        assertThat(checkout.root.resolve(".handoff/lock")).doesNotExist();
    }

    private static void assertRuns(Ended ended) {
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).startsWith("handoff ");
        assertThat(ended.status()).isZero();
    }
}
