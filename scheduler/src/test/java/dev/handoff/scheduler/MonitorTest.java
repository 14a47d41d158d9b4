package dev.handoff.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** Who helps whom, look by look. Neither the carriers nor the monitor are started; the spares are. */
@Isolated
@Timeout(60)
final class MonitorTest {
    private static final long NANOS = 1_000_000;
    private static final int STUCK = 10;

    private final Carriers carriers = new Carriers(2);
    private final Carrier first = carriers.get(0);
    private final Carrier second = carriers.get(1);
    private final Monitor monitor = new Monitor(carriers);
    private final AtomicBoolean end = new AtomicBoolean();

    /** The threads that have begun a task. */
    private final Queue<Thread> begun = new ConcurrentLinkedQueue<>();

    @AfterEach
    void end() {
        end.set(true);
    }

    @Test
    void whoWaitsOutsideAtALookIsHelpedByACarrierThatSleeps() {
        fallAsleep(second);
        carriers.addOutside(() -> {});
        monitor.look(NANOS);
        assertThat(second.isAsleep()).isFalse();
    }

    @Test
    void whoWaitsTooLongAtACarrierIsHelpedByOneThatSleepsAndGivesCreditBack() {
        first.submit(() -> {});
        fallAsleep(second);
        CarriersTest.useUp(first.credit);
        monitor.look(NANOS);
        assertThat(second.isAsleep()).isFalse();
        assertThat(first.credit.allows()).isTrue();
    }

    @Test
    void whoHasWaitedNoTimeYetIsLeftToItsCarrier() {
        first.submit(() -> {});
        fallAsleep(second);
        monitor.look(0);
        assertThat(second.isAsleep()).isTrue();
    }

    @Test
    void aSpareHelpsAtTheTenthLookAtACarrierThatDoesTheSame() {
        carriers.addOutside(this::block);
        long before = spares();
        look(STUCK - 1);
        assertThat(spares()).isEqualTo(before);
        look(1);
        awaitBegun(1);
        assertThat(begun.element()).isInstanceOf(Spare.class);
    }

    @Test
    void anotherSpareHelpsIfTheFirstDoesTheSameForTwentyLooks() {
        carriers.addOutside(this::block);
        carriers.addOutside(this::block);
        look(STUCK);
        awaitBegun(1);
        long before = spares();
        look(2 * STUCK); // at the first of them it had just begun
        assertThat(spares()).isEqualTo(before);
        look(1);
        awaitBegun(2);
    }

    @Test
    void aSpareThatHasNothingToDoIsWokenForWhoComesLater() {
        look(STUCK);
        for (int i = 1; i <= 5; i++) {
            carriers.addOutside(this::note);
            look(1);
            awaitBegun(i);
            awaitRest(begun.element());
        }
        assertThat(begun).containsOnly(begun.element());
    }

    @Test
    void aSpareThatIsNoLongerNeededRestsAfterWhatItDoes() {
        carriers.addOutside(this::block);
        look(STUCK);
        awaitBegun(1);
        allGetOn();
        carriers.addOutside(this::note);
        end.set(true);
        awaitRest(begun.element());
        assertThat(carriers.hasOutside()).isTrue();
    }

    @Test
    void aSpareThatRestsHelpsTheNextTime() {
        carriers.addOutside(this::note);
        look(STUCK);
        awaitBegun(1);
        awaitRest(begun.element());
        allGetOn();
        wakeAll();
        carriers.addOutside(this::note);
        look(STUCK);
        awaitBegun(2);
        assertThat(begun).containsOnly(begun.element());
    }

    @Test
    void theNextTimeASpareThatStillDoesWhatItDidIsNoHelp() {
        carriers.addOutside(this::block);
        look(STUCK);
        awaitBegun(1);
        allGetOn();
        wakeAll();
        carriers.addOutside(this::block);
        look(STUCK);
        awaitBegun(2);
    }

    @ParameterizedTest
    @CsvSource({"256, 0", "255, 1"})
    void thereAre256CarriersAndSparesAtMost(int parallelism, int spares) {
        Carriers many = new Carriers(parallelism);
        Monitor monitor = new Monitor(many);
        many.addOutside(() -> {});
        long before = spares();
        for (int i = 0; i < STUCK; i++) {
            monitor.look(NANOS);
        }
        assertThat(spares() - before).isEqualTo(spares);
    }

    /** Also those that other tests have left. */
    private static long spares() {
        return Thread.getAllStackTraces().keySet().stream().filter(Spare.class::isInstance).count();
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            monitor.look(NANOS);
        }
    }

    /** As a task. */
    private void note() {
        begun.add(Thread.currentThread());
    }

    /** As a task that does not end before the test. */
    private void block() {
        note();
        while (!end.get()) {
            Thread.onSpinWait();
        }
    }

    private void awaitBegun(int count) {
        while (begun.size() < count) {
            Thread.onSpinWait(); // or the test's time is up
        }
    }

    private static void awaitRest(Thread spare) {
        while (spare.getState() != Thread.State.WAITING) {
            Thread.onSpinWait(); // or the test's time is up
        }
    }

    /** Those who sleep do. */
    private void allGetOn() {
        fallAsleep(first);
        fallAsleep(second);
        look(1);
    }

    private void wakeAll() {
        first.wake(null);
        second.wake(null);
    }

    private void fallAsleep(Carrier carrier) {
        carriers.beginSearch();
        carrier.fallAsleep();
    }
}
