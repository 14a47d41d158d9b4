package dev.handoff.verify;

import dev.handoff.Tick;

import java.util.ArrayList;
import java.util.List;

/** What one process has seen itself do. Written by that process, read when it has ended or all are stuck. */
final class Journal {
    /* A value says where it comes from: { process: 23 bits, line: 8 bits, number in that process: 32 bits }. */

    final int process;
    private int sends;

    /** Sent, as the send said. */
    final List<Long> accepted = new ArrayList<>();

    /** Perhaps sent: offered by a select. */
    final List<Long> doubtful = new ArrayList<>();

    /** Batches of which perhaps only the first values were sent, or none. */
    final List<List<Long>> cutShort = new ArrayList<>();

    /** Received, in the order of the returns. */
    final List<Long> received = new ArrayList<>();

    /** What the shared ticker gave. */
    final List<Tick> ticks = new ArrayList<>();

    /** What the shared one-shot timer gave. */
    final List<Tick> onlyTick = new ArrayList<>();

    /** Whether it was told that the shared one-shot timer has ended. */
    boolean onlyTickIsOver;

    Journal(int process) {
        this.process = process;
    }

    long newValue(Line line) {
        return (long) process << 40 | (long) line.number << 32 | sends++;
    }

    static int processOf(long value) {
        return (int) (value >>> 40);
    }

    static int lineOf(long value) {
        return (int) (value >>> 32) & 0xff;
    }

    static int numberOf(long value) {
        return (int) value;
    }

    static String describe(long value) {
        return "value %d of process %d on line %d"
                .formatted(numberOf(value), processOf(value), lineOf(value));
    }
}
