package dev.handoff.coordinate;

import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Diagnosis;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.laws.Until;
import dev.handoff.spi.Op;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

class PermitsTest {
    @Test
    void noMoreThanThereArePermitsAreInsideAtOnce() throws Exception {
        Permits permits = Permits.of(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Scope.run(
                scope -> {
                    for (int i = 0; i < 50; i++) {
                        scope.go(
                                () ->
                                        permits.with(
                                                () -> {
                                                    most.accumulateAndGet(
                                                            inside.incrementAndGet(), Math::max);
                                                    Thread.yield();
                                                    return inside.decrementAndGet();
                                                }));
                    }
                });
        assertThat(most.get()).isBetween(1, 3);
        assertThat(permits.available()).isEqualTo(3);
    }

    @Test
    void permitsGoToThoseWhoWaitInOrder() throws Exception {
        Permits permits = Permits.of(1);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        permits.acquire();
        Scope.run(
                scope -> {
                    for (int i = 0; i < 5; i++) {
                        int number = i;
                        scope.go(
                                () -> {
                                    permits.acquire();
                                    order.add(number);
                                    permits.release();
                                });
                        Until.eventually("it waits", () -> permits.waiting() == number + 1);
                    }
                    permits.release();
                });
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aTryTakesAPermitOnlyIfOneIsFree() {
        Permits permits = Permits.of(2);
        assertThat(permits.tryAcquire()).isTrue();
        assertThat(permits.tryAcquire()).isTrue();
        assertThat(permits.tryAcquire()).isFalse();
        permits.release();
        assertThat(permits.tryAcquire()).isTrue();
    }

    @Test
    void aPermitThatIsOwedToWhoWaitsIsNotTakenByATry() throws Exception {
        Permits permits = Permits.of(1);
        permits.acquire();
        Thread waiting = Wait.waiting(permits::acquire);
        permits.release();
        assertThat(permits.tryAcquire()).isFalse();
        waiting.join();
        assertThat(permits.available()).isZero();
    }

    @Test
    void aTimedAcquireWaitsOnlyIfItMust() {
        assertThat(
                        Steps.of(
                                () -> {
                                    Permits permits = Permits.of(1);
                                    assertThat(permits.acquireWithin(Duration.ofHours(1))).isTrue();
                                    assertThat(permits.acquireWithin(Duration.ZERO)).isFalse();
                                }))
                .doesNotContain(Op.SELECT);
    }

    @Test
    void aTimedAcquireOfAnInterruptedThreadTakesNothing() {
        Permits permits = Permits.of(1);
        for (Duration limit : List.of(Duration.ZERO, Duration.ofHours(1))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> permits.acquireWithin(limit))
                    .isInstanceOf(InterruptedException.class);
            assertThat(permits.available()).isOne();
        }
    }

    @Test
    void aTimedAcquireThatIsTooLateHasTakenNothing() throws Exception {
        Permits permits = Permits.of(1);
        assertThat(permits.acquireWithin(Duration.ZERO)).isTrue();
        assertThat(permits.acquireWithin(Duration.ofMillis(1))).isFalse();
        assertThat(permits.waiting()).isZero();
        permits.release();
        assertThat(permits.available()).isEqualTo(1);
    }

    @Test
    void anInterruptedAcquireHasTakenNothing() throws Exception {
        Permits permits = Permits.of(1);
        permits.acquire();
        Wait.interruptAndJoin(Wait.waiting(permits::acquire));
        assertThat(permits.waiting()).isZero();
        permits.release();
        assertThat(permits.available()).isEqualTo(1);
    }

    @Test
    void aCaseThatIsNotChosenHasTakenNothing() throws Exception {
        Permits permits = Permits.of(1);
        Channel<String> other = Channel.buffered(1);
        Select<String> select =
                Select.prioritized(on(other, v -> v), permits.onAcquire(() -> "permit"));
        other.send("value");
        assertThat(select.run()).isEqualTo("value");
        assertThat(permits.available()).isEqualTo(1);
        assertThat(select.run()).isEqualTo("permit");
        assertThat(permits.available()).isZero();
        assertThat(Select.<String>one(permits.onAcquire(() -> "permit"), otherwise(() -> "none")))
                .isEqualTo("none");
    }

    @Test
    void aWaitingSelectGetsThePermitInItsTurn() throws Exception {
        Permits permits = Permits.of(1);
        permits.acquire();
        Scope.run(
                scope -> {
                    scope.go(
                            () -> {
                                Select.one(
                                        permits.onAcquire(() -> 1),
                                        on(Channel.<Integer>rendezvous(), v -> v));
                                permits.release();
                            });
                    Until.eventually("the select waits", () -> permits.waiting() == 1);
                    permits.release();
                });
        assertThat(permits.available()).isEqualTo(1);
    }

    @Test
    void releasingMoreThanWasAcquiredIsAnError() {
        Permits permits = Permits.named("doors", 2);
        assertThatIllegalStateException()
                .isThrownBy(permits::release)
                .withMessageContaining("permits \"doors\"")
                .withMessageContaining("all 2 are free");
        assertThat(permits.available()).isEqualTo(2);
    }

    @Test
    void whoWaitsForAPermitIsReportedAsThat() throws Exception {
        Permits permits = Permits.named("doors", 1);
        permits.acquire();
        String line = "receive: channel \"permits \"doors\"\" (buffered 1) is empty";
        Scope.run(
                scope -> {
                    scope.go("late", permits::acquire);
                    Until.eventually("it is reported", () -> Diagnosis.report().contains(line));
                    scope.cancel();
                });
    }

    @Test
    void theySayTheirNameAndHowManyAreFree() throws Exception {
        Permits permits = Permits.named("doors", 2);
        permits.acquire();
        assertThat(permits.toString()).isEqualTo("permits \"doors\" (1 of 2 free)");
        assertThat(Permits.of(2).toString()).isEqualTo("permits (2 of 2 free)");
    }

    @Test
    void whatABodyThrowsIsNotHiddenByAReleaseTooMany() {
        Permits permits = Permits.of(1);
        assertThatThrownBy(
                        () ->
                                permits.with(
                                        () -> {
                                            permits.release();
                                            throw new IOException("disk");
                                        }))
                .isInstanceOf(IOException.class)
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .singleElement()
                                        .isInstanceOf(IllegalStateException.class));
    }

