package dev.handoff.pipeline;

import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in the functions of a stage under test: knows who runs them and what they have open, and can make them fail. */
final class Probe {
    /** How much of what the stage has opened is open; zero after each run. */
    final AtomicInteger open = new AtomicInteger();

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile OptionalInt fatal = OptionalInt.empty();

    /** Makes functions fail whenever they are given {@code value}. */
    void failAt(int value) {
        fatal = OptionalInt.of(value);
    }

    /** Makes functions fail no more. */
    void failNever() {
        fatal = OptionalInt.empty();
    }

    /** For a function whose failure is that of the stage: what has come before it is put out. */
    int pass(int value) {
        if (fatal.equals(OptionalInt.of(value))) {
            throw new Trial.Planted();
        }
        return seen(value);
    }

    /** For a function that runs beside the values: how many of them have passed when it fails is a matter of chance. */
    int seen(int value) {
        threads.add(Thread.currentThread());
        return value;
    }

    /** All that have run any of the functions. */
    Set<Thread> threads() {
        return threads;
    }
}
