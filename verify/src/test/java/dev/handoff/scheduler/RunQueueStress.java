package dev.handoff.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A carrier's queue: its owner and a thief. Each task is taken once, the oldest first. */
public final class RunQueueStress {
    private RunQueueStress() {}

    private record Task(int number) implements Runnable {
        @Override
        public void run() {}
    }

    /** Of a full queue, and one more. */
    private static final Task[] TASKS = new Task[RunQueue.SIZE + 2];

    static {
        for (int i = 0; i < TASKS.length; i++) {
            TASKS[i] = new Task(i);
        }
    }

    private static int number(Runnable task) {
        return task instanceof Task(int number) ? number : 0;
    }

    /** With the tasks from 1 to {@code last}. */
    private static RunQueue queue(int last) {
        RunQueue queue = new RunQueue(-1); // the positions pass zero
        for (int i = 1; i <= last; i++) {
            queue.add(TASKS[i]);
        }
        return queue;
    }

    /** One is taken and half is taken. */
    @JCStressTest
    @Outcome(id = "1, 20, 3", expect = ACCEPTABLE, desc = "The owner was first.")
    @Outcome(id = "3, 12, 0", expect = ACCEPTABLE, desc = "The thief was first.")
    @Outcome(expect = FORBIDDEN, desc = "One was taken twice, or lost.")
    @State
    public static class OwnerTakesAgainstThief {
        final RunQueue queue = queue(3);
        final RunQueue thief = new RunQueue();

        @Actor
        public void owner(III_Result r) {
            r.r1 = number(queue.take());
        }

        @Actor
        public void thief(III_Result r) {
            r.r2 = 10 * number(thief.takeHalfOf(queue)) + number(thief.poll());
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = number(queue.poll());
        }
    }

    /** One is added and taken, and half is taken. */
    @JCStressTest
    @Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "The owner was first.")
    @Outcome(id = "2, 1, 0", expect = ACCEPTABLE, desc = "The thief was first.")
    @Outcome(expect = FORBIDDEN, desc = "One was taken twice, or lost.")
    @State
    public static class OwnerAddsAgainstThief {
        final RunQueue queue = queue(1);
        final RunQueue thief = new RunQueue();

        @Actor
        public void owner(III_Result r) {
            queue.add(TASKS[2]);
            r.r1 = number(queue.take());
        }

        @Actor
        public void thief(III_Result r) {
            r.r2 = number(thief.takeHalfOf(queue));
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = number(queue.poll());
        }
    }

    /** Two thieves; the owner forgets meanwhile. */
    @JCStressTest
    @Outcome(id = "12, 3, 40", expect = ACCEPTABLE, desc = "One thief was first.")
    @Outcome(id = "23, 1, 40", expect = ACCEPTABLE, desc = "The other one was first.")
    @Outcome(expect = FORBIDDEN, desc = "One was taken twice, or lost.")
    @State
    public static class ThiefAgainstThief {
        final RunQueue queue = queue(4);
        final RunQueue thief = new RunQueue();

        @Actor
        public void half(III_Result r) {
            r.r1 = 10 * number(thief.takeHalfOf(queue)) + number(thief.take());
        }

        @Actor
        public void one(III_Result r) {
            r.r2 = number(queue.poll());
        }

        @Actor
        public void owner() {
            queue.forget();
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = 10 * number(queue.take()) + number(queue.take());
        }
    }

    /** A full queue: what is added comes into the slot that is being taken from. */
    @JCStressTest
    @Outcome(id = "1, 2, 3", expect = ACCEPTABLE, desc = "The owner was first.")
    @Outcome(id = "2, 1, 3", expect = ACCEPTABLE, desc = "The thief was first.")
    @Outcome(expect = FORBIDDEN, desc = "One was taken twice, or lost.")
    @State
    public static class OwnerFillsTheSlotAgainstThief {
        final RunQueue queue = queue(RunQueue.SIZE);

        @Actor
        public void owner(III_Result r) {
            r.r1 = number(queue.take());
            queue.forget();
            queue.add(TASKS[RunQueue.SIZE + 1]);
        }

        @Actor
        public void thief(III_Result r) {
            r.r2 = number(queue.poll());
        }

        /** What is left: the first of them, if all are there in their order, and nothing else. */
        @Arbiter
        public void rest(III_Result r) {
            int first = number(queue.poll());
            int last = first;
            int next;
            while ((next = number(queue.poll())) == last + 1) {
                last = next;
            }
            r.r3 = last == RunQueue.SIZE + 1 && next == 0 ? first : -last;
        }
    }
}
