package dev.handoff.check;

import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A turn that an exploration has seen: what others could notice of it. It keeps nothing of the run.
 *
 * @param process the key of the process
 * @param op the operation; null if the process began
 * @param ops what was done to each of the objects
 * @param objects channels, scopes, tasks and variables, by their numbers
 * @param processes the keys of the other processes in whose waits it had a hand
 * @param resumed whether it was the rest of the operation, after a sleep
 * @param parked whether it ended with a sleep in the middle of the operation
 * @param plain whether {@link Waits} knows what the operation waits for
 * @param capacity of the channel to which it has sent
 * @param after it could come only after all turns before this one, because time has passed; 0 if that is not so
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Event(
        long process,
        @Nullable Op op,
        Op[] ops,
        long[] objects,
        long[] processes,
        boolean resumed,
        boolean parked,
        boolean plain,
        int capacity,
        int after) {

    static Event of(Transition turn, long[] processes, boolean plain) {
        return new Event(
                turn.process.key,
                turn.op,
                turn.ops(),
                turn.objects(),
                processes,
                turn.resumed,
                turn.process.state == ControlledProcess.State.PARKED,
                plain,
                turn.capacity,
                turn.after);
    }

    /** The same event with less to be noticed. */
    Event with(long[] fewerObjects, long[] fewerProcesses) {
        return with(ops, fewerObjects, fewerProcesses);
    }

    /** The same event without what it has added to a trace of the matches; see {@link MatchTrace}. */
    Event unmarked() {
        if (!isMarked()) {
            return this;
        }
        int[] kept = IntStream.range(0, ops.length).filter(i -> ops[i] != Op.MARK).toArray();
        return with(
                Arrays.stream(kept).mapToObj(i -> ops[i]).toArray(Op[]::new),
                Arrays.stream(kept).mapToLong(i -> objects[i]).toArray(),
                processes);
    }

    /** The same event without what it has done to its first object, which is the channel of an operation on one. */
    Event beyondFirst() {
        return with(
                Arrays.copyOfRange(ops, 1, ops.length),
                Arrays.copyOfRange(objects, 1, objects.length),
                processes);
    }

    private Event with(Op[] otherOps, long[] otherObjects, long[] otherProcesses) {
        return new Event(
                process,
                op,
                otherOps,
                otherObjects,
                otherProcesses,
                resumed,
                parked,
                plain,
                capacity,
                after);
    }

    /** Whether it belongs to a trace of the matches; a mark does even where no trace is kept. */
    boolean isMarked() {
        return Arrays.asList(ops).contains(Op.MARK);
    }

    /** Whether a turn of another run has begun and gone on like this one. */
    boolean isOf(Transition turn) {
        return turn.op == op
                && turn.process.key == process
                && turn.resumed == resumed
                && Arrays.equals(turn.ops(), ops)
                && Arrays.equals(turn.objects(), objects);
    }

    /** Whether the process now waits in a select. */
    boolean selects() {
        return parked && op == Op.SELECT;
    }

    boolean touches(long object) {
        return contains(objects, object);
    }

    boolean hasAHandIn(long other) {
        return contains(processes, other);
    }

    /** Whether it is an access to a variable that is watched for races. */
    boolean accesses() {
        return op == Op.READ || op == Op.WRITE;
    }

    /** Whether it does {@code op} to {@code object}. */
    boolean does(Op op, long object) {
        for (int i = 0; i < objects.length; i++) {
            if (objects[i] == object && ops[i] == op) {
                return true;
            }
        }
        return false;
    }

    boolean sharesProcessWith(Event other) {
        return process == other.process
                || hasAHandIn(other.process)
                || other.hasAHandIn(process)
                || intersect(processes, other.processes);
    }

    private static boolean intersect(long[] some, long[] others) {
        for (long each : some) {
            if (contains(others, each)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(long[] some, long one) {
        for (long each : some) {
            if (each == one) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return process
                + (resumed ? " resumes " : " ")
                + Arrays.toString(ops)
                + Arrays.toString(objects)
                + Arrays.toString(processes);
    }
}
