package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.Checkout.Ended;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

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
    @EnabledOnOs(OS.LINUX) // where there is flock
    void buildsOnceForTwoWhoStartAtOnce() throws IOException {
        Path launcher = checkout.root.resolve("handoff");
        Process one = checkout.start(launcher, "--version");
        Process two = checkout.start(launcher, "--version");
        for (Ended ended : List.of(Checkout.end(one), Checkout.end(two))) {
            assertThat(ended.out()).startsWith("handoff "); // one may say that it waits
            assertThat(ended.status()).isZero();
        }
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

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysWhatItWaitsForIfABuildTakesLong() throws Exception {
        Path go = checkout.root.resolve("go");
        checkout.mvn("until [ -e go ]; do sleep 0.1; done\n" + Checkout.HAND_OVER);
        Process builder = startBuild();
        Process waiting = checkout.start(checkout.root.resolve("handoff"), "--version");
        assertThat(waiting.errorReader().readLine())
                .isEqualTo(
                        "handoff: waiting for the build of process %d, which holds %s"
                                .formatted(builder.pid(), lock().toRealPath()));
        Files.createFile(go);
        assertRuns(Checkout.end(builder));
        assertRuns(Checkout.end(waiting));
        assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void takesOverFromABuildThatWasKilled() throws Exception {
        checkout.mvn("exec sleep 600"); // nobody else holds the lock
        Process builder = startBuild();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(builder.toHandle()), builder.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            each.onExit().get();
        }
        checkout.mvn(Checkout.HAND_OVER);
        assertRuns(checkout.handoff("--version"));
        assertThat(checkout.builds()).isEqualTo(2);
    }

    /** One who was killed long ago left its number, which another process has now. */
    @Test
    void takesNoProcessForABuildThatIsNone() throws IOException {
        String me = Long.toString(ProcessHandle.current().pid());
        Files.createDirectories(lock().getParent());
        Files.writeString(lock(), me + "\n");
        Files.createSymbolicLink(
                checkout.root.resolve(".handoff/lock"), Path.of(me)); // by earlier versions
        assertRuns(checkout.handoff("--version"));
    }

    /** As on a network file system whose server keeps no locks. */
    @Test
    void buildsWithoutALockWhereThereIsNone() throws IOException {
        checkout.script("flock", "echo 'flock: 9: No locks available' >&2; exit 71");
        assertRuns(checkout.handoff("--version"));
        assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void twoMayTrainAtATimeWhereThereIsNoLock() throws IOException {
        checkout.script("flock", "exit 71");
        assertRuns(checkout.handoff("--version"));
        checkout.java(
                """
                case $1 in
                    -XX:AOTCacheOutput=*)
                        echo cache >"${1#*=}"
                        echo training >>trainings
                        until [ "$(wc -l <trainings)" -eq 2 ]; do sleep 0.1; done
                        ;;
                    *) echo handoff ;;
                esac
                """);
        Path launcher = checkout.root.resolve("handoff");
        Process one = checkout.start(launcher, "--version");
        Process two = checkout.start(launcher, "--version");
        assertThat(Checkout.end(one)).isEqualTo(new Ended(0, "handoff\n", ""));
        assertThat(Checkout.end(two)).isEqualTo(new Ended(0, "handoff\n", ""));
        assertThat(checkout.root.resolve(".handoff/aot")).hasContent("cache");
    }

    @Test
    void aBuildTakesNoClassFromAProgramThatRuns() throws IOException {
        Path go = checkout.root.resolve("go");
        Path file =
                checkout.program(
                        "Late.java",
                        """
                        void main(String[] args) throws Exception {
                            IO.println("waiting");
                            while (!Files.exists(Path.of(args[0]))) { Thread.onSpinWait(); }
                            Class.forName("picocli.CommandLine");
                        }
                        """);
        Process program = checkout.start(checkout.root.resolve("handoff"), "run", file, go);
        assertThat(program.inputReader().readLine()).isEqualTo("waiting");
        checkout.mvn("mkdir -p cli/.handoff/lib");
        checkout.age();
        Files.createFile(checkout.root.resolve("core/src/main/New.java"));
        checkout.handoff("--version");
        assertThat(checkout.root.resolve(".handoff/lib")).isEmptyDirectory();
        Files.createFile(go);
        assertThat(Checkout.end(program)).isEqualTo(new Ended(0, "", ""));
    }

    /** As where another JVM keeps a program in the folder while that is deleted. */
    @Test
    void buildsThoughTheKeptProgramsCannotBeDropped() throws IOException {
        checkout.script("rm", "case $* in */programs) exit 1 ;; esac; command -p rm \"$@\"");
        assertRuns(checkout.handoff("--version"));
    }

    private Path lock() {
        return checkout.root.resolve(".handoff/building");
    }

    /** A launcher whose Maven has begun. */
    private Process startBuild() {
        Process builder = checkout.start(checkout.root.resolve("handoff"), "--version");
        while (builder.isAlive() && !Files.exists(checkout.root.resolve("builds"))) {
            Thread.onSpinWait();
        }
        return builder;
    }

    @Test
    void worksThroughSymbolicLinks() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path far = Files.createSymbolicLink(bin.resolve("far"), checkout.root.resolve("handoff"));
        Path near = Files.createSymbolicLink(bin.resolve("near"), far.getFileName());
        assertRuns(Checkout.end(checkout.start(near, "--version")));
    }

    /** In another folder there is no {@code ./handoff}. */
    @Test
    void namesItselfAsItWasCalled() throws IOException {
        Path link = Files.createDirectories(folder.resolve("bin")).resolve("handoff");
        Files.createSymbolicLink(link, checkout.root.resolve("handoff"));
        Path file =
                checkout.program(
                        "Stuck.java",
                        "void main() throws Exception { dev.handoff.Channel.never().receive(); }");
        String found = Checkout.end(checkout.start(link, "check", file)).out();
        String line = found.substring(found.indexOf("replay with ") + "replay with ".length());
        assertThat(line).startsWith(link + " check ");
        Ended again = Checkout.end(checkout.start(checkout.script("again", "cd ..\n" + line)));
        assertThat(again.err()).isEmpty();
        assertThat(again.out()).contains("DEADLOCK");
    }

    /** By a path that cd would look up in it. */
    @Test
    void worksWhateverCdpathIs() throws IOException {
        Path script =
                checkout.script("cdpath", "cd ..\nexport CDPATH=.\n'some where/handoff' --version");
        assertRuns(Checkout.end(checkout.start(script)));
    }

    /** Such as the name of the folder: in an ASCII locale Maven would not find it. */
    @Test
    void buildsInALocaleInWhichFilesMayHaveAnyName() throws IOException {
        checkout.mvn(Checkout.HAND_OVER + "\necho \"$LC_ALL\" >locale");
        Path script = checkout.script("ascii", "LC_ALL=C ./handoff --version");
        assertRuns(Checkout.end(checkout.start(script)));
        assertThat(checkout.root.resolve("locale")).hasContent("C.UTF-8");
    }

    @Test
    void showsABuildThatFails() throws IOException {
        checkout.mvn("echo 'no such plugin'; exit 1");
        Ended ended = checkout.handoff("--version");
        assertThat(ended)
                .isEqualTo(new Ended(2, "", "no such plugin\nhandoff: the build failed\n"));
        checkout.mvn(Checkout.HAND_OVER);
        assertRuns(checkout.handoff("--version"));
    }

    @Test
    void saysInOneLineWhatToInstallWhenThereIsNoJdk() throws IOException {
        checkout.looksForAJdkThatIsNotThere();
        String said =
                "Handoff needs a JDK 25: apt-get install openjdk-25-jdk, or set JAVA25_HOME to"
                        + " one\n";
        assertThat(checkout.handoff("run", "Any.java")).isEqualTo(new Ended(2, "", said));
        assertThat(checkout.root.resolve(".handoff")).doesNotExist();
    }

    @Test
    void refusesAJavaHomeThatWasNamedAndIsNoJdk25() throws IOException {
        checkout.java25Home("/nowhere");
        assertThat(checkout.handoff("--version"))
                .isEqualTo(new Ended(2, "", "JAVA25_HOME is not a JDK 25: /nowhere\n"));
        assertThat(checkout.root.resolve(".handoff")).doesNotExist();
    }

    private static void assertRuns(Ended ended) {
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).startsWith("handoff ");
        assertThat(ended.status()).isZero();
    }
}
