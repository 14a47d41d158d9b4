package dev.handoff.coordinate;

import static dev.handoff.Select.otherwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Diagnosis;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.laws.Ahead;
import dev.handoff.laws.Until;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** What does not depend on the time of day; the exact instants are held by the tests on virtual time in module check. */
class RateLimiterTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void aBurstIsLetThroughAtOnceAndNoMore() {
        RateLimiter limiter = RateLimiter.of(1, HOUR, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(limiter.available()).isEqualTo(3 - i);
            assertThat(limiter.tryAcquire()).isTrue();
        }
        assertThat(limiter.tryAcquire()).isFalse();
        assertThat(limiter.available()).isZero();
    }

    @Test
    void aTimedAcquireWaitsOnlyIfItMust() {
        assertThat(
                        Steps.of(
                                () -> {
                                    RateLimiter limiter = RateLimiter.of(1, HOUR);
                                    assertThat(limiter.acquireWithin(HOUR)).isTrue();
                                    assertThat(limiter.acquireWithin(Duration.ZERO)).isFalse();
                                }))
                .doesNotContain(Op.SELECT);
    }

    @Test
    void aTimedAcquireOfAnInterruptedThreadTakesNothing() {
        RateLimiter limiter = RateLimiter.of(1, HOUR);
        for (Duration limit : List.of(Duration.ZERO, Duration.ofHours(1))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> limiter.acquireWithin(limit))
                    .isInstanceOf(InterruptedException.class);
            assertThat(limiter.available()).isOne();
        }
    }

    @Test
    void aTimedAcquireThatIsTooLateHasTakenNothing() throws Exception {
        RateLimiter limiter = RateLimiter.of(1, HOUR);
        assertThat(limiter.acquireWithin(Duration.ZERO)).isTrue();
        assertThat(limiter.acquireWithin(Duration.ofMillis(1))).isFalse();
    }

    /** The next one has not come later for it. */
    @Test
    void anAcquireThatIsInterruptedWhileItWaitsHasTakenNothing() throws Exception {
        Ahead clock = new Ahead();
        AtomicReference<RateLimiter> made = new AtomicReference<>();
        Scheduling.within(clock, () -> made.set(RateLimiter.of(1, HOUR)));
        RateLimiter limiter = made.get();
        limiter.acquire();
        Wait.interruptAndJoin(Wait.waiting(limiter::acquire));
        Wait.interruptAndJoin(Wait.waiting(() -> limiter.acquireWithin(HOUR)));
        assertThat(limiter.available()).isZero();
        clock.by(HOUR);
        assertThat(limiter.available()).isOne();
    }

    @Test
    void aCaseTakesAToken() throws Exception {
        RateLimiter limiter = RateLimiter.of(1, HOUR);
        Select<Boolean> select = Select.of(limiter.onAcquire(() -> true), otherwise(() -> false));
        assertThat(select.run()).isTrue();
        assertThat(select.run()).isFalse();
    }

    @Test
    void anAcquireTakesAsLongAsThePeriod() throws Exception {
        long start = System.nanoTime();
        RateLimiter limiter = RateLimiter.of(1, Duration.ofMillis(5));
        limiter.acquire();
        limiter.acquire();
        limiter.acquire();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(10_000_000);
    }

    @Test
    void whoWaitsForATokenIsReportedUnderTheNameOfTheLimiter() throws Exception {
        RateLimiter limiter = RateLimiter.named("fetches", 1, HOUR);
        limiter.acquire();
        String line = "receive: channel \"fetches\" (bucket of 1 every PT1H) is empty";
        Scope.run(
                scope -> {
                    scope.go("late", limiter::acquire);
                    Until.eventually("it is reported", () -> Diagnosis.report().contains(line));
                    scope.cancel();
                });
    }

    @Test
    void itSaysItsNameAndItsRate() {
        assertThat(RateLimiter.named("fetches", 10, HOUR, 3).toString())
                .isEqualTo("rate limiter \"fetches\" of 10 per PT1H, burst 3");
        assertThat(RateLimiter.named("fetches", 10, HOUR).toString())
                .isEqualTo("rate limiter \"fetches\" of 10 per PT1H, burst 1");
        assertThat(RateLimiter.of(10, HOUR).toString())
                .isEqualTo("rate limiter of 10 per PT1H, burst 1");
    }

    @Test
    void aRateIsAboveZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimiter.of(0, HOUR));
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimiter.of(1, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimiter.of(1, HOUR, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimiter.of(1, Duration.ofDays(36_500), 100))
                .withMessageContaining("146 years");
    }
}
