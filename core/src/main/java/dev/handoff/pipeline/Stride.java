package dev.handoff.pipeline;

import dev.handoff.Deadline;
import dev.handoff.internal.ChoicePoint;

import java.time.Duration;

/**
 * How many values a loop that does not wait pushes before it looks for an interrupt again: as many as take some
 * microseconds. The loop may be that of a source, over a list that has come, or of a gatherer. So a loop that is
 * stopped does not begin with many more values that take long each, and short ones are not held up by the looks
 * (ADR 17).
 */
final class Stride {
    static final int LONGEST = 1024;

    private static final long NANOS = 20_000;

    private final ChoicePoint choicePoint = new ChoicePoint();
    private int length = 4;
    private int left;
    private long begin = now();

    /** Called before each value, where values are not counted otherwise: looks for an interrupt if it is time to. */
    void step() throws InterruptedException {
        if (left == 0) {
            left = next();
        }
        left--;
    }

    /** Looks for an interrupt; answers how many values come before the next look. */
    int next() throws InterruptedException {
        choicePoint.reach();
        Boundary.throwIfOver();
        long now = now();
        long took = now - begin;
        if (took < NANOS / 2) {
            length = Math.min(2 * length, LONGEST);
        } else if (took > NANOS) {
            length = (int) Math.max(length * NANOS / took, 1);
        }
        begin = now;
        return length;
    }

    /** By the clock of the program, which may be virtual. */
    private static long now() {
        return Deadline.in(Duration.ZERO).nanoTime();
    }
}
