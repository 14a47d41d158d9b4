package dev.handoff.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The tasks that wait at one carrier. */
@Isolated
@Timeout(60)
final class RunQueueTest {
    /** A task that is known by its number. */
    private record Numbered(int number) implements Runnable {
        @Override
        public void run() {}
    }

    private final RunQueue queue = new RunQueue();

    @Test
    void firstInIsFirstOut() {
        for (int i = 0; i < 10; i++) {
            queue.add(new Numbered(i));
        }
        for (int i = 0; i < 10; i++) {
            assertThat(queue.poll()).isEqualTo(new Numbered(i));
        }
        assertThat(queue.poll()).isNull();
    }

    @Test
    void aFullQueueIsFullUntilOneIsTaken() {
        for (int i = 0; i < RunQueue.SIZE; i++) {
            assertThat(queue.isFull()).isFalse();
            queue.add(new Numbered(i));
        }
        assertThat(queue.isFull()).isTrue();
        assertThat(queue.size()).isEqualTo(RunQueue.SIZE);
        assertThat(queue.poll()).isEqualTo(new Numbered(0));
        assertThat(queue.isFull()).isFalse();
    }

    @Test
    void aThiefGetsTheOlderAndLargerHalf() {
        for (int i = 0; i < 5; i++) {
            queue.add(new Numbered(i));
        }
        RunQueue thief = new RunQueue();
        assertThat(thief.takeHalfOf(queue)).isEqualTo(new Numbered(0));
        assertThat(thief.poll()).isEqualTo(new Numbered(1));
        assertThat(thief.poll()).isEqualTo(new Numbered(2));
        assertThat(thief.poll()).isNull();
        assertThat(queue.poll()).isEqualTo(new Numbered(3));
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void nothingIsTakenFromAnEmptyQueue() {
        assertThat(new RunQueue().takeHalfOf(queue)).isNull();
    }

    /** Against a list, alone: many laps, and forgetting in between; positions overflow meanwhile. */
    @Test
    void itDoesWhatAListDoes() {
        RunQueue queue = new RunQueue(Integer.MAX_VALUE - 1_000);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Deque<Runnable> model = new ArrayDeque<>();
        for (int i = 0; i < 100_000; i++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> {
                    Runnable task = new Numbered(i);
                    boolean isFull = model.size() == RunQueue.SIZE;
                    assertThat(queue.isFull()).as("seed %d", seed).isEqualTo(isFull);
                    if (!isFull) {
                        queue.add(task);
                        model.add(task);
                    }
                }
                case 4 -> assertThat(queue.poll()).as("seed %d", seed).isEqualTo(model.poll());
                case 5, 6 -> assertThat(queue.take()).as("seed %d", seed).isEqualTo(model.poll());
                default -> queue.forget();
            }
            assertThat(queue.size()).as("seed %d", seed).isEqualTo(model.size());
        }
    }

    @Test
    void whatOthersTookIsNotKeptOnceItIsForgotten() {
        awaitGarbage(
                fill(
                        task -> {
                            queue.add(task);
                            queue.poll();
                        }),
                queue::forget);
    }

    @Test
    void whatTheOwnerTookIsNotKept() {
        awaitGarbage(
                fill(
                        task -> {
                            queue.add(task);
                            queue.take();
                        }),
                () -> {});
    }

    @Test
    void whatAThiefTookAndHasRunIsNotKept() {
        RunQueue thief = new RunQueue();
        awaitGarbage(
                fill(
                        task -> {
                            queue.add(task);
                            queue.add(task);
                            queue.add(task);
                            thief.takeHalfOf(queue);
                            thief.take();
                            queue.take();
                        }),
                queue::forget);
    }

    private static List<WeakReference<Runnable>> fill(Consumer<Runnable> use) {
        List<WeakReference<Runnable>> used = new ArrayList<>();
        for (int lap = 0; lap < 3 * RunQueue.SIZE; lap++) {
            Runnable task = new Numbered(lap);
            used.add(new WeakReference<>(task));
            use.accept(task);
        }
        return used;
    }

    private static void awaitGarbage(List<WeakReference<Runnable>> taken, Runnable forget) {
        forget.run();
        while (taken.stream().anyMatch(task -> task.get() != null)) {
            System.gc(); // or the test's time is up
        }
    }

    @Test
    void forgettingKeepsWhatWaits() {
        for (int i = 0; i < 3 * RunQueue.SIZE; i++) {
            queue.add(new Numbered(i));
            if (i >= 100) {
                assertThat(queue.poll()).isEqualTo(new Numbered(i - 100));
            }
        }
        queue.forget();
        for (int i = 3 * RunQueue.SIZE - 100; i < 3 * RunQueue.SIZE; i++) {
            assertThat(queue.poll()).isEqualTo(new Numbered(i));
        }
    }

    /** The owner adds, takes and forgets; two take single ones, two take halves into queues of their own. */
    @Test
    void eachTaskIsTakenOnceWhateverTheThievesDo() throws InterruptedException {
        int tasks = 1_000_000;
        AtomicInteger left = new AtomicInteger(tasks);
        List<Catch> catches = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            boolean halves = i % 2 == 0;
            catches.add(
                    new Catch() {
                        private final RunQueue own = new RunQueue();

                        @Override
                        void steal() {
                            note(halves ? own.takeHalfOf(queue) : queue.poll());
                            for (Runnable task = own.poll(); task != null; task = own.poll()) {
                                note(task);
                            }
                        }
                    }.start(left));
        }
        Catch own = new Catch();
        own.left = left;
        for (int i = 0; i < tasks; i++) {
            Runnable task = new Numbered(i);
            while (queue.isFull()) {
                own.note(queue.take());
            }
            queue.add(task);
            if (i % 61 == 0) {
                queue.forget();
            }
            if (i % 3 == 0) {
                own.note(queue.take());
            }
        }
        while (left.get() > 0) {
            own.note(queue.take());
        }
        BitSet all = own.taken;
        int sum = own.taken.cardinality();
        for (Catch one : catches) {
            one.thread.join();
            all.or(one.taken);
            sum += one.taken.cardinality();
        }
        assertThat(own.count + catches.stream().mapToInt(one -> one.count).sum()).isEqualTo(tasks);
        assertThat(sum).isEqualTo(tasks);
        assertThat(all.cardinality()).isEqualTo(tasks);
    }

    /** What one of those who take has got. */
    private static class Catch {
        final BitSet taken = new BitSet();
        int count;
        AtomicInteger left = new AtomicInteger();
        Thread thread = Thread.currentThread();

        void steal() {}

        Catch start(AtomicInteger toDo) {
            left = toDo;
            thread =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        while (left.get() > 0) {
                                            steal();
                                        }
                                    });
            return this;
        }

        void note(Runnable task) {
            if (task instanceof Numbered(int number)) {
                taken.set(number);
                count++;
                left.decrementAndGet();
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
