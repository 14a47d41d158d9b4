package dev.handoff.verify;

import dev.handoff.check.Program;
import dev.handoff.spi.Scheduling;
import dev.handoff.verify.RandomProcess.Habits;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** A small random program, a function of its seed, to be run once under a controlled scheduling; throws what is wrong. */
final class RandomProgram implements Program {
    private static final int MOST_STEPS = 8;
    private static final int MOST_PROCESSES = 5;

    private final long seed;
    private final UnaryOperator<Scheduling> schedulings;
    private final SplittableRandom random;
    private final Stage stage = new Stage();
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
        stuckTimes = stage.finish(MOST_STEPS * MOST_PROCESSES);
    }

    int stuckTimes() {
        return stuckTimes;
    }

    private void begin() {
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            stage.addLine(Line.Store.random(random));
        }
        RandomProcess.Clocks clocks = RandomProcess.Clocks.start();
        Habits habits =
                new Habits(random.nextInt(6000), random.nextInt(4000), random.nextInt(8000));
        int steps = random.nextInt(1, MOST_STEPS + 1);
        for (int i = random.nextInt(2, MOST_PROCESSES + 1); i > 0; i--) {
            Actor actor = stage.addActor();
            RandomProcess process =
                    new RandomProcess(
                            actor, stage.lines, clocks, random.nextLong(), habits, this::victim);
            stage.addThread("process " + actor.journal.process, () -> live(process, steps));
        }
        stage.start();
    }

    private Thread victim() {
        return stage.thread(random.nextInt(stage.threadCount()));
    }

    private static void live(RandomProcess process, int steps) {
        for (int i = 0; i < steps; i++) {
            process.step();
        }
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
