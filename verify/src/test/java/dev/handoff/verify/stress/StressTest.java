package dev.handoff.verify.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** The quick form of {@code verify/run jcstress}: some of its tests, for a moment each. */
class StressTest {
    private static final String SOME =
            String.join(
                    "|",
                    "PublishRendezvous",
                    "PublishBackThroughBuffer",
                    "ExtendedRendezvousWithSelect",
                    "CloseAgainstReceiveOne",
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
                    "TriesAtFull",
                    "LastSenderAgainstNewSender",
                    "OwnerAddsAgainstThief");

    private static final int SOME_COUNT = 17;

    @Test
    @DisplayName("no forbidden outcome, and nobody hangs")
    void nothingForbidden() throws Exception {
        StressRun.Result result =
                StressRun.quick(
                        "(verify\\.stress|scheduler)\\.[A-Z].*\\.(" + SOME + ")",
                        Duration.ofMinutes(4));
        assertThat(result.isGood(SOME_COUNT)).as(result::toString).isTrue();
    }

    @Test
    @DisplayName("finds two senders that both had the only room")
    void findsWhatIsForbidden() throws Exception {
        StressRun.Result result = StressRun.quick("planted\\.LookThenSend", Duration.ofMinutes(1));
        assertThat(result.exitCode()).as(result::toString).isEqualTo(1);
        assertThat(result.planned()).isEqualTo(1);
        assertThat(result.passed()).isZero();
    }

    @Test
    @DisplayName("finds actors that hang")
    void findsAHang() throws Exception {
        StressRun.Result result = StressRun.quick("planted\\.Hangs", Duration.ofSeconds(8));
        assertThat(result.timedOut()).as(result::toString).isTrue();
        assertThat(result.isGood(1)).isFalse();
    }

    @Test
    @DisplayName("who is interrupted leaves no JVM behind")
    void leavesNothingBehind() {
        Set<ProcessHandle> before = children();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> StressRun.quick("planted\\.Hangs", Duration.ofMinutes(1)))
                .isInstanceOf(InterruptedException.class);
        assertThat(children()).isSubsetOf(before);
    }

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().children().collect(Collectors.toSet());
    }

    @Test
    @DisplayName("finds that no test was run")
    void findsThatNothingWasRun() throws Exception {
        StressRun.Result result = StressRun.quick("NoSuchTest", Duration.ofMinutes(1));
        assertThat(result.isGood(1)).as(result::toString).isFalse();
    }
}
