package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.at;
import static dev.handoff.Select.ended;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;
import static dev.handoff.Select.toNext;
import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.AllClosedException;
import dev.handoff.Channel;
import dev.handoff.Deadline;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Cases that are not there. */
class L29GuardsTest extends ByBothThreads {
    /** Ready or not, a case with a false guard is neither chosen nor waited for. */
    @DisplayName("L29 a case with a false guard is not there")
    @Over.BufferingKinds
    void caseWithAFalseGuardIsNotThere(Shape shape) throws Exception {
        Channel<Integer> ready = shape.open();
        ready.send(1);
        Channel<Integer> other = shape.open();
        AtomicReference<String> chosen = new AtomicReference<>();
        try (Team team = Team.of(runner)) {
            team.start(
                    () ->
                            chosen.set(
                                    Select.one(
                                            on(ready, v -> "guarded").when(() -> false),
                                            on(other, v -> "other"),
                                            to(other, 5, () -> "guarded").when(() -> false),
                                            after(Duration.ZERO, () -> "guarded").when(() -> false),
                                            Select.<String>otherwise(() -> "guarded")
                                                    .when(() -> false))));
            eventually("select waits", () -> other.waitingReceivers() == 1);
            assertThat(other.waitingSenders()).isZero();
            assertThat(ready.waitingReceivers()).isZero();
            other.send(1);
        }
        assertThat(chosen).hasValue("other");
        assertThat(ready.size()).isOne();
    }

    /** With every guard false there is nothing to wait for. */
    @DisplayName("L29 a select whose guards are all false reports AllClosed, or its ended case")
    @Over.EveryKind
    void selectWhoseGuardsAreAllFalseReportsAllClosed(Shape shape) throws Exception {
        Channel<Integer> open = shape.open();
        assertThatThrownBy(() -> Select.<Integer>one(on(open, v -> v).when(() -> false)))
                .isInstanceOf(AllClosedException.class);
        assertThat(Select.<Integer>one(on(open, v -> v).when(() -> false), ended(() -> -1)))
                .isEqualTo(-1);
        assertThat(Select.<Integer>one(on(open, v -> v).when(() -> false), otherwise(() -> -2)))
                .isEqualTo(-2);
        assertThat(
                        Select.<Integer>one(
                                on(open, v -> v).when(() -> false),
                                after(Duration.ZERO, () -> -3).when(() -> false),
                                at(Deadline.in(Duration.ZERO), () -> -4).when(() -> false),
                                ended(() -> -1)))
                .isEqualTo(-1);
    }

    /** The guard is asked by the selecting thread, once for each run, however long that waits. */
    @Test
    @DisplayName("L29 a guard is asked once per run, in the process that selects")
    void guardIsAskedOncePerRun() throws Exception {
        Channel<Integer> in = Channel.rendezvous();
        AtomicInteger asked = new AtomicInteger();
        AtomicReference<Thread> asker = new AtomicReference<>();
        Select<Integer> select =
                Select.of(
                        on(in, v -> v)
                                .when(
                                        () -> {
                                            asker.set(Thread.currentThread());
                                            return asked.incrementAndGet() > 0;
                                        }));
        for (int run = 1; run <= 50; run++) {
            try (Team team = Team.of(runner)) {
                Thread selecting = team.start(select::run);
                eventually("select waits", () -> in.waitingReceivers() == 1);
                in.send(run);
                team.join();
                assertThat(asked).hasValue(run);
                assertThat(asker).hasValue(selecting);
            }
        }
    }

    /** Each run asks anew. */
    @Test
    @DisplayName("L29 a guard opens and shuts its case from run to run")
    void guardOpensAndShutsItsCaseFromRunToRun() throws Exception {
        Channel<Integer> in = Channel.unbounded();
        in.sendAll(java.util.List.of(1, 2, 3, 4));
        AtomicInteger run = new AtomicInteger();
        Select<Integer> select =
                Select.of(
                        on(in, v -> v).when(() -> run.getAndIncrement() % 2 == 1),
                        otherwise(() -> 0));
        for (int i = 0; i < 8; i++) {
            assertThat(select.run()).isEqualTo(i % 2 == 1 ? (i + 1) / 2 : 0);
        }
    }

    /** Nothing is locked while guards and suppliers run. */
    @Test
    @DisplayName("L29 guards and suppliers may use the channels of the select")
    void guardsAndSuppliersMayUseTheChannelsOfTheSelect() throws Exception {
        Channel<Integer> a = Channel.buffered(2);
        Channel<Integer> b = Channel.buffered(2);
        Select<String> select =
                Select.prioritized(
                        on(a, v -> "a " + v).when(() -> b.trySend(1).accepted()),
                        on(b, v -> "b " + v).when(() -> a.size() == 0),
                        toNext(b, () -> b.size() + a.size() + 10, () -> "sent")
                                .when(() -> a.waitingReceivers() == 0));
        assertThat(select.run()).isEqualTo("b 1");
        a.send(5);
        assertThat(select.run()).isEqualTo("a 5");
    }

