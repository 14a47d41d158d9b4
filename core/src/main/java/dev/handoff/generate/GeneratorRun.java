package dev.handoff.generate;

import dev.handoff.CancelledException;

import org.jspecify.annotations.Nullable;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One run of a {@link Generator}: pulled one value at a time, by one thread at a time. Between two pulls its body stands
 * still, at its yield (L42).
 *
 * <p>The body runs in a process of its own, which begins with the first pull and ends when the body returns or the run
 * is closed. A run that becomes garbage is closed, too, but late, and nobody waits for that; so use try-with-resources.
 * (A body that holds its own run keeps it from being garbage.)
 *
 * <p>A pull costs a switch to the process and one back; it is cheapest from a virtual thread.
 *
 * @param <T> the type of the values
 */
public final class GeneratorRun<T> implements Iterable<T>, AutoCloseable {
    /** Closes runs that nobody can pull any more. The one thread of this library that is not a process. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final Steps<T> steps;
    private final AtomicBoolean pulling = new AtomicBoolean();
    private final Abandonment abandonment = new Abandonment();
    private Cleaner.@Nullable Cleanable registration;

    /**
     * What the cleaner does. It holds the body only while nobody pulls. Else the cleaner's thread would keep a body
     * that waits for ever from the collector, and with it the process that pulls: no leak of the two would ever be
     * seen.
     */
    private static final class Abandonment implements Runnable {
        private volatile @Nullable Steps<?> atYield;

        @Override
        public void run() {
            Steps<?> steps = atYield;
            if (steps != null) {
                steps.abandon();
            }
        }
    }

    GeneratorRun(Steps<T> steps) {
        this.steps = steps;
    }

    /**
     * Asks for the next value, and waits for it: the body runs from its last yield to its next one.
     *
     * @return the value, or null if the body has returned or the run is closed
     * @throws GeneratorFailedException if the body has failed, at each pull
     * @throws InterruptedException if the thread was interrupted. The run can be pulled again: the value that was asked
     *     for is then the next one, and the body goes on to it meanwhile
     * @throws IllegalStateException if the body pulls its own run, or if another thread is pulling this run
     */
    public @Nullable T nextOrNull() throws InterruptedException {
        refuseOwnBody("asks itself for its next value");
        if (!pulling.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    steps.generator()
                            + " is pulled by two threads at once; each needs a run of its own, or"
                            + " its receiveIn(scope)");
        }
        try {
            if (registration == null) {
                registration = CLEANER.register(this, abandonment);
            }
            abandonment.atYield = null;
            return steps.next();
        } finally {
            abandonment.atYield = steps;
            pulling.set(false);
            // the cleaner acts only once, and until here it would find no body at its yield
            Reference.reachabilityFence(this);
        }
    }

    private void refuseOwnBody(String what) {
        if (steps.isOwn(Thread.currentThread())) {
            throw new IllegalStateException(
                    steps.generator() + " " + what + ": its body would wait for itself for ever");
        }
    }

    /**
     * The values that are left, for a {@code for} loop; all iterators of a run share them. As {@link
     * Generator#iterator}, but the run stays open when the loop is left: what was not pulled can still be.
     *
     * @return an iterator, for one thread at a time
     */
    @Override
    public Iterator<T> iterator() {
        return new RunIterator<>(this, false);
    }

    /**
     * Ends the body early, and waits until it has ended: its finally blocks have run when this returns. A body that
     * stands at its yield gets a {@link CancelledException} there; a body that runs, because a pull was interrupted or
     * because it has gone on after an interrupt at its yield, is interrupted, and a value that it was asked for is
     * discarded. A body that catches that and goes on is waited for until it returns; its yields throw from now on.
     *
     * <p>Waits even if the thread is interrupted; the interrupt status is then set afterwards. May be called by any
     * thread; a pull that is waiting in another thread reports the end. A second close does nothing.
     *
     * @throws GeneratorFailedException if the body has failed, for example in one of its finally blocks, and no pull
     *     has told of it
     * @throws IllegalStateException if called by the body itself, which returns instead
     */
    @Override
    public void close() {
        refuseOwnBody("closes its own run");
        try {
            steps.close();
        } finally {
            if (registration != null) {
                registration.clean();
            }
        }
    }

    Steps<T> steps() {
        return steps;
    }

    /**
     * Such as {@code run of generator "numbers"}.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return "run of " + steps.generator();
    }
}
