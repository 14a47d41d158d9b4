package dev.handoff.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who is woken by whom. None of the threads is started; the test does what they would do, step by step. */
@Isolated
@Timeout(60)
final class CarriersTest {
    private record Numbered(int number) implements Runnable {
        @Override
        public void run() {}
    }

    private static final Runnable TASK = new Numbered(0);

    private final Carriers carriers = new Carriers(3);
    private final Carrier first = carriers.get(0);
    private final Carrier second = carriers.get(1);
    private final Carrier third = carriers.get(2);

    @Test
    void whoAddsOutsideWakesOneWhoSleeps() {
        searchInVain(second);
        carriers.submit(TASK);
        assertThat(second.isAsleep()).isFalse();
    }

    @Test
    void whoAddsOnACarrierWakesOneWhoSleeps() {
        searchInVain(second);
        first.submit(TASK);
        assertThat(second.isAsleep()).isFalse();
    }

    @Test
    void whileOneWhoWasWokenSearchesNobodyElseIsWoken() {
        searchInVain(second);
        searchInVain(third);
        carriers.submit(TASK);
        carriers.submit(TASK);
        first.submit(TASK);
        assertThat(third.isAsleep()).isTrue();
    }

    /** The one who was woken has searched before its waker could count it, or the waker had no stack left for that. */
    @Test
    void aSearchThatWasNotCountedKeepsNobodyFromBeingWoken() {
        searchInVain(second);
        carriers.endSearch();
        carriers.submit(TASK);
        assertThat(second.isAsleep()).isFalse();
    }

    @Test
    void whoFallsAsleepThoughSomethingIsOutsideWakesItself() {
        carriers.submit(TASK);
        searchInVain(second);
        assertThat(second.isAsleep()).isFalse();
    }

    @Test
    void whoHasFoundOneOfThoseOutsideWakesAnotherForTheRest() {
        searchInVain(second);
        useUp(first.credit);
        carriers.addOutside(TASK);
        carriers.addOutside(TASK);
        first.awaitWork();
        assertThat(second.isAsleep()).isFalse();
    }

    @Test
    void whoHasFoundTheOnlyOneOutsideWakesNobodyWithoutCredit() {
        searchInVain(second);
        useUp(first.credit);
        carriers.addOutside(TASK);
        first.awaitWork();
        assertThat(second.isAsleep()).isTrue();
    }

    @Test
    void whoHasFoundSomethingAtAnotherWakesOneMore() {
        first.submit(TASK);
        first.submit(TASK);
        searchInVain(third);
        second.awaitWork();
        assertThat(third.isAsleep()).isFalse();
    }

    @Test
    void whoIsWokenForTheRestInVainUsesUpTheCreditOfTheFinder() {
        searchInVain(third);
        for (int i = 0; i < 3; i++) {
            carriers.addOutside(TASK);
            second.awaitWork();
            third.fallAsleep();
        }
        assertThat(second.credit.allows()).isFalse();
    }

    @Test
    void whoIsWokenInVainUsesUpTheCreditOfWhoeverHasWokenIt() {
        searchInVain(second);
        for (int i = 0; i < 3; i++) {
            assertThat(second.wake(first)).isTrue();
            second.fallAsleep();
        }
        assertThat(first.credit.allows()).isFalse();
    }

    @Test
    void whoSearchesInVainOfItsOwnAccordUsesUpNobodysCredit() {
        searchInVain(second);
        for (int i = 0; i < 3; i++) {
            second.wake(first);
            carriers.addOutside(TASK);
            second.awaitWork();
            searchInVain(second);
        }
        assertThat(first.credit.allows()).isTrue();
    }

    @Test
    void whoIsWokenAndFindsSomethingGivesCreditToWhoeverHasWokenIt() {
        useUp(first.credit);
        searchInVain(second);
        second.wake(first);
        carriers.addOutside(TASK);
        second.awaitWork();
        assertThat(first.credit.allows()).isTrue();
    }

    @Test
    void whoseQueueOverflowsWakesOneWithoutCredit() {
        useUp(first.credit);
        for (int i = 0; i <= RunQueue.SIZE; i++) {
            first.submit(TASK);
        }
        searchInVain(second);
        first.submit(TASK);
        assertThat(second.isAsleep()).isFalse();
    }

    @Test
    void whoWaitsOnlyAtACarrierWithoutCreditWakesNobody() {
        useUp(first.credit);
        searchInVain(second);
        first.submit(TASK);
        assertThat(second.isAsleep()).isTrue();
    }

    @Test
    void aSpareTakesFromAllCarriersAndFromOutsideInTurn() {
        first.submit(new Numbered(0));
        second.submit(new Numbered(1));
        third.submit(new Numbered(2));
        third.submit(new Numbered(4));
        carriers.addOutside(new Numbered(3));
        for (int turn = -1; turn < 3; turn++) { // turns overflow
            assertThat(carriers.pollAnywhere(turn)).isEqualTo(new Numbered(Math.floorMod(turn, 4)));
        }
        assertThat(carriers.pollAnywhere(0)).as("whoever has something").isEqualTo(new Numbered(4));
        assertThat(carriers.pollAnywhere(0)).isNull();
    }

