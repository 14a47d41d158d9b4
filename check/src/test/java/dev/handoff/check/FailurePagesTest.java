package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.Scope;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the page says of failures that are not alone. */
class FailurePagesTest {
    private static String page(Program program) throws InterruptedException {
        return Explore.roundRobin().check(program).toString();
    }

    @Test
    @DisplayName("the messages of all failures are told, also those that begin with a new line")
    void blankFirstLine() throws Exception {
        String page =
                page(
                        () -> {
                            Handoff.go("one", () -> assertThat(1).isEqualTo(2));
                            Handoff.go("two", () -> assertThat(3).isEqualTo(4));
                        });
        assertThat(page)
                .startsWith(
                        "FAILURE: org.opentest4j.AssertionFailedError: expected: 2 but was: 1\n")
                .contains(
                        "then org.opentest4j.AssertionFailedError: expected: 4 but was: 3, thrown");
    }

    @Test
    @DisplayName("of a message of many lines the first are told in one")
    void manyLines() {
        assertThat(Failures.summary(new IllegalStateException("a\n\n\tb\nc\nd")))
                .isEqualTo("java.lang.IllegalStateException: a b c …");
        assertThat(Failures.summary(new IllegalStateException(" \r\n a\u0007b ")))
                .isEqualTo("java.lang.IllegalStateException: a b");
        assertThat(Failures.summary(new IllegalStateException()))
                .isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    @DisplayName("L36 a failure that an inner scope has suppressed is told")
    void suppressedInside() throws Exception {
        String page =
                page(
                        () ->
                                Scope.run(
                                        outer ->
                                                outer.go(
                                                        "outer",
                                                        () ->
                                                                Scope.run(
                                                                        FailurePagesTest
                                                                                ::twoFail))));
        assertThat(page)
                .startsWith("FAILURE: java.lang.IllegalStateException: a has failed\n")
                .contains(
                        "suppressed java.lang.IllegalStateException: b has failed, thrown by b at");
    }

    private static void twoFail(Scope inner) {
        Channel<Integer> never = Channel.<Integer>named("never").open();
        inner.go(
                "b",
                () -> {
                    try {
                        never.receive();
                    } catch (InterruptedException cancelled) {
                        throw new IllegalStateException("b has failed"); // not by the cancel
                    }
                });
        inner.go(
                "a",
                () -> {
                    throw new IllegalStateException("a has failed");
                });
    }
}