    @Test
    void aReleaseWorksInAnInterruptedThread() throws Exception {
        Permits permits = Permits.of(1);
        permits.acquire();
        Thread.currentThread().interrupt();
        permits.release();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(permits.available()).isEqualTo(1);
    }

    @Test
    void aBodyThatThrowsGivesItsPermitBack() {
        Permits permits = Permits.of(1);
        assertThatThrownBy(
                        () ->
                                permits.with(
                                        () -> {
                                            throw new IOException("disk");
                                        }))
                .isInstanceOf(IOException.class);
        assertThat(permits.available()).isEqualTo(1);
    }

    @Test
    void aBodyForcesOnItsCallerWhatItThrowsAndNoMore() throws InterruptedException {
        Permits permits = Permits.of(2);
        int sum = permits.with(() -> 1 + permits.with(() -> 1));
        assertThat(sum).isEqualTo(2);
        Channel<Integer> one = Channel.buffered(1);
        permits.with(() -> one.send(1));
        try {
            permits.with(
                    () -> {
                        throw new IOException("disk");
                    });
        } catch (IOException e) {
            assertThat(e).hasMessage("disk");
        }
        assertThat(one.size()).isOne();
        assertThat(permits.available()).isEqualTo(2);
    }

    @Test
    void aBodyThatWaitsAndFailsWithItsOwnExceptionForcesTheseTwoOnItsCaller()
            throws IOException, InterruptedException {
        Permits permits = Permits.of(1);
        Channel<Integer> one = Channel.buffered(1);
        Appendable told = new StringBuilder();
        permits.with(
                () -> {
                    one.send(1);
                    told.append("sent ");
                });
        int received =
                permits.with(
                        () -> {
                            told.append("received");
                            return one.receive();
                        });
        assertThat(received).isOne();
        assertThat(told).hasToString("sent received");
    }

    @Test
    void aCaseWithoutAHandlerIsRefused() {
        Permits permits = Permits.of(1);
        assertThatThrownBy(() -> permits.onAcquire(null)).isInstanceOf(NullPointerException.class);
        assertThat(permits.tryAcquire()).isTrue();
    }

    @Test
    void thereIsAtLeastOnePermit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Permits.of(0))
                .withMessageContaining("0 permits");
    }
}
