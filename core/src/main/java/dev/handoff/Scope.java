package dev.handoff;

import dev.handoff.internal.AwaitedBody;
import dev.handoff.internal.Ignored;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Interrupts;
import dev.handoff.internal.Together;
import dev.handoff.internal.Unheard;
import dev.handoff.internal.Unwanted;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * A place that processes cannot outlive: it is left only when all of them have ended (L35).
 *
 * <pre>{@code
 * Scope.run(scope -> {
 *     Channel<Integer> numbers = Channel.rendezvous();
 *     scope.go("producer", () -> { … numbers.send(1); … numbers.close(); });
 *     for (int n : numbers) { … }
 * });
 * }</pre>
 *
 * <p>The body runs in the calling thread; processes are virtual threads, started with {@link #go}, {@link #fork} and
 * {@link #produce} by the body or by each other. When the body has returned, the scope waits for the processes. If the
 * body or a process fails, the scope is cancelled, and when all have ended the first failure is thrown: the body's as
 * it is, a process's as {@link ProcessFailedException}; later ones are its suppressed exceptions (L36). If the class of
 * the first failure takes none, they go to the uncaught-exception handler of the thread.
 *
 * <p>To cancel a scope is to interrupt its body (unless it is a race), its processes and the scopes inside it (L38);
 * waits of this library then throw {@link InterruptedException}. A process that is started in a cancelled scope starts
 * interrupted.
 *
 * <p>A process has not failed if, after the cancel, it ends by an {@link InterruptedException}, a
 * {@link WorkCancelledException} or a {@link CancelledException}, by an exception that has one of these among its
 * causes, or by what the JDK's channels, streams, sockets, broken barriers and cancelled futures throw instead. Nor
 * has it failed if, at any time, it ends by a {@link CancelledException} itself, or by the {@link java.io.IOException} that a stream has made of one. What is
 * suppressed in such an end, by a try-with-resources whose close has failed, is suppressed in what the scope throws; if
 * the scope throws nothing, it goes to the uncaught-exception handler of the thread.
 *
 * <p>If the thread of the body is interrupted, the scope is cancelled, too, if the body ends by that interrupt, or if
 * the interrupt is pending when the scope waits for its processes. If the interrupt came before the body itself
 * cancelled the scope, and the body did not do so from within a scope inside, the interrupt status is still set when
 * the scope has been left. Two kinds of interrupt cannot be told from the scope's own, and are not set any more when
 * the scope has been left: one that comes while the body still runs in a scope that is cancelled already, and one that
 * nothing has seen when others cancel the scope. The end of a scope sees at once that a scope around it was cancelled:
 * the interrupt of that cancel may still be on its way then, and come after the {@link InterruptedException}.
 *
 * <p>Actions before the start of a process happen-before its first action; its last action happens-before the scope is
 * left.
 *
 * <p>After Nathaniel J. Smith's nurseries (Trio, 2018), Martin Sústrik's structured concurrency (2016) and Go's
 * errgroup.
 */
public final class Scope {
    private static final ScopedValue<Scope> CURRENT = ScopedValue.newInstance();

    static { // loads the classes of a failure: one that cannot be made for want of memory or stack
        // is gone for good
        Memory.prepare();
        Cancellation.failuresBeside(new Exception());
        ScopeCancel.cancel(List.of(), Cancellation.OUTSIDE);
        CancelAll.isUnderWay();
        Unwanted.ask(() -> CURRENT.isBound() && CURRENT.get().isUnwanted());
        Together.ask(ScopeCancel::cancelTogether);
    }

    private final long id;
    private final @Nullable String name;
    private final @Nullable Scope parent;
    private final Scheduling scheduling;
    private final ScopePolicy policy;
    private final @Nullable Deadline deadline;
    private final @Nullable Consumer<? super ProcessFailedException> onFailure;
    private final List<ScopedValue<?>> carriedValues;
    private final ScopedValue.Carrier carrier;
    private final ScopeState state = new ScopeState();
    private @Nullable Channel<Void> done;

    /** Whether somebody else had interrupted the body before it cancelled this scope; known to its thread alone. */
    private boolean interruptedBefore;

    Scope(ScopeBuilder builder, ScopePolicy policy) {
        this.name = builder.name();
        this.parent = CURRENT.isBound() ? CURRENT.get() : null;
        this.scheduling = Scheduling.current();
        this.id = scheduling.newId();
        this.policy = policy;
        this.onFailure = policy == ScopePolicy.SUPERVISED ? builder.onFailure() : null;
        this.deadline = builder.deadlineWithin(parent == null ? null : parent.deadline);
        this.carriedValues = builder.carriedWith(parent == null ? List.of() : parent.carriedValues);
        this.carrier = bind(ScopedValue.where(CURRENT, this), carriedValues);
    }

    private static ScopedValue.Carrier bind(
            ScopedValue.Carrier carrier, List<ScopedValue<?>> values) {
        for (ScopedValue<?> value : values) {
            carrier = bind(carrier, value);
        }
        return carrier;
    }

    private static <V> ScopedValue.Carrier bind(ScopedValue.Carrier carrier, ScopedValue<V> value) {
        return value.isBound() ? carrier.where(value, value.get()) : carrier;
    }

    // ---- opening

    /**
     * Runs {@code body} in a new scope, and waits for all processes.
     *
     * @param body what is to be done
     * @param <X> what the body throws beside an interrupt; {@link RuntimeException} if it throws nothing that must be
     *     declared
     * @throws X what the body has thrown, if it failed first
     * @throws ProcessFailedException if a process failed first
     * @throws CancelledException if the body was cut short by {@link #cancel}
     * @throws InterruptedException if the thread was interrupted, or the surrounding scope cancelled; if it was interrupted
     *     before, the body is not run
     */
    public static <X extends Throwable> void run(ScopeBody.Action<X> body)
            throws X, InterruptedException {
        new ScopeBuilder(null).run(body);
    }

    /**
     * As {@link #run}, with a result.
     *
     * @param body what is to be done
     * @param <R> the type of the result
     * @param <X> what the body throws beside an interrupt; {@link RuntimeException} if it throws nothing that must be
     *     declared
     * @return what the body returns
     * @throws X as {@link #run}
     * @throws ProcessFailedException as {@link #run}
     * @throws CancelledException as {@link #run}
     * @throws InterruptedException as {@link #run}
     */
    public static <R extends @Nullable Object, X extends Throwable> R call(ScopeBody<R, X> body)
            throws X, InterruptedException {
        return new ScopeBuilder(null).call(body);
    }

    /**
     * Runs all racers at once; the first to return wins, and the others are cancelled and awaited (L37). Their failures
     * are dropped, whether they come before the winner returns or after.
     *
     * @param racers one or more
     * @param <T> the type of the result
     * @return what the winner returned
     * @throws IllegalArgumentException if there is no racer
     * @throws ProcessFailedException if none has won and one or more have failed: the first failure, the others suppressed
     * @throws WorkCancelledException if each racer has ended by a {@link CancelledException}
     * @throws InterruptedException if the thread was interrupted, or the surrounding scope cancelled, before one had won;
     *     after that the interrupt status stays set
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T extends @Nullable Object> T race(Callable<? extends T>... racers)
            throws InterruptedException {
        return new ScopeBuilder(null).race(racers);
    }

    /**
     * As {@link #race(Callable...)}, for a number of racers that is known only when the program runs.
     *
     * @param racers one or more
     * @param <T> the type of the result
     * @return what the winner returned
     * @throws IllegalArgumentException if there is no racer
     * @throws ProcessFailedException as {@link #race(Callable...)}
     * @throws WorkCancelledException as {@link #race(Callable...)}
     * @throws InterruptedException as {@link #race(Callable...)}
     */
    public static <T extends @Nullable Object> T race(List<? extends Callable<? extends T>> racers)
            throws InterruptedException {
        return new ScopeBuilder(null).race(racers);
    }

    /**
     * Begins the description of a scope with a name, which messages and reports will show.
     *
     * @param name the name
     * @return the description; end it with {@code run}, {@code call} or {@code race}
     */
    public static ScopeBuilder named(String name) {
        return new ScopeBuilder(Objects.requireNonNull(name, "name"));
    }

    /**
     * Begins the description of a scope without a name.
     *
     * @return the description; end it with {@code run}, {@code call} or {@code race}
     */
    public static ScopeBuilder unnamed() {
        return new ScopeBuilder(null);
    }

    <R extends @Nullable Object, X extends Throwable> R execute(ScopeBody<R, X> body)
            throws X, InterruptedException {
        return new ScopeLife(this, parent).execute(body);
    }

    // ---- starting processes

    /**
     * Starts a process. If the machine gives no thread for it, this throws what {@link Thread#start} throws, and the
     * scope is as if nobody had asked. The same holds for all methods that start a process.
     *
     * @param body what it does
     * @throws IllegalStateException if the scope has been left
     */
    public void go(ProcessBody body) {
        go("", body);
    }

    /**
     * Starts a process with a name, which its thread gets, too.
     *
     * @param name the name
     * @param body what it does
     * @throws IllegalStateException if the scope has been left
     */
    public void go(String name, ProcessBody body) {
        scheduling.reach(Op.START, id);
        start(new ProcessRecord(this, name, body));
    }

    private void start(ProcessRecord process) {
        boolean cancelled;
        state.lock();
        try {
            if (state.hasEnded()) {
                throw new IllegalStateException(
                        ProcessFailedException.title(process.name())
                                + " cannot be started: "
                                + this
                                + " has been left");
            }
            state.add(process);
            cancelled = state.cancellation() != null;
        } finally {
            state.unlock();
        }
        start(process, cancelled);
    }

    private void start(ProcessRecord process, boolean cancelled) {
        if (cancelled) {
            interrupt(process.thread());
        }
        try {
            scheduling.start(process.thread());
        } catch (Throwable t) {
            if (process.giveUp()) {
                processEnded(process);
                throw t;
            }
        }
    }

    /**
     * Starts a process that has a result.
     *
     * @param body what it does
     * @param <T> the type of the result
     * @return the task, to be joined or used as a case of a select
     * @throws IllegalStateException if the scope has been left
     */
    public <T extends @Nullable Object> Task<T> fork(Callable<? extends T> body) {
        return fork("", body);
    }

    /**
     * Starts a process that has a name and a result.
     *
     * @param name the name
     * @param body what it does
     * @param <T> the type of the result
     * @return the task, to be joined or used as a case of a select
     * @throws IllegalStateException if the scope has been left
     */
    public <T extends @Nullable Object> Task<T> fork(String name, Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        Task<T> task = new Task<>(name, this);
        scheduling.reach(Op.START, id);
        ProcessRecord process = new ProcessRecord(this, name, new Task.Body<>(task, body));
        task.setRunner(process.thread());
        start(process);
        return task;
    }

    /**
     * Starts a process without a result that can be joined and cancelled on its own.
     *
     * @param body what it does
     * @return the task; its result is null
     * @throws IllegalStateException if the scope has been left
     */
    public Task<@Nullable Void> fork(ProcessBody body) {
        return fork("", body);
    }

    /**
     * Starts a process with a name and without a result that can be joined and cancelled on its own.
     *
     * @param name the name
     * @param body what it does
     * @return the task; its result is null
     * @throws IllegalStateException if the scope has been left
     */
    public Task<@Nullable Void> fork(String name, ProcessBody body) {
        return fork(name, Objects.requireNonNull(body, "body").asCallable());
    }

    /**
     * Starts a process that sends into a rendezvous channel of its own, which is closed when the process returns and
     * failed when it throws. If the receiver cancels the channel, the process ends at its next {@code send}, without failing.
     *
     * @param name the name of the process and of the channel
     * @param body what it does
     * @param <T> the type of the values
     * @return the receiving end
     * @throws IllegalStateException if the scope has been left
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public <T> Receiver<T> produce(String name, ProducerBody<T> body) {
        return produce(name, 0, body);
    }

    /**
     * As {@link #produce(String, ProducerBody)}, with a buffer.
     *
     * @param name the name of the process and of the channel
     * @param capacity how many values the process may be ahead of the receiver; zero makes a rendezvous
     * @param body what it does
     * @param <T> the type of the values
     * @return the receiving end
     * @throws IllegalArgumentException if {@code capacity} is negative
     * @throws IllegalStateException if the scope has been left
     */
    @CheckReturnValue(Ignored.PRODUCER)
    public <T> Receiver<T> produce(String name, int capacity, ProducerBody<T> body) {
        Objects.requireNonNull(body, "body");
        Channel<T> channel = Channel.<T>named(name).buffered(capacity).open();
        go(name, channel, body);
        return channel;
    }

    /**
     * Starts a process that is given a sender, which is closed when the process returns and failed when it throws: for
     * several processes that send into one channel, each with a counted sender (L16).
     *
     * <pre>{@code
     * Channel<Page> pages = Channel.<Page>named("pages").buffered(8).open();
     * for (URI site : sites) {
     *     scope.go("reader of " + site, pages.newSender(), out -> out.send(read(site)));
     * }
     * for (Page page : pages) { … }   // ends when all readers have returned; if one has failed, throws that
     * }</pre>
     *
     * <p>A {@code try} statement that closes the sender would not do: after a failure, the receivers would take what
     * was sent before it for all there is. If the receiver cancels the channel, the process ends at its next
     * {@code send}, without failing.
     *
     * @param name the name of the process
     * @param out what it sends into; failed if the process cannot be started
     * @param body what it does
     * @param <T> the type of the values
     * @throws IllegalStateException if the scope has been left
     */
    public <T> void go(String name, Sender<T> out, ProducerBody<T> body) {
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(body, "body");
        try {
            go(name, new Producing<>(out, body));
        } catch (Throwable t) {
            Memory.insistOnFail(out, t);
            throw t;
        }
    }

    private record Producing<T>(Sender<T> out, ProducerBody<T> body)
            implements ProcessBody, AwaitedBody {
        @Override
        public void run() throws Exception {
            body.run(out);
            out.close();
        }

        @Override
        public void tellFailure(Throwable failure) {
            try {
                Memory.insistOnFail(out, failure);
            } finally { // also where a watcher of the sender fails
                if (body instanceof AwaitedBody awaited) {
                    awaited.tellFailure(failure);
                }
            }
        }
    }

    /**
     * As {@link #go(String, Sender, ProducerBody)}, without a name.
     *
     * @param out what it sends into; failed if the process cannot be started
     * @param body what it does
     * @param <T> the type of the values
     * @throws IllegalStateException if the scope has been left
     */
    public <T> void go(Sender<T> out, ProducerBody<T> body) {
        go("", out, body);
    }

    // ---- cancelling

    /**
     * Cancels this scope: interrupts its body (unless it is a race), its processes and the scopes inside. Does not wait
     * for them. If the body returns all the same, so does the scope. A second cancel does nothing, nor does the cancel
     * of a scope that has been left. An interrupt may run code, such as the close of a channel of the JDK; what that
     * code throws goes to the uncaught-exception handler of the thread that cancels.
     *
     * <p>Actions before the cancel happen-before what a thread does after it has seen the cancel, by {@link #done},
     * {@link #isCancelled} or the interrupt.
     */
    public void cancel() {
        cancel(Cancellation.ASKED);
    }

    /**
     * Throws if its caller was cancelled: for code that computes for long, and for code that has to tell a failure from
     * a cancel. It does not wait, and takes some ten nanoseconds.
     *
     * <p>Each wait sees an interrupt (L21). A checkpoint also sees the cancel of the task that the thread runs, of the
     * scope that it is in or of one around that, even if the interrupt by that cancel has been swallowed; and it sees a
     * deadline as soon as that has passed. The interrupt by the cancel of a scope may still be on its way then, and
     * come afterwards. Outside of scopes a checkpoint sees interrupts alone.
     *
     * <p>After Trio's checkpoints (Nathaniel J. Smith, 2018).
     *
     * @throws InterruptedException if the thread was interrupted or the work that it does was cancelled; the interrupt status is
     *     cleared
     */
    public static void checkpoint() throws InterruptedException {
        Scope scope = CURRENT.isBound() ? CURRENT.get() : null;
        if (scope == null) {
            Scheduling.current().reach(Op.INSPECT, 0);
            Interrupts.throwIfInterrupted();
        } else {
            scope.throwIfCancelled();
        }
    }

    private void throwIfCancelled() throws InterruptedException {
        scheduling.reach(Op.INSPECT, id);
        Interrupts.throwIfInterrupted();
        if (isCancelledOrLate()) {
            throw Interrupts.taken();
        }
    }

    /** What a checkpoint sees beside interrupts. */
    private boolean isUnwanted() {
        scheduling.reach(Op.INSPECT, id);
        return isCancelledOrLate();
    }

    private boolean isCancelledOrLate() {
        Task<?> task = Task.current();
        if (hasBeenCancelled() || (task != null && task.wasInterrupted())) {
            return true;
        }
        if (isLate()) {
            cancelAsLate();
            return true;
        }
        return false;
    }

    void cancel(Cancellation why) {
        ScopeCancel.cancel(this, why);
    }

    /** The channel that ends as the scope is cancelled; null if nobody has asked for it. Called under the lock. */
    @Nullable Channel<Void> doneToClose() {
        return done;
    }

    /**
     * The lock is free during the interrupt, which may run code of the thread's class, or of what the thread waits for.
     */
    void interruptOwner() {
        if (!interruptsOwner()) {
            return;
        }
        state.lock();
        Thread owner = state.ownerToInterrupt();
        state.unlock();
        if (owner == null) {
            return;
        }
        try {
            if (isInterruptedBody(owner)) {
                interruptedBefore = true;
            } else {
                interrupt(owner);
            }
        } finally {
            state.lock();
            state.ownerIsInterrupted();
            state.unlock();
        }
    }

    /** False for a race: its body does not wait, so what interrupts the body is not the race. */
    boolean interruptsOwner() {
        return policy != ScopePolicy.RACE;
    }

    /**
     * Whether this thread runs the body, and was interrupted. The interrupt is not of a scope inside, for the thread is
     * in none.
     */
    private boolean isInterruptedBody(Thread owner) {
        return owner.equals(Thread.currentThread())
                && owner.isInterrupted()
                && CURRENT.isBound()
                && equals(CURRENT.get());
    }

    boolean wasInterruptedBefore() {
        return interruptedBefore;
    }

    /**
     * Tells what is thrown by code that this runs, of the thread's class or of what the thread waits for: the others
     * are to be interrupted, too.
     */
    void interrupt(Thread thread) {
        try {
            scheduling.interrupt(thread);
        } catch (Throwable t) {
            Unheard.tell(t);
        }
    }

    /**
     * Whether this scope was cancelled, by whomever.
     *
     * @return true once it was
     */
    public boolean isCancelled() {
        scheduling.reach(Op.INSPECT, id);
        return hasBeenCancelled();
    }

    boolean isRace() {
        return policy == ScopePolicy.RACE;
    }

    boolean hasBeenCancelled() {
        state.lock();
        try {
            return state.cancellation() != null;
        } finally {
            state.unlock();
        }
    }

    /**
     * A channel that never has a value, and ends when this scope is cancelled: for {@link Select#done}, and for code
     * that waits for nothing else (L40). It ends before the interrupts: a process of the scope that waits for it sees
     * the end first, and is then interrupted. A scope that is left without having been cancelled never ends it. To
     * cancel the channel does nothing, because others wait for it, too.
     *
     * @return the same one each time
     */
    public Receiver<Void> done() {
        scheduling.reach(Op.INSPECT, id);
        Channel<Void> known = done; // a hint; the channel is not to be made under the lock
        Channel<Void> channel =
                known == null
                        ? Channel.signal("cancellation of " + this, List::of, scheduling)
                        : known;
        boolean cancelled;
        state.lock();
        try {
            if (done == null) {
                done = channel;
            } else {
                channel = done;
            }
            cancelled = state.cancellation() != null;
        } finally {
            state.unlock();
        }
        if (cancelled) {
            channel.close();
        }
        return channel;
    }

    /**
     * By when everything in this scope must have ended: the nearest deadline of this scope and those around it (L39).
     *
     * @return null if there is none
     */
    public @Nullable Deadline deadline() {
        return deadline;
    }

    /**
     * Such as {@code scope "search"}, or {@code scope #7} if it has no name.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return name == null ? "scope #" + id : "scope \"" + name + "\"";
    }

    // ---- for the processes and reports

    ScopeState state() {
        return state;
    }

    long id() {
        return id;
    }

    Scheduling scheduling() {
        return scheduling;
    }

    List<Thread> threads() {
        state.lock();
        try {
            return state.threads();
        } finally {
            state.unlock();
        }
    }

    /** The scoped values that a process with this body gets. */
    ScopedValue.Carrier bindings(ProcessBody body) {
        return body instanceof Task.Body<?> of ? carrier.where(Task.CURRENT, of.task()) : carrier;
    }

    void processFailed(ProcessRecord process, Throwable failure) {
        try {
            noteFailure(process, failure);
        } catch (Throwable t) { // there may be no memory to say what it was
            failed(process, t);
        }
    }

    private void noteFailure(ProcessRecord process, Throwable failure) {
        if (Cancellation.isNotWanted(failure)
                || ((hasBeenCancelled() || process.isCancelled()) && Cancellation.ends(failure))) {
            List<Throwable> reports = new ArrayList<>();
            for (Throwable beside : Cancellation.failuresBeside(failure)) {
                ProcessFailedException report = report(process, beside);
                if (!isHandled(report)) {
                    reports.add(report);
                }
            }
            failedBeside(reports);
            return;
        }
        ProcessFailedException report = report(process, failure);
        if (isKeeper(process) || !isHandled(report)) {
            failed(process, report);
        }
    }

    private void failed(ProcessRecord process, Throwable failure) {
        insistOnFail(failure);
        // without its keeper no deadline is kept
        if (policy == ScopePolicy.FAIL_FAST || isKeeper(process)) {
            insistOnCancel(Cancellation.FAILURE);
        }
    }

    private boolean isKeeper(ProcessRecord process) {
        state.lock();
        try {
            return process.equals(state.keeper());
        } finally {
            state.unlock();
        }
    }

    /** As {@link #fail}: again, until there is memory for it. */
    void insistOnFail(Throwable failure) {
        while (true) {
            try {
                fail(failure);
                return;
            } catch (OutOfMemoryError e) {
                Insist.awaitMemory();
            }
        }
    }

    /** As {@link #cancel}: again, until there is memory for it, for nobody else would do it. */
    void insistOnCancel(Cancellation why) {
        while (true) {
            try {
                cancel(why);
                return;
            } catch (OutOfMemoryError e) {
                Insist.awaitMemory();
            }
        }
    }

    private ProcessFailedException report(ProcessRecord process, Throwable failure) {
        return new ProcessFailedException(process.name(), toString(), failure);
    }

    /** Whether there is a hook that deals with the failure, and does not fail itself. */
    private boolean isHandled(ProcessFailedException report) {
        Consumer<? super ProcessFailedException> hook = onFailure;
        if (hook == null) {
            return false;
        }
        try {
            carrier.run(() -> hook.accept(report));
            return true;
        } catch (Throwable t) {
            if (t != report) {
                report.addSuppressed(t);
            }
            return false;
        }
    }

    void fail(Throwable failure) {
        scheduling.touch(Op.CANCEL_SCOPE, id);
        state.lock();
        try {
            state.addFailure(failure);
        } finally {
            state.unlock();
        }
    }

    /** Notes what was suppressed in the exception by which a cancelled body or process has ended. */
    void failedBeside(List<? extends Throwable> failures) {
        if (failures.isEmpty()) {
            return;
        }
        scheduling.touch(Op.CANCEL_SCOPE, id);
        state.lock();
        try {
            state.addBeside(failures);
        } finally {
            state.unlock();
        }
    }

    void processEnded(ProcessRecord process) {
        Parked waiting;
        scheduling.touch(Op.END, id);
        state.lock();
        try {
            waiting = state.remove(process);
        } finally {
            state.unlock();
        }
        if (waiting != null) {
            scheduling.unpark(waiting);
        }
    }

    // ---- for the life of this scope and of those inside

    <R extends @Nullable Object, X extends Throwable> R callInside(
            ScopedValue.CallableOp<? extends R, X> body) throws X {
        return carrier.call(body);
    }

    void adopt(Scope scope) {
        boolean cancelled;
        state.lock();
        try {
            state.adopt(scope);
            cancelled = state.cancellation() != null;
        } finally {
            state.unlock();
        }
        if (cancelled) {
            scope.cancel(Cancellation.OUTSIDE);
        }
    }

    void release(Scope scope) {
        state.lock();
        try {
            state.release(scope);
        } finally {
            state.unlock();
        }
    }

    void startKeeper(Deadline end) {
        ProcessRecord keeper =
                new ProcessRecord(this, "deadline of " + this, () -> awaitDeadline(end));
        state.lock();
        state.addKeeper(keeper);
        state.unlock();
        start(keeper, hasBeenCancelled());
    }

    /** A body that never waits is not stopped by the deadline, but it is late all the same. */
    boolean isLate() {
        return deadline != null && deadline.nanoTime() - scheduling.nanoTime() <= 0;
    }

    /** Called when the first racer has come in, in time or not. */
    void endRace() {
        if (isLate()) {
            cancelAsLate();
        } else {
            insistOnCancel(Cancellation.WON);
        }
    }

    /**
     * For a scope inside that is given a core before the keeper: cancels the outermost scope that has this deadline.
     */
    void cancelAsLate() {
        Scope outermost = this;
        while (outermost.parent != null && Objects.equals(deadline, outermost.parent.deadline)) {
            outermost = outermost.parent;
        }
        outermost.insistOnCancel(Cancellation.DEADLINE);
        // the cancel of that one, by somebody else, may still be on its way to those between
        for (Scope between = this; between != null && !between.equals(outermost); ) {
            between.insistOnCancel(Cancellation.OUTSIDE);
            between = between.parent;
        }
    }

    private void awaitDeadline(Deadline end) {
        if (Timers.sleepUntil(scheduling, end.nanoTime(), WaitReason.DEADLINE, this)) {
            insistOnCancel(Cancellation.DEADLINE);
        }
    }
}
