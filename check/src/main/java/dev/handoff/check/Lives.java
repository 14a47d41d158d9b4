package dev.handoff.check;

import java.util.Arrays;
import java.util.List;

/** What each process of a {@link Diagram} does, from row to row. */
final class Lives {
    private final List<Diagram.Change> changes;
    private final Diagram.Life[] lives;
    private int next;

    /** Before the first row. */
    Lives(Diagram diagram) {
        this.changes = diagram.changes();
        this.lives = new Diagram.Life[diagram.columns().size()];
        Arrays.fill(lives, Diagram.Life.ABSENT);
    }

    /** Goes on to a later row; the number of rows stands for what comes after the last. */
    void goOnTo(int row) {
        while (next < changes.size() && changes.get(next).row() <= row) {
            Diagram.Change change = changes.get(next++);
            lives[change.column()] = change.life();
        }
    }

    Diagram.Life of(int column) {
        return lives[column];
    }
}
