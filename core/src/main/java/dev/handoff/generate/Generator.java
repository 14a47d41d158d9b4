package dev.handoff.generate;

import dev.handoff.CancelledException;
import dev.handoff.CheckReturnValue;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.internal.Ignored;
import dev.handoff.internal.Interrupts;
import dev.handoff.internal.Raise;
import dev.handoff.internal.Unwanted;
import dev.handoff.internal.toolkit.Cancellations;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Code that yields values, and runs only when the next one is asked for (L42). A generator is a description: nothing
 * runs yet, and it may be consumed many times, each time from the beginning.
 *
 * <pre>{@code
 * Generator<Integer> naturals = Generator.of(out -> {
 *     for (int i = 0; ; i++) {
 *         out.yield(i);
 *     }
 * });
 * try (GeneratorRun<Integer> run = naturals.open()) {
 *     for (int n : run) {
 *         if (n > 10) break;        // the run is closed, the body's finally blocks have run
 *         IO.println(n);
 *     }
 * }
 * }</pre>
 *
 * <table>
 * <caption>Ways to consume a generator</caption>
 * <tr><th>by</th><th>the body runs in</th><th>who ends it early</th></tr>
 * <tr><td>{@link #open}</td><td>a process of its own, one step for each pull</td><td>try-with-resources</td></tr>
 * <tr><td>{@code for}, {@link #iterator}</td><td>the same</td><td>nobody, see there</td></tr>
 * <tr><td>{@link #forEach}</td><td>the calling thread, without a hand-over</td><td>an exception of the action</td></tr>
 * <tr><td>{@link #stream}</td><td>the calling thread where the stream wants all, a process where it may stop
 *     early</td><td>the stream's close</td></tr>
 * <tr><td>{@link #receiveIn}</td><td>a process of a scope, one value ahead or more</td><td>{@link Receiver#cancel}, or the
 *     scope</td></tr>
 * <tr><td>{@link Yielder#yieldAll}</td><td>the thread of the generator that delegates</td><td>whoever ends that</td></tr>
 * </table>
 *
 * @param <T> the type of the values
 */
public final class Generator<T> implements Iterable<T> {
    private final String name;
    private final GeneratorBody<T> body;

    private Generator(String name, GeneratorBody<T> body) {
        this.name = Objects.requireNonNull(name, "name");
        this.body = Objects.requireNonNull(body, "body");
    }

    /**
     * A generator without a name.
     *
     * @param body what it does, in each run
     * @param <T> the type of the values
     * @return the generator
     */
    public static <T> Generator<T> of(GeneratorBody<T> body) {
        return new Generator<>("", body);
    }

    /**
     * A generator with a name, which messages and reports will show, and its processes get.
     *
     * @param name the name
     * @param body what it does, in each run
     * @param <T> the type of the values
     * @return the generator
     */
    public static <T> Generator<T> named(String name, GeneratorBody<T> body) {
        return new Generator<>(name, body);
    }

    /**
     * A run of this generator, to be pulled one value at a time, and to be closed: use try-with-resources. The body
     * begins when the first value is asked for, in a process of its own that belongs to no scope; it sees no scoped
     * values.
     *
     * @return a run that has not begun
     */
    public GeneratorRun<T> open() {
        return new GeneratorRun<>(new Steps<>(this));
    }

    /**
     * The values of a new run, for a {@code for} loop. {@code hasNext} asks for the next value and waits for it. The
     * run ends with the last value, and is closed when an exception comes out of {@code hasNext}; {@code hasNext}
     * throws {@link GeneratorFailedException} when the body has failed, and {@link CancelledException} when the thread
     * is interrupted, whose interrupt status is then set.
     *
     * <p>A loop that is left by {@code break}, {@code return} or an exception of its own cannot tell the iterator. The
     * run then stays at its yield until the garbage collector finds that nobody can pull it any more; then it is
     * closed, its finally blocks run, and what they throw goes to the uncaught-exception handler of its thread. A
     * controlled run of the checker reports it as a leak. A loop that may be left early is better written over an
     * {@link #open opened} run.
     *
     * @return an iterator, for one thread at a time
     */
    @Override
    public Iterator<T> iterator() {
        return new RunIterator<>(open(), true);
    }

    /**
     * Calls {@code action} with each value. The body runs in the calling thread, and its yield is the call of the
     * action: this takes no process and no hand-over. If the action throws, the body gets a {@link CancelledException}
     * at its yield, and when it has ended what the action has thrown is thrown here.
     *
     * <p>When the body has opened a scope around a yield, and that scope is cancelled, it interrupts the action, too:
     * what the action throws because of that is suppressed in the failure of the body. A body whose consumers should
     * not be interrupted yields outside of its scopes.
     *
     * @param action is called with each value
     * @throws GeneratorFailedException if the body has failed
     * @throws CancelledException if the thread was interrupted, at a yield, at a wait of the body's own, in a loop over
     *     a receiver or in a file; its interrupt status is then set. What a finally block of the body has thrown at an
     *     interrupted yield is suppressed in it
     */
    @Override
    public void forEach(Consumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        DirectYielder<T> out = new DirectYielder<>(toString(), action);
        @Nullable Throwable thrown = null;
        try {
            body.run(out);
        } catch (Throwable t) {
            thrown = t;
        }
        out.end();
        Throwable failure = out.failure();
        if (thrown != null
                && out.wasCancelled() // by a scope of the body's own, which says why
                && !Unwanted.look()
                && !Cancellations.isInterrupt(thrown)) {
            GeneratorFailedException failed = new GeneratorFailedException(toString(), thrown);
            if (failure != null) {
                failed.addSuppressed(failure);
            }
            throw failed;
        }
        if (failure != null) {
            if (Cancellations.isInterrupt(thrown)) {
                Thread.currentThread().interrupt(); // it met a finally block
            }
            Endings.addTroubles(failure, thrown);
            throw Raise.asIs(failure);
        }
        if (thrown == null) {
            return;
        }
        InterruptedException interrupt =
                Cancellations.isInterrupt(thrown) ? Interrupts.asOne(thrown) : out.interrupt();
        if (interrupt == null) {
            throw new GeneratorFailedException(toString(), thrown);
        }
        Thread.currentThread().interrupt();
        CancelledException cancelled =
                new CancelledException("interrupted while iterating over " + this, interrupt);
        Endings.addTroubles(cancelled, thrown);
        throw cancelled;
    }

    /**
     * The values of a new run as a stream, in order. An operation that wants all values runs the body in its own
     * thread, as {@link #forEach} does; one that may stop early ({@code limit}, {@code findFirst}, {@code iterator} …)
     * pulls them one at a time from a run that {@link Stream#close} closes: use try-with-resources then. The stream is
     * not split for parallel execution. It throws as {@link #iterator} does.
     *
     * @return a stream, sequential
     */
    public Stream<T> stream() {
        RunSpliterator<T> values = new RunSpliterator<>(this);
        return StreamSupport.stream(values, false).onClose(values::close);
    }

    /**
     * Runs the body as a process of {@code scope} that sends into a rendezvous channel, for selects and whatever else
     * takes a receiver: see {@link Scope#produce(String, dev.handoff.ProducerBody)}, which says how it ends. A channel
     * cannot know that its receiver is about to ask, so the process runs to its first yield at once, and from each
     * received value to the next yield: it is one value ahead, never more.
     *
     * <p>A consumer that stops before the end has to cancel the receiver; otherwise the scope waits for the process.
     *
     * @param scope what the process cannot outlive
     * @return the receiving end
     * @throws IllegalStateException if the scope has been left
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public Receiver<T> receiveIn(Scope scope) {
        return receiveIn(scope, 0);
    }

    /**
     * As {@link #receiveIn(Scope)}, with a buffer.
     *
     * @param scope what the process cannot outlive
     * @param capacity how many values may wait in the channel, beside the one that the process is ahead; zero makes a
     *     rendezvous
     * @return the receiving end
     * @throws IllegalArgumentException if {@code capacity} is negative
     * @throws IllegalStateException if the scope has been left
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public Receiver<T> receiveIn(Scope scope, int capacity) {
        return scope.produce(
                processName(),
                capacity,
                out -> {
                    SendingYielder<T> yielder = new SendingYielder<>(toString(), out);
                    try {
                        body.run(yielder);
                    } finally {
                        yielder.end();
                    }
                });
    }

    /** Runs the body in the current thread, yielding to somebody else's consumer. */
    @SuppressWarnings(
            "unchecked") // a yielder only takes values: one that takes any T's super type takes T's
    void yieldTo(Yielder<? super T> out) throws Exception {
        body.run((Yielder<T>) out);
    }

    String processName() {
        return name.isEmpty() ? "generator" : name;
    }

    /**
     * Such as {@code generator "numbers"}, or {@code generator} if it has no name.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return name.isEmpty() ? "generator" : "generator \"" + name + "\"";
    }
}
