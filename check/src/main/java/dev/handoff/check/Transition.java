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

    final ControlledProcess process;

    /** Null if the process begins. */
    final @Nullable Op op;

    /** Whether it is the rest of the operation, after a sleep in the middle of it. */
    final boolean resumed;

    /** Channels, scopes, tasks and variables, by their numbers. */
    private long[] objects;

    /** The keys of the processes that it has woken, started or interrupted. */
    private long[] woken = NONE;

    /** It had to wait for all turns before this number: time passes only when nobody can go on. 0 if it had not. */
    int after;

    private Transition(
            ControlledProcess process, @Nullable Op op, boolean resumed, long[] objects) {
        this.process = process;
        this.op = op;
        this.resumed = resumed;
        this.objects = objects;
    }

    static Transition begin(ControlledProcess process) {
        return new Transition(process, null, false, NONE);
    }

    static Transition of(ControlledProcess process, Op op, long[] objects) {
        return new Transition(process, op, false, objects);
    }

    /** What follows a sleep. Who was matched touches nothing more, but who must leave queues does. */
    static Transition resume(Transition slept, boolean leavesQueues) {
        return new Transition(slept.process, slept.op, true, leavesQueues ? slept.objects : NONE);
    }

    long[] objects() {
        return objects;
    }

    long[] woken() {
        return woken;
    }

    void touches(long object) {
        objects = with(objects, object);
    }

    void wakes(ControlledProcess other) {
        woken = with(woken, other.key);
    }

    private static long[] with(long[] some, long one) {
        for (long each : some) {
            if (each == one) {
                return some;
            }
        }
        long[] more = Arrays.copyOf(some, some.length + 1);
        more[some.length] = one;
        return more;
    }

    /** Whether the order of the two could matter: they touch the same object, or one has a hand in the other's process. */
    boolean dependsOn(Transition other) {
        return process.key == other.process.key
                || intersect(objects, other.objects)
                || contains(woken, other.process.key)
                || contains(other.woken, process.key)
                || intersect(woken, other.woken);
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
                + (op == null ? " begins" : " " + op)
                + (resumed ? " goes on " : " ")
                + Arrays.toString(objects);
    }
}
