package dev.handoff.verify;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.verify.RandomProcess.Habits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** {@code verify/run soak [--minutes M] [--seed S]}: rounds of random processes on the real machine. */
final class Soak {
    /* Overview
     *
     *   round:  some lines, some processes, half of them virtual and in a scope, half platform threads
     *           all do random things for a tenth of a second, closes, cancels and interrupts among them
     *   end:    lines are closed and cancelled, or the scope is; then everybody must come home within a minute,
     *           the ledger must be balanced, and nobody may be counted as waiting
     *   before: as soon as all rest, no process may wait for what is there, as the close would free it; in half of the
     *           rounds no select offers both ends of one line, so that none is at both ends when it waits
     *
     * The seed makes the processes, the machine the schedule: a failure need not come again with its seed. A hang
     * leaves a thread dump that shows the virtual threads, too.
     */
    /** How many steps there are in a round at the least; mostly some thousand. */
    private static final long LEAST_STEPS = 100;

    /** In so many rounds there is at least one look at a line at which all rest; there is one in most rounds. */
    private static final long ROUNDS_PER_LOOK = 10;

    private static final Duration ROUND = Duration.ofMillis(100);

    /** How often it is looked whether all rest, with half a millisecond between two looks. */
    private static final int LOOKS_FOR_REST = 100;

    /** How long somebody may look stranded, on a machine that stalls. */
    private static final Duration FOR_GOOD = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final long seed;
    private final SplittableRandom random;
    private final List<Line> lines = new ArrayList<>();
    private final List<RandomProcess> processes = new ArrayList<>();
    private final AtomicReferenceArray<Thread> threads;
    private final List<Throwable> failures = new ArrayList<>();

    /** What was received when all was over. */
    private final Journal last = new Journal(1 << 20);

    private final RandomProcess.Clocks clocks = RandomProcess.Clocks.start();
    private final Counts counts;
    private boolean bothEnds;
    private volatile boolean stopped;

    /** What has been done in all rounds: so many steps, and looks at lines at which all rested. */
    private record Counts(LongAdder steps, LongAdder looks) {
        Counts() {
            this(new LongAdder(), new LongAdder());
        }

        /** Throws an {@link AssertionError} if that is hardly anything. */
        void requireEnough(long rounds) {
            if (steps.sum() < LEAST_STEPS * rounds || looks.sum() < rounds / ROUNDS_PER_LOOK) {
                throw new AssertionError("hardly anything was done: " + this);
            }
        }

        @Override
        public String toString() {
            return "%d steps, %d looks at resting lines".formatted(steps.sum(), looks.sum());
        }
    }

    /** One round. */
    private Soak(long seed, Counts counts) {
        this.seed = seed;
        this.counts = counts;
        this.random = new SplittableRandom(seed);
        this.threads = new AtomicReferenceArray<>(random.nextInt(4, 40));
    }

    static void main(String[] args) throws InterruptedException {
        Options options = new Options(args, "minutes", "seed");
        long seed = options.seed();
        int minutes = options.count("minutes", 30);
        System.out.println("soak: " + minutes + " minutes from seed " + seed);
        System.out.println("soak: " + run(seed, Duration.ofMinutes(minutes)));
    }

    /** A line that sums up; throws an {@link AssertionError} at the first failure. */
    static String run(long first, Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        long seed = first;
        Counts counts = new Counts();
        do {
            List<String> problems = new Soak(seed, counts).round();
            if (!problems.isEmpty()) {
                throw new AssertionError(
                        "round with seed %d: %s".formatted(seed, String.join("\n  ", problems)));
            }
            seed++;
        } while (System.nanoTime() - until < 0);
        counts.requireEnough(seed - first);
        return "%d rounds, %s, nothing lost".formatted(seed - first, counts);
    }

