package dev.handoff.verify.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** The quick form of {@code verify/run jcstress}: some of its tests, for a moment each. */
class StressTest {
    private static final String SOME =
            String.join(
                    "|",
                    "PublishRendezvous",
                    "PublishLatest",
                    "PublishBackThroughBuffer",
                    "PublishClose",
                    "ExtendedRendezvousWithSelect",
                    "CloseAgainstReceiveOne",
                    "CloseAgainstWaitingSend",
                    "CancelAgainstReceive",
                    "CloseAgainstSelect$",
                    "CancelAgainstSendOne",
                    "CancelAgainstSelect",
                    "InterruptAgainstReceiveRendezvousBefore",
                    "InterruptAgainstSelect",
                    "TimeOutsMeet",
                    "SelectsMeetInOppositeOrder",
                    "SelectsWithBothEnds",
                    "OtherwiseOnlyIfNothingWasReady",
                    "CountedReceiverIsThere",
                    "CountedSenderIsThere",
                    "TriesAtFull",
                    "LastSenderAgainstNewSender$",
                    "TryAgainstItsClose",
                    "TimeOutAgainstHandler",
                    "SomePublishRendezvous",
                    "OwnerAddsAgainstThief",
                    "CarrierFallsAsleepAgainstAdder",
                    "MonitorFallsAsleepAgainstAdder",
                    "TwoCancelsAgainstWorker");

    private static final int SOME_COUNT = 28;

    @Test
    @DisplayName("no forbidden outcome, and nobody hangs")
    void nothingForbidden() throws Exception {
        StressRun.Result result =
                StressRun.quick(
                        "(verify\\.stress|scheduler|coordinate)\\.[A-Z].*\\.(" + SOME + ")",
                        Duration.ofMinutes(4));
        assertThat(result.isGood(SOME_COUNT)).as(result::toString).isTrue();
    }

    @Test
    @DisplayName("finds two senders that both had the only room")
    void findsWhatIsForbidden() throws Exception {
        StressRun.Result result;
        int runs = 0;
        do { // its one iteration is short, and the machine may stall for that long
            result = StressRun.quick("planted\\.LookThenSend", Duration.ofMinutes(1));
        } while (result.exitCode() == 0 && ++runs < 5);
        assertThat(result.exitCode()).as(result::toString).isEqualTo(1);
        assertThat(result.planned()).isEqualTo(1);
        assertThat(result.passed()).isZero();
    }

    @Test
    @DisplayName("finds actors that hang, and names their test")
    void findsAHang() throws Exception {
        StressRun.Result result;
        int seconds = 15;
        do { // its JVMs may need longer than that until the test has begun
            result = StressRun.quick("planted\\.Hangs", Duration.ofSeconds(seconds));
            seconds *= 2;
        } while (result.hung() && !namesTheTest(result) && seconds < 300);
        assertThat(result.hung()).as(result::toString).isTrue();
        assertThat(namesTheTest(result)).as(result::toString).isTrue();
        assertThat(result.isGood(1)).isFalse();
    }

    private static boolean namesTheTest(StressRun.Result result) {
        return result.output().contains("planted.Hangs");
    }

    @Test
    @DisplayName("who is interrupted leaves no JVM behind")
    void leavesNothingBehind() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/cmdline")));
        Set<ProcessHandle> before = forks();
        FutureTask<StressRun.Result> run =
                new FutureTask<>(() -> StressRun.quick("planted\\.Hangs", Duration.ofMinutes(1)));
        Thread thread = Thread.ofPlatform().start(run);
        while (before.containsAll(forks()) && !run.isDone()) {
            LockSupport.parkNanos(10_000_000);
        }
        thread.interrupt();
        assertThatThrownBy(run::get).hasCauseInstanceOf(InterruptedException.class);
        long begin = System.nanoTime();
        while (!before.containsAll(forks())
                && System.nanoTime() - begin < TimeUnit.MINUTES.toNanos(1)) {
            LockSupport.parkNanos(10_000_000); // one that was killed needs a while to end
        }
        assertThat(before).containsAll(forks());
    }

    /** The JVMs in which jcstress runs a test, orphans included. */
    private static Set<ProcessHandle> forks() {
        return ProcessHandle.allProcesses()
                .filter(StressTest::isOurFork)
                .collect(Collectors.toSet());
    }

    /** By its command line, also one that is too long for {@link ProcessHandle.Info}; another build may have some, too. */
    private static boolean isOurFork(ProcessHandle process) {
        Path known = Path.of("/proc", process.pid() + "");
        try {
            return Files.readString(known.resolve("cmdline")).contains("jcstress.ForkedMain")
                    && Files.isSameFile(known.resolve("cwd"), StressRun.QUICK);
        } catch (IOException e) {
            return false; // it has ended, or is another user's
        }
    }

    @Test
    @DisplayName("an option that is said is not given once more")
    void givesNoOptionTwice() {
        assertThat(StressRun.options("-r", "there", "-t", "Publish"))
                .containsSubsequence("-r", "there", "-t", "Publish")
                .containsOnlyOnce("-r", "-t");
        assertThat(StressRun.options("-m", "tough")).containsOnlyOnce("-m", "-r", "-t");
    }

    @Test
    @DisplayName("finds that no test was run")
    void findsThatNothingWasRun() throws Exception {
        StressRun.Result result = StressRun.quick("NoSuchTest", Duration.ofMinutes(1));
        assertThat(result.isGood(1)).as(result::toString).isFalse();
    }
}
