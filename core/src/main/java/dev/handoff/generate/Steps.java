package dev.handoff.generate;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.Handoff;
import dev.handoff.ProcessBody;
import dev.handoff.internal.AwaitedBody;
import dev.handoff.internal.Flag;
import dev.handoff.internal.Interrupts;
import dev.handoff.internal.Raise;
import dev.handoff.internal.toolkit.ChannelEnd;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** What the two sides of a run share: the caller that pulls, and the process that runs the body. */
final class Steps<T> {
    /* Overview
     *
     *   pull:   send a request ; receive a value              yield:  send the value ; receive a request
     *
     * Both channels have room for one, and never hold more. So each side waits once for each value: that makes two
     * switches, which is the least that two stacks can do. The first request is the start of the process. A pull that
     * was interrupted has made its request; the next pull finds it made, and only receives.
     *
     *   close:  closed ; interrupt the body ; cancel the requests ; wait for the end of values
     *
     * A body may also run without having been asked: if it was interrupted at its yield, and went on. A body that is
     * told at its yield that the run is closed is not interrupted any more: what it does then is what its finally
     * blocks do. It looks at `closed` also when a request has come, which may have been made after the close has looked
     * for one.
     *
     * The end of the values is the end of the process, however that comes: a close that receives it knows that the
     * finally blocks have run. A body that is told of the close at its yield has no interrupt status then.
     *
     * The process refers to this object, never to the GeneratorRun, so that a run nobody can pull is garbage.
     */
    private static final Boolean GO = true;

    static {
        ChannelEnd.prepare();
    }

    private final Generator<T> generator;
    private final Channel<Boolean> requests;
    private final Channel<T> values;

    /** Whether somebody has made the first request, or closed the run before that. */
    private final Flag begun = new Flag();

    /** The thread of the process; null until it runs. */
    private volatile @Nullable Thread process;

    /** For the caller that pulls: whether a value was asked for and not received yet. Stays true at the end. */
    private boolean asked;

    private final Flag closed = new Flag();

    /** As {@code closed}, for {@link #abandon} alone. */
    private volatile boolean wasClosed;

    /** Nobody is left who could pull, close, or be told of a failure. */
    private volatile boolean abandoned;

    private volatile boolean failureTold;

    /** For the process: whether a value was yielded, and the next one was not asked for yet. */
    private boolean mustWait;

    /** Whether the body knows that the run is closed, or was interrupted because of that. Guarded by this. */
    private boolean told;

    Steps(Generator<T> generator) {
        this.generator = generator;
        this.requests =
                Channel.<Boolean>named("requests to " + generator.processName()).buffered(1).open();
        this.values = Channel.<T>named(generator.processName()).buffered(1).open();
    }

    Generator<T> generator() {
        return generator;
    }

    // ---- by the process

    private boolean isClosed() {
        return closed.isSet() || abandoned;
    }

    /**
     * What the process does. The caller that pulls or closes the run is told also if the process is kept from
     * beginning.
     */
    private record Body(Steps<?> of) implements ProcessBody, AwaitedBody {
        @Override
        public void run() throws Exception {
            of.runBody();
        }

        @Override
        public void tellFailure(Throwable failure) {
            of.insistOnEnd(failure);
        }
    }

    private void runBody() throws Exception {
        process = Thread.currentThread();
        Throwable failure;
        try {
            failure = failureOfBody();
        } catch (Throwable t) { // there may be no memory to say what it was
            failure = t;
        }
        insistOnEnd(failure);
        if (failure != null && abandoned) {
            throw Raise.asIs(failure); // to the uncaught-exception handler
        }
    }

    private @Nullable Throwable failureOfBody() {
        if (isClosed()) {
            return null;
        }
        try {
            generator.yieldTo(new PulledYielder<>(generator.toString(), this));
            return null;
        } catch (Throwable t) {
            return isClosed() ? Endings.trouble(t) : t;
        }
    }

    /** Ends the values, for which the caller waits that pulls or closes the run. */
    private void insistOnEnd(@Nullable Throwable failure) {
        ChannelEnd.insistOnTelling(values, failure);
    }

    /** As {@link Yielder#yield}. */
    void hand(T value) throws InterruptedException {
        try {
            Interrupts.throwIfInterrupted();
            if (mustWait && !isClosed()) { // its yield was interrupted, and the body went on
                awaitRequest();
            }
            if (!isClosed()) {
                values.trySend(value); // there is room
                mustWait = true;
                awaitRequest();
            }
        } catch (InterruptedException | CancelledException e) {
            if (isClosed()) {
                throw tellClosed(e);
            }
            throw e;
        }
        if (isClosed()) {
            throw tellClosed(null);
        }
    }

    private synchronized CancelledException tellClosed(@Nullable Throwable cause) {
        told = true;
        Thread.interrupted(); // the interrupt by the close, which has been heard
        return new CancelledException(generator + " was closed", cause);
    }

    private void awaitRequest() throws InterruptedException {
        requests.receive();
        mustWait = false;
    }

    // ---- by the caller that pulls

    boolean isOwn(Thread thread) {
        return thread.equals(process);
    }

    boolean hasBegun() {
        return begun.isSet();
    }

    /** The next value, or null at the end. */
    @Nullable T next() throws InterruptedException {
        if (!asked) {
            asked = true;
            try {
                ask();
            } catch (InterruptedException | VirtualMachineError e) { // nothing was asked
                asked = false;
                throw e;
            }
        }
        try {
            T value = values.receiveOrNull();
            if (value != null) {
                asked = false;
            }
            return value;
        } catch (ChannelFailedException e) {
            throw failed(e);
        }
    }

    private void ask() throws InterruptedException {
        Interrupts.throwIfInterrupted();
        if (begun.trySet()) {
            begin();
            return;
        }
        try {
            requests.send(GO);
        } catch (CancelledException e) {
            // closed by somebody else: the values end
        }
    }

    private void begin() {
        try {
            Handoff.go(generator.processName(), new Body(this));
        } catch (Throwable t) {
            failureTold = true;
            insistOnEnd(t); // nobody will send, and a close would wait for the end
            throw t;
        }
    }

    private GeneratorFailedException failed(ChannelFailedException e) {
        failureTold = true;
        return new GeneratorFailedException(
                generator.toString(), Objects.requireNonNull(e.getCause()));
    }

    /** Ends the body, and waits until it has ended, whether interrupted or not. */
    void close() {
        wasClosed = true;
        closed.trySet();
        if (begun.trySet()) {
            insistOnEnd(null);
            requests.cancel();
            return;
        }
        interrupt();
        requests.cancel();
        awaitEnd();
    }

    private synchronized void interrupt() {
        Thread running = process;
        if (running != null && !told) {
            told = true; // a second interrupt would hit the finally blocks
            Interrupts.interrupt(running);
        }
    }

    private void awaitEnd() {
        try {
            Interrupts.undisturbed(
                    () -> {
                        while (values.receiveOrNull() != null) {
                            // nobody wants it
                        }
                        return true;
                    });
        } catch (ChannelFailedException e) {
            if (!failureTold) {
                throw failed(e);
            }
        }
    }

    /**
     * Ends the body, because nobody can pull any more. If somebody has closed the run, nothing is done: that caller is
     * told of a failure of the body. Called in the cleaner's thread: does not wait, and uses no channel and no flag.
     */
    void abandon() {
        if (!wasClosed) {
            abandoned = true;
            interrupt();
        }
    }
}
