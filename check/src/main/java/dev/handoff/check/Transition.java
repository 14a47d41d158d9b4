package dev.handoff.check;

import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * What a process does in one turn: an operation and all that follows, until it is about to do the next, or sleeps, or
 * ends. The objects are those that it touches; more are added while it happens.
 */
final class Transition {
    private static final long[] NONE = {};
    private static final Op[] NO_OPS = {};

    final ControlledProcess process;

    /** Null if the process begins. */
    final @Nullable Op op;

    /** Whether it is the rest of the operation, after a sleep in the middle of it. */
    final boolean resumed;

    /** Whether the process leaves queues in that rest: it was not matched, or stood in several queues. */
    final boolean leavesQueues;

    /** Channels, scopes, tasks and variables, by their numbers. */
    private long[] objects;

    private Op[] ops;

    /** The keys of the processes that it has woken, started or interrupted. */
    private long[] woken = NONE;

    private boolean interrupts;

    /** The capacity of the channel to which it has sent. */
    int capacity;

    /**
     * It could come only after all turns before this number, because time passes only when nobody can go on; 0 if that
     * is not so.
     */
    int after;

    private Transition(
            ControlledProcess process,
            @Nullable Op op,
            boolean resumed,
            boolean leavesQueues,
            Op[] ops,
            long[] objects) {
        this.process = process;
        this.op = op;
        this.resumed = resumed;
        this.leavesQueues = leavesQueues;
        this.ops = ops;
        this.objects = objects;
    }

    static Transition begin(ControlledProcess process) {
        return new Transition(process, null, false, false, NO_OPS, NONE);
    }

    static Transition of(ControlledProcess process, Op op, long[] objects) {
        Op[] ops = new Op[objects.length];
        Arrays.fill(ops, op);
        return new Transition(process, op, false, false, ops, objects);
    }

    /** What follows a sleep. A process that was matched touches nothing more, but one that must leave queues does. */
    static Transition resume(Transition slept, boolean leavesQueues) {
        return new Transition(
                slept.process,
                slept.op,
                true,
                leavesQueues,
                leavesQueues ? slept.ops : NO_OPS,
                leavesQueues ? slept.objects : NONE);
    }

    /** Not to be changed. */
    long[] objects() {
        return objects;
    }

    /** What is done to each of the objects. Not to be changed. */
    Op[] ops() {
        return ops;
    }

    /** Not to be changed. */
    long[] woken() {
        return woken;
    }

    void touches(Op how, long object) {
        for (int i = 0; i < objects.length; i++) {
            if (objects[i] == object && ops[i] == how) {
                return;
            }
        }
        int length = objects.length;
        objects = Arrays.copyOf(objects, length + 1);
        objects[length] = object;
        ops = Arrays.copyOf(ops, length + 1);
        ops[length] = how;
    }

    void interrupts(ControlledProcess other) {
        interrupts = true;
        if (other.key != process.key) {
            wakes(other);
        }
    }

    /** Whether it has interrupted anybody, itself included. */
    boolean interrupts() {
        return interrupts;
    }

    void wakes(ControlledProcess other) {
        for (long key : woken) {
            if (key == other.key) {
                return;
            }
        }
        woken = Arrays.copyOf(woken, woken.length + 1);
        woken[woken.length - 1] = other.key;
    }

    @Override
    public String toString() {
        return process
                + (op == null ? " begins" : " " + op)
                + (resumed ? " goes on " : " ")
                + Arrays.toString(objects);
    }
}
