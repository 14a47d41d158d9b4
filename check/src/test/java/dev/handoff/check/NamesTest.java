package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Scope;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** Names and lines of a program in reports. */
class NamesTest {
    @Test
    @DisplayName("what a report says in one line it does, whatever names there are in it")
    void inOneLine() throws Exception {
        Report report =
                Explore.roundRobin()
                        .check(
                                () -> {
                                    Channel<Integer> a = Channel.<Integer>named("a\nb").open();
                                    Channel<Integer> c = Channel.<Integer>named("c\td").open();
                                    Scope.run(
                                            scope -> {
                                                scope.go("le\nft", () -> cross(a, c));
                                                scope.go("right\r\u0085\u2029", () -> cross(c, a));
                                            });
                                });
        Finding finding = report.finding();
        assertThat(finding).isNotNull();
        assertThat(finding.summary()).isEqualTo("le ft and right wait, and nobody can go on");
        assertThat(finding.details())
                .noneMatch(line -> line.matches("(?s).*[\\p{Cc}\\p{Zp}].*"))
                .anyMatch(line -> line.startsWith("right waits to send to channel \"c d\", since"));
        assertThat(report.toString()).contains("  le ft waits to send to channel \"a b\"\n");
    }

    private static void cross(Channel<Integer> first, Channel<Integer> second)
            throws InterruptedException {
        first.send(1);
        second.receive();
    }

    @Test
    @DisplayName("so is the name of a thread that Handoff has not started")
    void threadInOneLine() {
        Thread thread = Thread.ofPlatform().name("le\nft").unstarted(() -> {});
        assertThat(OtherThreads.words(thread)).isEqualTo("a thread, \"le ft\",");
    }

    @Test
    @DisplayName("of a failure without a stack it is not said where it was thrown")
    void failureWithoutAStack() {
        Exception failure = new Stackless("out", new Stackless("in", null));
        assertThat(Failures.details(List.of(failure)))
                .singleElement()
                .asString()
                .startsWith("    caused by ")
                .endsWith("Stackless: in");
    }

    private static final class Stackless extends Exception {
        private static final long serialVersionUID = 1;

        Stackless(String message, @Nullable Throwable cause) {
            super(message, cause, true, false);
        }
    }

    @Test
    @DisplayName("of lines that are not the user's nothing is said")
    void unknownLines() {
        ControlledProcess process =
                new ControlledProcess(
                        1, 1, "helper", Thread.ofVirtual().unstarted(() -> {}), Stacks.UNKNOWN);
        Blocked blocked =
                new Blocked(
                        process,
                        null,
                        "could go on",
                        List.of(),
                        List.of(),
                        false,
                        0,
                        Duration.ZERO,
                        Stacks.UNKNOWN);
        assertThat(blocked).hasToString("helper could go on");
    }
}
