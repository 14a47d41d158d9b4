package dev.handoff.coordinate;

import static dev.handoff.Select.on;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

class WaitGroupTest {
    @Test
    @DisplayName("R21 a wait returns when all that were added are done")
    void waitsForAFixedNumber() throws Exception {
        WaitGroup group = WaitGroup.create();
        AtomicInteger done = new AtomicInteger();
        group.add(3);
        Scope.run(
                scope -> {
                    for (int i = 0; i < 3; i++) {
                        scope.go(
                                () -> {
                                    done.incrementAndGet();
                                    group.done();
                                });
                    }
                    group.await();
                    assertThat(done.get()).isEqualTo(3);
                });
    }

    @Test
    @DisplayName("R21 a number that grows while it is waited for is waited for")
    void waitsForAGrowingNumber() throws Exception {
        WaitGroup group = WaitGroup.create();
        AtomicInteger visited = new AtomicInteger();
        Scope.run(
                scope -> {
                    group.go(scope, () -> visit(scope, group, 1, visited));
                    group.await();
                    assertThat(visited.get()).isEqualTo(127);
                });
    }

    private static void visit(Scope scope, WaitGroup group, int node, AtomicInteger visited) {
        visited.incrementAndGet();
        for (int child = 2 * node; child <= 2 * node + 1 && child < 128; child++) {
            int next = child;
            group.go(scope, "node " + next, () -> visit(scope, group, next, visited));
        }
    }

    @Test
    @DisplayName("R21 a wait on a count of zero returns at once")
    void zeroIsDone() throws Exception {
        WaitGroup group = WaitGroup.create();
        group.await();
        assertThat(group.awaitWithin(Duration.ZERO)).isTrue();
    }

    @Test
    @DisplayName("R21 a wait is for its own round, and a group can be used again")
    void canBeUsedAgain() throws Exception {
        WaitGroup group = WaitGroup.create();
        group.add();
        Thread first = Wait.waiting(group::await);
        group.done();
        group.add();
        assertThat(first.join(Wait.LIMIT)).isTrue();
        assertThat(group.awaitWithin(Duration.ZERO)).isFalse();
        group.done();
        group.await();
    }

    @Test
    @DisplayName("R21 more done than added is an error that leaves the count as it was")
    void aNegativeCountIsAnError() {
        WaitGroup group = WaitGroup.named("downloads");
        group.add(2);
        assertThatIllegalStateException()
                .isThrownBy(() -> group.add(-3))
                .withMessageContaining("wait group \"downloads\"")
                .withMessageContaining("the count is 2");
        assertThat(group.count()).isEqualTo(2);
        group.add(-2);
        assertThatIllegalStateException().isThrownBy(group::done);
        assertThat(group.count()).isZero();
    }

    @Test
    @DisplayName("R21 too many are an error that leaves the count as it was")
    void tooManyAreAnError() {
        WaitGroup group = WaitGroup.create();
        group.add(Integer.MAX_VALUE);
        assertThatIllegalStateException().isThrownBy(group::add);
        assertThat(group.count()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    @DisplayName("R21 a process that fails is done, too")
    void aFailureIsDone() {
        WaitGroup group = WaitGroup.create();
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope ->
                                                group.go(
                                                        scope,
                                                        () -> {
                                                            throw new IllegalArgumentException();
                                                        })))
                .isInstanceOf(ProcessFailedException.class);
        assertThat(group.count()).isZero();
    }

    @Test
    void whatAProcessThrowsIsNotHiddenByADoneTooMany() {
        WaitGroup group = WaitGroup.create();
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope ->
                                                group.go(
                                                        scope,
                                                        () -> {
                                                            group.done();
                                                            throw new IOException("disk");
                                                        })))
                .cause()
                .isInstanceOf(IOException.class)
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .singleElement()
                                        .isInstanceOf(IllegalStateException.class));
    }

    @Test
    @DisplayName("R21 a process that cannot be started is not counted")
    void notStartedIsNotCounted() throws Exception {
        WaitGroup group = WaitGroup.create();
        Scope[] left = new Scope[1];
        Scope.run(scope -> left[0] = scope);
        assertThatIllegalStateException().isThrownBy(() -> group.go(left[0], () -> {}));
        assertThat(group.count()).isZero();
    }

    @Test
    @DisplayName("R21 the end of a round is a case")
    void isACase() throws Exception {
        WaitGroup group = WaitGroup.create();
        group.add();
        Channel<String> other = Channel.buffered(1);
        Select<String> select =
                Select.prioritized(group.onDone(() -> "all done"), on(other, v -> v));
        other.send("value");
        assertThat(select.run()).isEqualTo("value");
        group.done();
        assertThat(select.run()).isEqualTo("all done");
    }

    @Test
    @DisplayName("R21 a wait is cut short by an interrupt, and the count stays")
    void anInterruptEndsAWait() throws Exception {
        WaitGroup group = WaitGroup.create();
        group.add();
        Wait.interruptAndJoin(Wait.waiting(group::await));
        assertThat(group.count()).isEqualTo(1);
    }

    @Test
    void saysHowManyAreNotDone() {
        WaitGroup group = WaitGroup.named("g");
        group.add(2);
        assertThat(group.toString()).isEqualTo("wait group \"g\" (2 not done)");
    }
}