    @Test
    void oneSleeperIsWokenAtATime() {
        searchInVain(first);
        searchInVain(second);
        assertThat(carriers.wakeOne(null)).isTrue();
        assertThat(second.isAsleep()).isTrue();
        assertThat(carriers.wakeOne(null)).isTrue();
        assertThat(carriers.wakeOne(null)).isFalse();
    }

    @Test
    void allAreAsleepIfEachOfThemIs() {
        assertThat(carriers.areAllAsleep()).isFalse();
        searchInVain(first);
        searchInVain(second);
        assertThat(carriers.areAllAsleep()).isFalse();
        searchInVain(third);
        assertThat(carriers.areAllAsleep()).isTrue();
    }

    /** Of a carrier that begins none meanwhile. */
    @Test
    void whoSearchesTakesHalfOfTheQueueAndInTheEndTheNextOne() {
        Search search = new Search(carriers, second);
        for (int i = 0; i < 4; i++) {
            third.submit(new Numbered(i));
        }
        assertThat(search.forAWhile()).isEqualTo(new Numbered(0));
        assertThat(second.own()).isEqualTo(new Numbered(1));
        assertThat(search.forAWhile()).isEqualTo(new Numbered(2));
        assertThat(search.forAWhile()).isEqualTo(new Numbered(3));
        assertThat(search.forAWhile()).isNull();
    }

    @Test
    void whoSearchesTakesWhatIsQueuedBehindOneThatIsRun() {
        Search search = new Search(carriers, second);
        first.submit(new Numbered(0));
        first.submit(new Numbered(1));
        assertThat(first.own()).isEqualTo(new Numbered(1));
        assertThat(search.forAWhile()).isEqualTo(new Numbered(0));
    }

    @Test
    void whoHasNothingOfItsOwnTakesFromOutsideWithoutSearching() {
        carriers.addOutside(TASK);
        assertThat(first.own()).isEqualTo(TASK);
    }

    /** The queue is full when it is the turn of those outside. */
    @Test
    void whoComesFromOutsideTakesNobodysPlaceInTheQueue() {
        int all = 2 * RunQueue.SIZE;
        Set<Runnable> seen = new HashSet<>();
        for (int i = 0; i <= RunQueue.SIZE; i++) {
            first.submit(new Numbered(i));
        }
        for (int i = RunQueue.SIZE + 1; i < all; i++) {
            carriers.addOutside(new Numbered(i));
        }
        for (int i = 0; i < all; i++) {
            awaitEndOfSlice();
            seen.add(first.own());
        }
        assertThat(seen).hasSize(all).doesNotContainNull();
    }

    @Test
    void itIsTheTurnOfThoseOutsideThoughTheQueueIsNeverEmpty() {
        first.submit(TASK);
        carriers.addOutside(new Numbered(1));
        List<Runnable> begun = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            first.submit(TASK);
            awaitEndOfSlice();
            begun.add(first.own());
        }
        assertThat(begun).contains(new Numbered(1));
    }

    @Test
    void theTimeThatACarrierSleepsIsNoSliceOfItsNextOnes() {
        first.own();
        awaitEndOfSlice();
        carriers.addOutside(TASK);
        first.awaitWork();
        first.submit(new Numbered(1));
        first.submit(new Numbered(2));
        assertThat(first.own()).as("who is next").isEqualTo(new Numbered(2));
    }

    @Test
    void whatOthersTookFromACarrierIsNotKeptWhileItSleeps() {
        WeakReference<Runnable> taken = takenBySpare();
        searchInVain(first);
        while (taken.get() != null) {
            System.gc(); // or the test's time is up
        }
    }

    @Test
    void whatOthersTookFromACarrierIsNotKeptAfterTheTurnOfTheOthers() {
        WeakReference<Runnable> taken = takenBySpare();
        while (taken.get() != null) {
            first.own();
            System.gc(); // longer than a slice; or the test's time is up
        }
    }

    private WeakReference<Runnable> takenBySpare() {
        Runnable taken = new Numbered(1);
        first.submit(taken);
        first.submit(TASK);
        assertThat(carriers.pollAnywhere(0)).isSameAs(taken);
        return new WeakReference<>(taken);
    }

    /** Longer than one. */
    private static void awaitEndOfSlice() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < 300_000) {
            Thread.onSpinWait();
        }
    }

    private void searchInVain(Carrier carrier) {
        carriers.beginSearch();
        carrier.fallAsleep();
    }

    static void useUp(WakeCredit credit) {
        for (int i = 0; i < 3; i++) {
            credit.didNotPay();
        }
    }
}
