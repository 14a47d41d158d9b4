package dev.handoff.verify;

import dev.handoff.Scope;
import dev.handoff.ScopeBuilder;
import dev.handoff.check.Program;
import dev.handoff.spi.Scheduling;
import dev.handoff.verify.RandomProcess.Habits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * A small random program under a controlled scheduling; throws what is wrong. What it does is a function of its seed and
 * of the schedule.
 */
final class RandomProgram implements Program {
    private static final int MOST_STEPS = 8;
    private static final int MOST_PROCESSES = 5;

    /** How deep scopes may be within scopes. */
    private static final int MOST_DEPTH = 3;

    /** One step in so many opens a scope, and twice as many cancel one. */
    private static final int SCOPE_EVERY = 30;

    /** A bound that is never met: each interrupt leaves less to be done when all are stuck. */
    private static final int MOST_WAITS = 1_000;

    private final long seed;
    private final UnaryOperator<Scheduling> schedulings;
    private SplittableRandom random;
    private Stage stage;
    private RandomProcess.Clocks clocks;
    private Habits habits;
    private int stuckTimes;

    RandomProgram(long seed) {
        this(seed, UnaryOperator.identity());
    }

    /** Makes a program, with what stands between the library and the controlled scheduling. */
    RandomProgram(long seed, UnaryOperator<Scheduling> schedulings) {
        this.seed = seed;
        this.schedulings = schedulings;
    }

    @Override
    public void run() {
        random = new SplittableRandom(~seed);
        stage = new Stage();
        stuckTimes = stage.play(schedulings, this::begin, MOST_WAITS);
    }

    /** How often all that were left have waited, in the last run. */
    int stuckTimes() {
        return stuckTimes;
    }

    private void begin() {
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            stage.addLine(Line.Store.random(random));
        }
        clocks = RandomProcess.Clocks.start();
        habits = new Habits(random.nextInt(6000), random.nextInt(4000), random.nextInt(8000), true);
        int steps = random.nextInt(1, MOST_STEPS + 1);
        for (int i = random.nextInt(2, MOST_PROCESSES + 1); i > 0; i--) {
            RandomProcess process = newProcess();
            stage.addThread(
                    "process " + process.actor.journal.process, () -> live(process, steps, 0));
        }
        stage.start();
    }

    private RandomProcess newProcess() {
        return new RandomProcess(
                stage.addActor(), stage.lines, clocks, random.nextLong(), habits, this::victim);
    }

    private Thread victim() {
        return stage.noteVictim(stage.thread(random.nextInt(stage.threadCount())));
    }

    /** Lives within so many scopes. */
    private void live(RandomProcess process, int steps, int depth) {
        for (int i = 0; i < steps; i++) {
            step(process, depth);
        }
    }

    private void step(RandomProcess process, int depth) {
        int rare = random.nextInt(SCOPE_EVERY);
        if (rare == 0 && depth < MOST_DEPTH) {
            boolean wasTold = liveInAScope(process, depth + 1);
            if (depth == 0) {
                stage.requireNoInterrupt(wasTold);
            }
        } else if (rare <= 2 && !stage.scopes().isEmpty()) {
            stage.scopes().get(random.nextInt(stage.scopes().size())).cancel();
        } else {
            process.step();
            if (depth == 0) {
                stage.judgeInterrupt(process.actor.wasToldOfInterrupt());
            }
        }
    }

    // ---- in scopes

    /** Returns whether the scope says that it was interrupted. */
    private boolean liveInAScope(RandomProcess process, int depth) {
        List<RandomScope.Part> processes = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            RandomProcess child = newProcess();
            int steps = random.nextInt(1, 4);
            boolean fails = random.nextInt(6) == 0;
            processes.add(
                    in -> {
                        liveIn(in, child, steps, depth);
                        if (fails) {
                            in.fail();
                        }
                    });
        }
        int steps = random.nextInt(4);
        boolean joins = random.nextBoolean();
        ScopeBuilder builder = Scope.named("scope " + stage.scopes().size());
        if (random.nextInt(4) == 0) {
            builder.supervised();
        }
        if (random.nextInt(4) == 0) {
            builder.deadline(Duration.ofNanos(random.nextInt(5) * 40_000L));
        }
        return stage.addScope()
                .run(
                        builder,
                        in -> {
                            liveIn(in, process, steps, depth);
                            if (joins) {
                                in.joinAll();
                            }
                        },
                        processes);
    }

    /** A step may hear an interrupt and be over: a process that has been cancelled does no more. */
    private void liveIn(RandomScope scope, RandomProcess process, int steps, int depth) {
        for (int i = 0; i < steps && !scope.isCancelled(); i++) {
            step(process, depth);
        }
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
