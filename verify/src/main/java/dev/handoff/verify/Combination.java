package dev.handoff.verify;

import dev.handoff.check.Program;
import dev.handoff.spi.Scheduling;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Some operations, each by an actor of its own, on a line that holds some values: a program whose schedules are to be
 * explored. Throws what is against the laws.
 *
 * @param setting the kind of the lines, and what the first holds
 * @param operations the operation of each actor; those that interrupt come last
 */
record Combination(Combinations.Setting setting, List<Operation> operations) implements Program {
    @Override
    public void run() {
        run(UnaryOperator.identity());
    }

    /** Runs it with what stands between the library and the controlled scheduling. */
    void run(UnaryOperator<Scheduling> schedulings) {
        Stage stage = new Stage();
        stage.play(schedulings, () -> begin(stage), operations.size());
    }

    private void begin(Stage stage) {
        Line first = stage.addLine(setting.store());
        stage.addLine(setting.store());
        Actor starter = stage.addActor();
        for (int i = 0; i < setting.stored(); i++) {
            starter.trySend(first);
        }
        for (Operation operation : operations) {
            Actor actor = stage.addActor();
            stage.addThread(
                    operation.toString(), () -> actor.attempt(() -> run(operation, actor, stage)));
        }
        stage.start();
    }

    private static void run(Operation operation, Actor actor, Stage stage)
            throws InterruptedException {
        boolean wasTold = false;
        try {
            operation.run(actor, stage);
        } catch (InterruptedException e) {
            wasTold = true;
            throw e;
        } finally {
            stage.judgeInterrupt(wasTold);
        }
    }

    @Override
    public String toString() {
        return operations + " on " + setting;
    }
}
