package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.DeadlineExceededException;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Where code that does not wait learns that it was cancelled. */
class L38CheckpointTest {
    private final Channel<Integer> silent = Channel.<Integer>named("silent").open();

    private static void assertThatItIsCancelled() {
        assertThatThrownBy(Scope::checkpoint).isInstanceOf(InterruptedException.class);
    }

    private void swallowAnInterrupt() {
        assertThatThrownBy(silent::receive).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    @DisplayName("L38 a checkpoint throws nothing where nobody has cancelled")
    void nobodyHasCancelled() throws Exception {
        Scope.checkpoint();
        Scope.run(
                scope -> {
                    Scope.checkpoint();
                    scope.fork(() -> Scope.checkpoint()).join();
                });
    }

    @Test
    @DisplayName("L38 a checkpoint throws where the thread was interrupted, and clears that")
    void interrupted() {
        Thread.currentThread().interrupt();
        assertThatItIsCancelled();
        assertThatCode(Scope::checkpoint).doesNotThrowAnyException();
    }

    @Test
    @DisplayName(
            "L38 a checkpoint of a cancelled scope throws each time, its interrupt swallowed or"
                    + " not")
    void inACancelledScope() {
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            scope.cancel();
                                            swallowAnInterrupt();
                                            assertThatItIsCancelled();
                                            assertThatItIsCancelled();
                                            Scope.checkpoint();
                                        }))
                .isInstanceOf(CancelledException.class);
    }

    @Test
    @DisplayName("L38 so does one in a scope inside that one")
    void inAScopeInside() throws Exception {
        Scope.run(
                outer -> {
                    outer.go(
                            () ->
                                    Scope.run(
                                            inner -> {
                                                swallowAnInterrupt();
                                                assertThatItIsCancelled();
                                            }));
                    Until.receiversWait(silent, 1);
                    outer.cancel();
                });
        assertThat(silent.waitingReceivers()).isZero();
    }

    @Test
    @DisplayName("L38 so does one of a cancelled task, and none of the others in its scope")
    void ofACancelledTask() throws Exception {
        Scope.run(
                scope -> {
                    Task<Integer> task =
                            scope.fork(
                                    () -> {
                                        swallowAnInterrupt();
                                        assertThatItIsCancelled();
                                        Scope.run(inner -> assertThatItIsCancelled());
                                        return 1;
                                    });
                    Until.receiversWait(silent, 1);
                    task.cancel();
                    assertThat(task.join()).isOne();
                    Scope.checkpoint();
                    scope.fork(() -> Scope.checkpoint()).join();
                });
    }

    @Test
    @DisplayName("L39 a checkpoint throws as soon as the deadline has passed")
    void late() {
        Ahead clock = new Ahead();
        Scheduling.within(
                clock,
                () ->
                        assertThatThrownBy(
                                        () ->
                                                Scope.unnamed()
                                                        .deadline(Duration.ofHours(1))
                                                        .run(scope -> isLateBy(clock)))
                                .isInstanceOf(DeadlineExceededException.class));
    }

    private static void isLateBy(Ahead clock) throws InterruptedException {
        Scope.checkpoint();
        clock.awaitKeeper();
        clock.by(Duration.ofHours(2));
        assertThatItIsCancelled();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        Scope.checkpoint();
    }
}