    /** A value that cannot be sent need not be made. */
    @Test
    @DisplayName("L29 the supplier of a send case is not asked while its guard is false")
    void supplierOfASendCaseIsNotAskedWhileItsGuardIsFalse() throws Exception {
        Channel<Integer> out = Channel.unbounded();
        AtomicInteger asked = new AtomicInteger();
        boolean[] open = {false};
        Select<Boolean> select =
                Select.of(
                        toNext(out, asked::incrementAndGet, () -> true).when(() -> open[0]),
                        otherwise(() -> false));
        assertThat(select.run()).isFalse();
        assertThat(asked).hasValue(0);
        open[0] = true;
        assertThat(select.run()).isTrue();
        assertThat(asked).hasValue(1);
        assertThat(out.receive()).isOne();
    }

    /** Neither end of it is ready, and it does not even keep the select from ending. */
    @Test
    @DisplayName("L29 a case on never() is not there")
    void caseOnNeverIsNotThere() throws Exception {
        Channel<Integer> never = Channel.never();
        Channel<Integer> closed = Channel.rendezvous();
        closed.close();
        assertThatThrownBy(() -> Select.<Integer>one(on(never, v -> v), to(never, 1, () -> 1)))
                .isInstanceOf(AllClosedException.class);
        assertThat(Select.<Integer>one(on(never, v -> v), on(closed, v -> v), ended(() -> -1)))
                .isEqualTo(-1);
        assertThat(Select.<Integer>one(on(never, v -> v), after(Duration.ofMillis(1), () -> -2)))
                .isEqualTo(-2);
        assertThat(never.waitingReceivers() + never.waitingSenders()).isZero();
    }

    /** What a guard or a supplier throws comes out, and the select can be run again. */
    @Test
    @DisplayName("L29 a guard that throws fails the run and nothing else")
    void guardThatThrowsFailsTheRunAndNothingElse() throws Exception {
        Channel<Integer> in = Channel.buffered(1);
        in.send(1);
        boolean[] broken = {true};
        Select<Integer> select =
                Select.of(
                        on(in, v -> v)
                                .when(
                                        () -> {
                                            if (broken[0]) {
                                                throw new IllegalStateException("guard");
                                            }
                                            return true;
                                        }));
        assertThatThrownBy(select::run).hasMessage("guard");
        assertThat(in.size()).isOne();
        broken[0] = false;
        assertThat(select.run()).isOne();
    }

    /** As anywhere (L7). */
    @Test
    @DisplayName("L29 a supplier that gives null is refused, and nothing is sent")
    void supplierThatGivesNullIsRefused() {
        Channel<Integer> out = Channel.<Integer>named("out").buffered(1).open();
        assertThatNullPointerException()
                .isThrownBy(() -> Select.<Integer>one(toNext(out, () -> null, () -> 1)))
                .withMessageContaining("\"out\"");
        assertThatNullPointerException()
                .isThrownBy(() -> to(out, null, () -> 1))
                .withMessageContaining("\"out\"");
        assertThat(out.size()).isZero();
    }

    /** What makes no sense is refused where it is written. */
    @Test
    @DisplayName("L29 the ended case takes no guard, a case without a channel no onClosed")
    void endedCaseTakesNoGuard() {
        assertThatThrownBy(() -> ended(() -> 1).when(() -> true))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> otherwise(() -> 1).onClosed(() -> 2))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("L29 a case has one guard: a second one is refused")
    void secondGuardIsRefused() {
        Channel<Integer> in = Channel.<Integer>named("in").open();
        assertThatThrownBy(() -> on(in, v -> v).when(() -> true).when(() -> false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("receive from channel \"in\": this case has its guard already");
    }

    /** It was there in the run before. */
    @Test
    @DisplayName("L29 a deadline that has passed is no case when its guard has become false")
    void passedDeadlineIsNoCaseWhenItsGuardHasBecomeFalse() throws Exception {
        boolean[] open = {true};
        Select<Integer> select =
                Select.prioritized(
                        at(Deadline.in(Duration.ZERO), () -> 1).when(() -> open[0]),
                        otherwise(() -> 2));
        assertThat(select.run()).isEqualTo(1);
        open[0] = false;
        assertThat(select.run()).isEqualTo(2);
    }
}
