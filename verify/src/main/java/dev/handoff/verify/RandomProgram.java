package dev.handoff.verify;

import dev.handoff.check.Program;
import dev.handoff.check.VirtualTime;
import dev.handoff.spi.Scheduling;
import dev.handoff.verify.RandomProcess.Habits;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** A small random program, a function of its seed, to be run once under a controlled scheduling; throws what is wrong. */
final class RandomProgram implements Program {
    /* Overview
     *
     *   begin lines and processes; then, again and again, let them go on until all have ended or wait
     *   some wait:  is each wait hopeless by the rules?  then interrupt them, and go on
     *   all ended:  the ledger must be balanced, nobody counted as waiting
     */
    private static final int MOST_STEPS = 8;
    private static final int MOST_PROCESSES = 5;

    private final long seed;
    private final UnaryOperator<Scheduling> schedulings;
    private final SplittableRandom random;
    private final List<Line> lines = new ArrayList<>();
    private final List<RandomProcess> processes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Thread> alive = new ArrayList<>();
    private int stuckTimes;

    RandomProgram(long seed) {
        this(seed, UnaryOperator.identity());
    }

    /** With what stands between the library and the controlled scheduling. */
    RandomProgram(long seed, UnaryOperator<Scheduling> schedulings) {
        this.seed = seed;
        this.schedulings = schedulings;
        this.random = new SplittableRandom(~seed);
    }

    @Override
    public void run() {
        Scheduling.within(schedulings.apply(Scheduling.current()), this::begin);
        VirtualTime.settleForGood();
        while (!alive.isEmpty()) {
            require(Quiet.problems(actors(), lines));
            if (++stuckTimes > MOST_STEPS * MOST_PROCESSES) {
                throw new AssertionError("interrupts do not end the waits of " + alive);
            }
            List.copyOf(alive).forEach(Thread::interrupt);
            VirtualTime.settleForGood();
        }
        require(Ledger.problems(actors().stream().map(actor -> actor.journal).toList(), lines));
    }

    private static void require(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new AssertionError(String.join("\n  ", problems));
        }
    }

    private List<Actor> actors() {
        return processes.stream().map(process -> process.actor).toList();
    }

    int stuckTimes() {
        return stuckTimes;
    }

    private void begin() {
        Scheduling scheduling = Scheduling.current();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            lines.add(new Line(lines.size(), Line.Store.random(random)));
        }
        RandomProcess.Clocks clocks = RandomProcess.Clocks.start();
        Habits habits =
                new Habits(random.nextInt(6000), random.nextInt(4000), random.nextInt(8000));
        int steps = random.nextInt(1, MOST_STEPS + 1);
        for (int i = random.nextInt(2, MOST_PROCESSES + 1); i > 0; i--) {
            RandomProcess process =
                    new RandomProcess(
                            processes.size(),
                            lines,
                            clocks,
                            random.nextLong(),
                            habits,
                            this::victim);
            threads.add(
                    scheduling.newThread(
                            "process " + processes.size(), () -> live(process, steps)));
            processes.add(process);
        }
        alive.addAll(threads);
        threads.forEach(scheduling::start);
    }

    private Thread victim() {
        return threads.get(random.nextInt(threads.size()));
    }

    private void live(RandomProcess process, int steps) {
        for (int i = 0; i < steps; i++) {
            process.step();
        }
        alive.remove(Thread.currentThread());
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