    private List<String> round() throws InterruptedException {
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            lines.add(new Line(lines.size(), Line.Store.random(random)));
        }
        boolean quiet = random.nextInt(3) == 0;
        bothEnds = random.nextBoolean();
        Habits habits =
                quiet
                        ? new Habits(0, 0, random.nextInt(500), bothEnds)
                        : new Habits(
                                random.nextInt(100),
                                random.nextInt(50),
                                random.nextInt(2000),
                                bothEnds);
        Hang.orReport(PATIENCE, "soak", seed, lines, () -> runScope(habits));
        List<String> problems = new ArrayList<>();
        synchronized (failures) {
            failures.forEach(failure -> problems.add("a process failed: " + failure));
        }
        List<Journal> journals = new ArrayList<>(List.of(last));
        processes.forEach(process -> journals.add(process.actor.journal));
        problems.addAll(Ledger.problems(journals, lines));
        return problems;
    }

    private void runScope(Habits habits) {
        try {
            Scope.run(
                    scope -> {
                        List<Thread> platform = new ArrayList<>();
                        for (int i = 0; i < threads.length(); i++) {
                            RandomProcess process = newProcess(i, habits);
                            if (random.nextBoolean()) {
                                scope.go("process " + i, () -> live(process));
                            } else {
                                platform.add(
                                        Thread.ofPlatform()
                                                .name("process " + i)
                                                .start(() -> live(process)));
                            }
                        }
                        Thread.sleep(ROUND);
                        stopped = true;
                        findStranded();
                        endLines();
                        if (random.nextBoolean()) {
                            scope.cancel();
                        }
                        joinAll(platform);
                    });
        } catch (Throwable t) {
            fail(t);
        }
    }

    private RandomProcess newProcess(int number, Habits habits) {
        RandomProcess process =
                new RandomProcess(
                        new Actor(number), lines, clocks, random.nextLong(), habits, this::victim);
        processes.add(process);
        return process;
    }

    /** The thread of a process that has begun; if there is none, the caller. */
    private Thread victim() {
        int first = (int) (System.nanoTime() & 0xffff) % threads.length();
        for (int i = 0; i < threads.length(); i++) {
            Thread thread = threads.get((first + i) % threads.length());
            if (thread != null) {
                return thread;
            }
        }
        return Thread.currentThread();
    }

    private void live(RandomProcess process) {
        threads.set(process.actor.journal.process, Thread.currentThread());
        long count = 0;
        try {
            while (!stopped) {
                if (!process.step() && allEnded()) {
                    break;
                }
                count++;
            }
        } catch (Throwable t) {
            fail(t);
        }
        counts.steps.add(count);
    }

    private boolean allEnded() {
        return lines.stream().allMatch(line -> line.ended() != Line.Ended.NO);
    }

    private void fail(Throwable failure) {
        synchronized (failures) {
            failures.add(failure);
        }
    }

    /** Looks for a lost wake-up: a process that waits although what it waits for is there. */
    private void findStranded() {
        if (!awaitRest()) {
            return; // somebody has a long wait with a limit
        }
        for (Line line : lines) {
            counts.looks.increment();
            if (isStrandedForGood(line.channel)) {
                fail(new AssertionError("waits for what is there: " + describe(line.channel)));
                return;
            }
        }
    }

    /** One who was unparked, and has no core yet, looks as if it waited, but not for so long. */
    private boolean isStrandedForGood(Channel<Long> channel) {
        long begin = System.nanoTime();
        while (isStranded(channel)) {
            if (System.nanoTime() - begin > FOR_GOOD.toNanos()) {
                return true;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return false;
    }

    private boolean isStranded(Channel<Long> channel) {
        return isStranded(
                channel.waitingSenders(),
                channel.waitingReceivers(),
                channel.size(),
                channel.capacity(),
                bothEnds);
    }

    /** Whether a process waits for what is there; with {@code bothEnds} one select may be a sender and a receiver. */
    static boolean isStranded(
            int senders, int receivers, int size, int capacity, boolean bothEnds) {
        boolean isOneSelect = bothEnds && senders == 1 && receivers == 1;
        return (senders > 0 && size < capacity)
                || (receivers > 0 && size > 0)
                || (senders > 0 && receivers > 0 && !isOneSelect);
    }

    private static String describe(Channel<Long> channel) {
        return "%s with %d in it, %d wait to send and %d to receive"
                .formatted(
                        channel,
                        channel.size(),
                        channel.waitingSenders(),
                        channel.waitingReceivers());
    }

    /** Whether all have ended or wait for ever, at three looks in a row. */
    private boolean awaitRest() {
        int atRest = 0;
        for (int looks = 0; atRest < 3 && looks < LOOKS_FOR_REST; looks++) {
            LockSupport.parkNanos(500_000);
            atRest = areAllAtRest() ? atRest + 1 : 0;
        }
        return atRest == 3;
    }

    private boolean areAllAtRest() {
        for (int i = 0; i < threads.length(); i++) {
            Thread thread = threads.get(i);
            if (thread == null
                    || (thread.getState() != Thread.State.WAITING
                            && thread.getState() != Thread.State.TERMINATED)) {
                return false;
            }
        }
        return true;
    }

    /** Frees all processes: a close frees the receivers, a cancel the senders. */
    private void endLines() {
        for (Line line : lines) {
            line.noteEndBegun();
            line.channel.close();
            if (line.channel.size() == 0 || random.nextBoolean()) {
                line.channel.cancel();
                line.noteEnded(Line.Ended.CANCELLED);
            } else {
                drain(line);
            }
        }
    }

    /** A closed line takes no new values, so this frees all processes that wait to send. */
    private void drain(Line line) {
        boolean isOver = line.isEndTold();
        for (Long value; (value = line.channel.tryReceiveOrNull()) != null; ) {
            last.received.add(value);
            if (isOver) {
                fail(
                        new AssertionError(
                                line + " gave " + Journal.describe(value) + " after its end"));
            }
        }
    }

    private static void joinAll(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (true) {
                try {
                    thread.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
