package dev.handoff.pipeline;

import dev.handoff.pipeline.Disturbance.Planted;

import java.util.Collection;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in the functions of a stage under test: knows who runs them and what they have open, and can make them fail. */
final class Probe {
    /** The name of a stage in which a function runs beside the values. */
    static final String BESIDE = "beside";

    /** How much of what the stage has opened is open; zero after each run. */
    final AtomicInteger open = new AtomicInteger();

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Collection<Throwable> told = new ConcurrentLinkedQueue<>();
    private volatile OptionalInt fatal = OptionalInt.empty();

    /** How many calls of functions beside the values are left until one fails; less than one: none will. */
    private final AtomicInteger callsLeft = new AtomicInteger();

    private final AtomicInteger closesLeft = new AtomicInteger();
    private volatile boolean hasFailed;
    private volatile boolean hasFailedAhead;

    /** Makes functions fail whenever they are given {@code value}. */
    void failAt(int value) {
        fatal = OptionalInt.of(value);
    }

    /** Makes the call with this number of a function that runs beside the values fail. */
    void failAtCall(int number) {
        callsLeft.set(number);
    }

    /** Makes the close with this number fail. */
    void failAtClose(int number) {
        closesLeft.set(number);
    }

    /** Makes functions fail no more. */
    void failNever() {
        fatal = OptionalInt.empty();
    }

    /** Whether a function beside the values, or a close, has failed. */
    boolean hasFailed() {
        return hasFailed;
    }

    /** Whether a function has failed for a value that nobody may want. */
    boolean hasFailedAhead() {
        return hasFailedAhead;
    }

    /** For a function whose failure is that of the stage: what has come before it is put out. */
    int pass(int value) {
        if (fatal.equals(OptionalInt.of(value))) {
            throw new Planted();
        }
        return ran(value);
    }

    /** For a function that runs beside the values: how many of them have passed when it fails is a matter of chance. */
    int seen(int value) {
        ran(value);
        failIfLast(callsLeft);
        return value;
    }

    /** As {@code seen}, and its stage may be ahead of what is wanted: then its failure may be dropped. */
    int ahead(int value) {
        try {
            return seen(value);
        } catch (Planted e) {
            hasFailedAhead = true;
            throw e;
        }
    }

    /** For a function that never fails. */
    int ran(int value) {
        ranHere();
        return value;
    }

    /** Notes the thread, and what it tells its uncaught-exception handler. */
    void ranHere() {
        if (threads.add(Thread.currentThread())) {
            Thread.currentThread().setUncaughtExceptionHandler((_, e) -> told.add(e));
        }
    }

    /** For the close of what was opened. */
    void close() {
        closed();
        failIfLast(closesLeft);
    }

    /** For the close whose failure would be suppressed in another: it never fails. */
    void closed() {
        ranHere();
        open.decrementAndGet();
    }

    private void failIfLast(AtomicInteger left) {
        if (left.decrementAndGet() == 0) {
            hasFailed = true;
            throw new Planted();
        }
    }

    /** All that have run any of the functions. */
    Set<Thread> threads() {
        return threads;
    }

    /** Failures that came when those below had had enough. */
    Collection<Throwable> told() {
        return told;
    }
}
