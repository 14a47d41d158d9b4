package dev.handoff.coordinate;

import dev.handoff.Case;
import dev.handoff.CheckReturnValue;
import dev.handoff.Outcome;
import dev.handoff.ProcessBody;
import dev.handoff.Scope;
import dev.handoff.internal.AtEnd;
import dev.handoff.internal.AwaitedBody;
import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;

/**
 * Waits for a fixed or growing number of things to be done (R21). For processes, a {@link Scope} does that by itself; a
 * wait group is for those who want the word, and for things that are not processes, such as requests under way or open
 * files.
 *
 * <pre>{@code
 * WaitGroup group = WaitGroup.create();
 * for (Path file : files) {
 *     group.go(scope, () -> index(file));
 * }
 * group.await();
 * }</pre>
 *
 * <p>It counts: {@link #add} up, {@link #done} down, and a process that waits goes on when the count is zero. The time
 * from the first add to the next zero is a round. A wait is for the round in which it begins: it returns when that
 * round has ended, even if another has begun since; with a count of zero it returns at once. So a group can be used
 * again, by anybody, without waiting for the waiters.
 *
 * <p>Add before the work that is counted begins, not within it: otherwise a wait may look too early.
 *
 * <p>Actions before a {@link #done} happen-before the return of a wait for the round that it ends.
 *
 * <p>After Go's sync.WaitGroup (2011), which panics where this throws, and must not be used again before all waits have
 * returned.
 */
public final class WaitGroup {
    /** The state: the count, and the gate of the present round, open if the count is zero. */
    private static final class Round {
        int count;
        Gate gate;

        Round(Gate gate) {
            this.gate = gate;
        }

        /** As the checker shows it, which sees the state in a channel. */
        @Override
        public String toString() {
            return "" + count;
        }
    }

    private final String name;
    private final Cell<Round> round;

    private WaitGroup(String name) {
        this.name = name;
        Gate gate = new Gate(name);
        gate.open();
        this.round = new Cell<>("count of " + name, new Round(gate));
    }

    /**
     * Makes a group with a count of zero.
     *
     * @return the group
     */
    public static WaitGroup create() {
        return new WaitGroup("wait group");
    }

    /**
     * Makes a group with a name, which messages and reports will show, and a count of zero.
     *
     * @param name the name
     * @return the group
     */
    public static WaitGroup named(String name) {
        return new WaitGroup("wait group \"" + Objects.requireNonNull(name, "name") + "\"");
    }

    /**
     * Counts up by one.
     *
     * @throws IllegalStateException if the count is {@link Integer#MAX_VALUE}
     */
    public void add() {
        add(1);
    }

    /**
     * Counts up, or down if {@code delta} is negative. It is not a cancellation point, and does not wait, unless the
     * heap is full: a process that counts down then waits for memory, and one that counts meanwhile waits for that
     * process.
     *
     * @param delta by how many
     * @throws IllegalStateException if the count would be negative, or above {@link Integer#MAX_VALUE}; it is then left
     *     as it was
     */
    public void add(int delta) {
        Round state = delta < 0 ? round.insistOnTake() : round.take();
        try {
            long count = (long) state.count + delta;
            if (count < 0) {
                throw new IllegalStateException(
                        "%s: more were done than added: the count is %s, and %s more are done"
                                .formatted(name, state.count, -(long) delta));
            }
            if (count > Integer.MAX_VALUE) {
                throw new IllegalStateException(
                        "%s: %s and %s more are too many to count"
                                .formatted(name, state.count, delta));
            }
            if (state.count == 0 && count > 0) {
                state.gate = new Gate(name);
            }
            if (count == 0) {
                state.gate.insistOnOpen();
            }
            state.count = (int) count;
        } finally {
            round.put(state);
        }
    }

    /**
     * Counts down by one: something is done. It is not a cancellation point, and does not wait, unless the heap is
     * full: then it counts as soon as there is memory for it. So it is safe in {@code finally}.
     *
     * @throws IllegalStateException if the count is zero
     */
    public void done() {
        add(-1);
    }

    /**
     * Starts a process that is counted: up before it starts, down when it has ended, however it ends.
     *
     * @param scope the scope of the process
     * @param body what it does
     * @throws IllegalStateException if the scope has been left
     */
    public void go(Scope scope, ProcessBody body) {
        go(scope, "", body);
    }

    /**
     * As {@link #go(Scope, ProcessBody)}, with a name for the process.
     *
     * @param scope the scope of the process
     * @param process its name
     * @param body what it does
     * @throws IllegalStateException if the scope has been left
     */
    public void go(Scope scope, String process, ProcessBody body) {
        Objects.requireNonNull(body, "body");
        Counted counted = new Counted(body); // first: there may be no memory for it
        add();
        boolean started = false;
        try {
            scope.go(process, counted);
            started = true;
        } finally {
            if (!started) {
                done();
            }
        }
    }

    /** A body that counts down at its end, even if it never begins. */
    private final class Counted implements ProcessBody, AwaitedBody {
        private final ProcessBody body;
        private final AtEnd end = WaitGroup.this::done; // there may be no memory for it later
        private boolean hasBegun;

        Counted(ProcessBody body) {
            this.body = body;
        }

        @Override
        public void run() throws Exception {
            hasBegun = true;
            try (end) {
                body.run();
            }
        }

        @Override
        public void tellFailure(Throwable failure) {
            if (!hasBegun) {
                done();
            }
        }
    }

    /**
     * Waits until the count is zero.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public void await() throws InterruptedException {
        gate().await();
    }

    /**
     * Waits at most {@code limit} until the count is zero.
     *
     * @param limit how long at most; zero or less: only looks
     * @return whether it has been zero
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean awaitWithin(Duration limit) throws InterruptedException {
        return gate().awaitWithin(limit);
    }

    /**
     * A case that is ready when the round in which it is made has ended; at once if the count is zero.
     *
     * @param handler gives the select's result
     * @param <R> its type
     * @return the case, for this round
     */
    @CheckReturnValue(Ignored.CASE)
    public <R extends @Nullable Object> Case<R> onDone(Outcome<? extends R> handler) {
        return gate().onOpen(handler);
    }

    /**
     * How many are not done.
     *
     * @return the count, zero or more
     */
    public int count() {
        Round state = round.take();
        int count = state.count;
        round.put(state);
        return count;
    }

    private Gate gate() {
        Round state = round.take();
        Gate gate = state.gate;
        round.put(state);
        return gate;
    }

    /**
     * Such as {@code wait group "downloads" (3 not done)}.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return "%s (%s not done)".formatted(name, count());
    }
}
