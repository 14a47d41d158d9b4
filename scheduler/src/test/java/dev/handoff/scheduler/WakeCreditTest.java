package dev.handoff.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whether it pays to wake another carrier. */
final class WakeCreditTest {
    private final WakeCredit credit = new WakeCredit();

    @Test
    void itAllowsAsLongAsItPays() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(credit.allows()).isTrue();
            credit.paid();
        }
    }

    @Test
    void aPauseFollowsWakeUpsInVainAndDoublesEachTime() {
        for (int i = 0; i < 3; i++) {
            assertThat(credit.allows()).isTrue();
            credit.didNotPay();
        }
        for (int span = 16; span < 1_000; span *= 2) {
            assertThat(refusals()).isEqualTo(span);
            credit.didNotPay();
        }
    }

    @Test
    void aPauseHasAnEnd() {
        for (int i = 0; i < 100; i++) {
            credit.didNotPay();
        }
        assertThat(refusals()).isEqualTo(8192);
    }

    @Test
    void oneThatPaidEndsThePauses() {
        useUp();
        refusals();
        credit.paid();
        assertThat(refusals()).isZero();
    }

    /** Two wake-ups in vain use up what there is at most; the third begins a pause. */
    @Test
    void noMoreThanTwoInVainAreAllowedHoweverManyHavePaid() {
        for (int i = 0; i < 1_000; i++) {
            credit.paid();
        }
        credit.didNotPay();
        credit.didNotPay();
        assertThat(refusals()).isZero();
        credit.didNotPay();
        assertThat(refusals()).isEqualTo(16);
    }

    @Test
    void afterAPauseOneInVainIsAllowedIfOneHasPaid() {
        useUp();
        refusals();
        credit.paid();
        credit.didNotPay();
        assertThat(refusals()).isZero();
        credit.didNotPay();
        assertThat(refusals()).isEqualTo(16);
    }

    @Test
    void fourThatPayMakeUpForOneInVain() {
        credit.didNotPay();
        for (int i = 0; i < 4; i++) {
            credit.paid();
        }
        credit.didNotPay();
        credit.didNotPay();
        assertThat(refusals()).isZero();
    }

    @Test
    void whatTheMonitorGivesBackIsAllowedAtOnce() {
        useUp();
        credit.renew();
        assertThat(refusals()).isZero();
        credit.didNotPay();
        credit.didNotPay();
        assertThat(refusals()).as("all of it").isZero();
    }

    private void useUp() {
        for (int i = 0; i < 3; i++) {
            credit.didNotPay();
        }
    }

    private int refusals() {
        int refusals = 0;
        while (!credit.allows()) {
            refusals++;
        }
        return refusals;
    }
}
