package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;

/**
 * The quick form of {@code verify/run fairness}. Other programs can keep a process from its core for a while, so the
 * best of some attempts counts: who is served badly by the library is served badly in all of them.
 */
@Tag("alone") // it wants all cores, and keeps some of them busy
class FairnessTest {
    /** The first are of a JVM that compiles what is measured: five or six on a quiet machine. */
    private static final int ATTEMPTS = 24;

    /** Where the figure is to stay above the limit each time. */
    private static final int ATTEMPTS_IN_VAIN = 8;

    private final Fairness fairness = new Fairness(Duration.ofMillis(250));

    private interface Measurement {
        double measure() throws InterruptedException;
    }

    /** Measures until it is less than the limit; returns the last figure. */
    private static double until(double limit, Measurement measurement) throws InterruptedException {
        return until(limit, ATTEMPTS, measurement);
    }

    private static double until(double limit, int attempts, Measurement measurement)
            throws InterruptedException {
        double figure = measurement.measure();
        for (int i = 1; i < attempts && !(figure < limit); i++) {
            figure = measurement.measure();
        }
        return figure;
    }

    @ParameterizedTest(name = "capacity {0}")
    @ValueSource(ints = {0, 16})
    @DisplayName(
            "in a quarter of a second the busiest of 4 senders and of 4 receivers does less than"
                    + " six times as much as the idlest")
    void manyToMany(int capacity) throws InterruptedException {
        assertThat(until(6, () -> fairness.manyToMany(Medium.Kind.CHANNEL.open(capacity))))
                .isLessThan(6);
    }

    @ParameterizedTest(name = "capacity {0}")
    @ValueSource(ints = {0, 16})
    @DisplayName("the busiest of 16 workers does less than twice as much as the idlest")
    void fanOut(int capacity) throws InterruptedException {
        assertThat(until(2, () -> fanOut(16, capacity))).isLessThan(2);
    }

    @Test
    @DisplayName(
            "a collector that wakes 1,000 workers lets them run: the busiest does less than one and"
                    + " a half times as much as the idlest")
    void crowd() throws InterruptedException {
        assertThat(until(1.5, () -> fanOut(1_000, 100))).isLessThan(1.5);
    }

    private double fanOut(int workers, int capacity) throws InterruptedException {
        Medium jobs = Medium.Kind.CHANNEL.open(capacity);
        Medium results = Medium.Kind.CHANNEL.open(capacity);
        return fairness.fanOut(jobs, results, workers);
    }

    @ParameterizedTest(name = "capacity {0}")
    @ValueSource(ints = {0, 16})
    @DisplayName(
            "beside processes that never block a channel hands over half as often as a queue of the"
                    + " JDK, or more")
    void keepsItsSpeed(int capacity) throws InterruptedException {
        assertThat(until(2, () -> lostBeside(Medium.Kind.CHANNEL, capacity))).isLessThan(2);
    }

    /** How often the JDK's queue hands over, to how often it does. */
    private double lostBeside(Medium.Kind kind, int capacity) throws InterruptedException {
        double own = fairness.beside(kind, capacity);
        return fairness.beside(Medium.Kind.JDK, capacity) / own;
    }

    @Test
    @DisplayName(
            "of 10,000 pairs that are started at once, one in ten at most is under way at a time")
    void burst() throws InterruptedException {
        Burst burst = new Burst();
        double most = until(1_000, () -> burst.mostUnderWay(10_000, 20));
        assertThat(most).isLessThan(1_000);
    }

    @Test
    @DisplayName("a sender that is let in once when the others have sent 48 times is found")
    void findsTheNeglected() throws InterruptedException {
        assertThat(until(6, ATTEMPTS_IN_VAIN, () -> fairness.manyToMany(new Neglectful())))
                .isGreaterThan(6);
    }

    /** The first process that puts has to wait until the others have put often enough. */
    private static final class Neglectful implements Medium {
        private final Medium queue = Medium.of(new SynchronousQueue<>(true));
        private final Semaphore turns = new Semaphore(0);
        private volatile Thread neglected;
        private int puts;

        @Override
        public void put(Integer value) throws InterruptedException {
            if (isNeglected()) {
                turns.acquire();
            }
            queue.put(value);
        }

        private synchronized boolean isNeglected() {
            if (neglected == null) {
                neglected = Thread.currentThread();
            }
            if (++puts % 48 == 0) {
                turns.release();
            }
            return neglected == Thread.currentThread();
        }

        @Override
        public Integer take() throws InterruptedException {
            return queue.take();
        }

        @Override
        public void tryBoth(Integer value) {
            queue.tryBoth(value);
        }
    }

    @Test
    @DisplayName("a process that waits without giving up its core is found")
    void findsTheSpinner() throws InterruptedException {
        assertThat(until(2, ATTEMPTS_IN_VAIN, () -> lostBeside(capacity -> new Spinning(), 0)))
                .isGreaterThan(2);
    }

    /** Both sides look at one place all the time. */
    private static final class Spinning implements Medium {
        private volatile Integer place;

        @Override
        public void put(Integer value) throws InterruptedException {
            while (place != null) {
                spin();
            }
            place = value;
        }

        @Override
        public Integer take() throws InterruptedException {
            while (true) {
                Integer value = place;
                if (value != null) {
                    place = null;
                    return value;
                }
                spin();
            }
        }

        private static void spin() throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Thread.onSpinWait();
        }

        @Override
        public void tryBoth(Integer value) {
            place = value;
            place = null;
        }
    }
}
