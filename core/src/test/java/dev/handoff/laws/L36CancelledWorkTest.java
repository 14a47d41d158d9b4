package dev.handoff.laws;

import static dev.handoff.Select.done;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.ProcessBody;
import dev.handoff.ProcessFailedException;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.WorkCancelledException;
import dev.handoff.coordinate.Once;
import dev.handoff.coordinate.Race;
import dev.handoff.generate.Generator;
import dev.handoff.pipeline.Pipeline;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** What becomes of who waits for work that was cancelled. */
class L36CancelledWorkTest {
    private final Channel<Integer> silent = Channel.<Integer>named("silent").open();

    /** Else nobody would hear that what it was to do after the wait is not done. */
    @Test
    @DisplayName(
            "L36 who waits for a task that was cancelled, and was not cancelled himself, fails")
    void whoWaitsForACancelledTaskFails() {
        List<Function<Task<Integer>, ProcessBody>> waits =
                List.of(
                        price -> price::join,
                        price -> () -> Select.<Integer>one(done(price, v -> v)),
                        price -> () -> Scope.run(inner -> price.join()),
                        price -> () -> Scope.run(inner -> inner.go("inside", price::join)),
                        price -> () -> Scope.<Integer>race(price::join));
        for (Function<Task<Integer>, ProcessBody> wait : waits) {
            assertThatThrownBy(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                Task<Integer> price =
                                                        scope.fork("price", silent::receive);
                                                scope.go("clerk", wait.apply(price));
                                                Until.receiversWait(silent, 1);
                                                price.cancel();
                                            }))
                    .isInstanceOf(ProcessFailedException.class)
                    .hasMessageContainingAll(
                            "process \"clerk\" of scope",
                            "task \"price\" was cancelled and has no result; where that may happen,"
                                    + " catch this at the wait")
                    .hasNoSuppressedExceptions();
        }
    }

    @Test
    @DisplayName("L36 a task that was refused at a send says so to who waits for it")
    void theRefusalIsTold() throws Exception {
        Channel<Integer> orders = Channel.<Integer>named("orders").open();
        orders.cancel();
        Scope.run(
                scope -> {
                    Task<@Nullable Void> feeder = scope.fork("feeder", () -> orders.send(1));
                    assertThatThrownBy(feeder::join)
                            .isInstanceOf(WorkCancelledException.class)
                            .hasMessageContaining(
                                    "task \"feeder\" was cancelled and has no result (channel"
                                            + " \"orders\" was cancelled by its receiver");
                });
    }

    @Test
    @DisplayName("L36 in a scope that was cancelled, too, it is no failure, however it is wrapped")
    void whoIsCancelledTooHasNotFailed() throws Exception {
        for (Function<Callable<Integer>, ProcessBody> clerk : clerks()) {
            Scope.run(
                    scope -> {
                        Task<Integer> price = scope.fork("price", silent::receive);
                        scope.go("clerk", clerk.apply(() -> joinedWhenInterrupted(price)));
                        Until.receiversWait(silent, 2);
                        scope.cancel();
                    });
        }
    }

    /** By the scope of the task: it stands below what who waits for that has thrown. */
    @Test
    @DisplayName("L36 what has failed beside the end of cancelled work is told once")
    void whatHasFailedBesideCancelledWorkIsToldOnce() {
        IOException disk = new IOException("disk");
        for (Function<Callable<Integer>, ProcessBody> clerk : clerks()) {
            assertThatThrownBy(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                Task<Integer> writer =
                                                        scope.fork(
                                                                "writer", () -> failToClose(disk));
                                                scope.go(
                                                        "clerk",
                                                        clerk.apply(
                                                                () ->
                                                                        joinedWhenInterrupted(
                                                                                writer)));
                                                Until.receiversWait(silent, 2);
                                                throw new IOException("body");
                                            }))
                    .hasMessage("body")
                    .satisfies(
                            e ->
                                    assertThat(e.getSuppressed())
                                            .singleElement()
                                            .isInstanceOfSatisfying(
                                                    ProcessFailedException.class,
                                                    told -> {
                                                        assertThat(told.process())
                                                                .isEqualTo("writer");
                                                        assertThat(told).hasCause(disk);
                                                    }));
        }
    }

    /** Ways to wait for a price in a process. */
    private static List<Function<Callable<Integer>, ProcessBody>> clerks() {
        return List.of(
                price -> price::call,
                price -> () -> wrapped(price),
                price -> Once.of(price)::get,
                price -> () -> Race.first(1, List.of(price)),
                price -> () -> Scope.run(inner -> inner.go(price::call)),
                price -> () -> pricesBy(price).forEach(v -> {}),
                price -> () -> Pipeline.from(pricesBy(price)).run(),
                price -> () -> Pipeline.of(1).map(x -> price.call()).run(),
                price -> () -> Pipeline.of(1).map(x -> price.call()).buffer(1).run());
    }

    private static Generator<Integer> pricesBy(Callable<Integer> price) {
        return Generator.of(out -> out.yield(price.call()));
    }

    private static void wrapped(Callable<Integer> price) throws Exception {
        try {
            price.call();
        } catch (WorkCancelledException e) {
            throw new IllegalStateException("no price", e);
        }
    }

    private int joinedWhenInterrupted(Task<Integer> task) throws InterruptedException {
        try {
            return silent.receive();
        } catch (InterruptedException e) {
            return task.join();
        }
    }

    private int failToClose(IOException failure) throws Exception {
        try (Closeable _ =
                () -> {
                    throw failure;
                }) {
            return silent.receive();
        }
    }

    @Test
    @DisplayName("L38 so it is in a task that was cancelled, too, whose scope goes on")
    void aTaskThatIsCancelledTooHasNotFailed() throws Exception {
        Scope.run(
                scope -> {
                    Task<Integer> price = scope.fork("price", silent::receive);
                    Task<Integer> clerk = scope.fork("clerk", () -> joinedWhenInterrupted(price));
                    Until.receiversWait(silent, 2);
                    clerk.cancel();
                    price.cancel();
                    assertThatThrownBy(clerk::join)
                            .isInstanceOf(WorkCancelledException.class)
                            .hasMessageContaining("\"clerk\"")
                            .cause()
                            .isInstanceOf(WorkCancelledException.class)
                            .hasMessageContaining("\"price\"");
                    assertThat(scope.isCancelled()).isFalse();
                });
    }
}
