package dev.handoff;

import dev.handoff.internal.Ignored;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Waits on several operations at once, and does exactly one of them (L25).
 *
 * <pre>{@code
 * String line = Select.one(
 *         on(news, n -> "news: " + n),
 *         to(log, "idle", () -> "logged"),
 *         after(Duration.ofSeconds(5), () -> "nothing new"));
 * }</pre>
 *
 * <p>A select that runs in a loop is built once, with {@link #of}, {@link #prioritized} or {@link #rotating}, and run
 * many times; a run allocates nothing while a case is ready (L34), except for a tick that it receives and an
 * {@link Owned} value that it offers. One thread at a time may run it.
 *
 * <p>A case that is not chosen has no effect at all. A case whose channel has ended is disabled, or matched each time
 * if it has {@link Case#onClosed}. A receive case on a channel that has failed is matched and throws if it has no such
 * handler (L28). The cases are made by the static methods of this class, which are meant to be imported.
 *
 * <p>In its memory effects, a matched case is like the plain operation (L8). Actions before a send happen-before the
 * handler of the receive case that gets the value; actions before a run happen-before the return of the receive that
 * gets the value of its send case. Actions before a close happen-before the handler of a case that is matched by that
 * end, and before a run's report that all have ended.
 *
 * <p>After Dijkstra's guarded commands (1975), Hoare's CSP (1978), occam's ALT (1983) and Go's select (2009).
 *
 * @param <R> the type of the result: what the chosen case's handler returns
 */
public final class Select<R extends @Nullable Object> {
    private static final VarHandle RUNNING;

    static {
        try {
            RUNNING = MethodHandles.lookup().findVarHandle(Select.class, "running", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Selection selection;
    private final List<Case.OnChannel<?, ? extends R>> onChannels;
    private final List<Case.Plain<? extends R>> timed;
    private final Case.@Nullable Plain<? extends R> otherwise;
    private final Case.@Nullable Plain<? extends R> ended;

    @SuppressWarnings("UnusedVariable") // used through RUNNING
    private volatile boolean running;

    private Select(Selection.Order order, Case<? extends R>[] cases) {
        List<Case.OnChannel<?, ? extends R>> onChannels = new ArrayList<>();
        List<Case.Plain<? extends R>> timed = new ArrayList<>();
        Case.Plain<? extends R> otherwise = null;
        Case.Plain<? extends R> ended = null;
        int[] sequence = new int[cases.length];
        int count = 0;
        for (Case<? extends R> c : cases) {
            switch (Objects.requireNonNull(
                    c, "a case of a select is null; for none use Channel.never()")) {
                case Case.OnChannel<?, ? extends R> onChannel -> {
                    onChannel.requireMatchable();
                    sequence[count++] = onChannels.size();
                    onChannels.add(onChannel);
                }
                case Case.Plain<? extends R> plain -> {
                    switch (plain.trigger) {
                        case AFTER -> timed.add(plain);
                        case AT -> {
                            sequence[count++] = Selection.TIMED - timed.size();
                            timed.add(plain);
                        }
                        case OTHERWISE -> otherwise = only(otherwise, plain);
                        case ENDED -> ended = only(ended, plain);
                    }
                }
            }
        }
        this.onChannels = onChannels;
        this.timed = timed;
        this.otherwise = otherwise;
        this.ended = ended;
        this.selection =
                new Selection(
                        order,
                        onChannels.toArray(Case.OnChannel<?, ?>[]::new),
                        timed.toArray(Case.Plain<?>[]::new),
                        Arrays.copyOf(sequence, count),
                        otherwise,
                        ended != null);
    }

    private static <C extends Case.Plain<?>> C only(@Nullable C earlier, C plain) {
        if (earlier != null) {
            throw new IllegalArgumentException("a select has two cases for " + plain.trigger.words);
        }
        return plain;
    }

    // ---- making

    /**
     * Runs a select once, choosing fairly.
     *
     * @param cases the alternatives
     * @param <R> the type of the result
     * @return what the chosen case's handler returns
     * @throws IllegalArgumentException if there are two {@link #otherwise} or two {@link #ended} cases, or an {@link #on} case
     *     on a {@code done()} receiver that has no {@link Case#onClosed}
     * @throws AllClosedException as {@link #run}
     * @throws ChannelFailedException as {@link #run}
     * @throws ReceiverFailedException as {@link #run}
     * @throws OwnershipException as {@link #run}
     * @throws NullPointerException as {@link #run}; or if a case is null
     * @throws InterruptedException as {@link #run}
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <R extends @Nullable Object> R one(Case<? extends R>... cases)
            throws InterruptedException {
        return new Select<R>(Selection.Order.FAIR, cases).run();
    }

    /**
     * As {@link #one(Case[])}, for a number of cases that is known only when the program runs.
     *
     * @param cases the alternatives
     * @param <R> the type of the result
     * @return what the chosen case's handler returns
     * @throws IllegalArgumentException as {@link #one(Case[])}
     * @throws AllClosedException as {@link #run}; also if there are none
     * @throws ChannelFailedException as {@link #run}
     * @throws ReceiverFailedException as {@link #run}
     * @throws OwnershipException as {@link #run}
     * @throws NullPointerException as {@link #run}; or if a case is null
     * @throws InterruptedException as {@link #run}
     */
    public static <R extends @Nullable Object> R one(List<? extends Case<? extends R>> cases)
            throws InterruptedException {
        return Select.<R>of(cases).run();
    }

    /**
     * A select that chooses fairly: each of the ready cases is equally likely (L26).
     *
     * @param cases the alternatives
     * @param <R> the type of the result
     * @return a select to be run many times
     * @throws IllegalArgumentException if there are two {@link #otherwise} or two {@link #ended} cases, or an {@link #on} case
     *     on a {@code done()} receiver that has no {@link Case#onClosed}
     */
    @CheckReturnValue(Ignored.SELECT)
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <R extends @Nullable Object> Select<R> of(Case<? extends R>... cases) {
        return new Select<>(Selection.Order.FAIR, cases);
    }

    /**
     * As {@link #of(Case[])}, for a number of cases that is known only when the program runs.
     *
     * @param cases the alternatives; a case that is added to the list later is not part of this select
     * @param <R> the type of the result
     * @return a select to be run many times
     * @throws IllegalArgumentException if there are two {@link #otherwise} or two {@link #ended} cases, or an {@link #on} case
     *     on a {@code done()} receiver that has no {@link Case#onClosed}
     */
    @CheckReturnValue(Ignored.SELECT)
    public static <R extends @Nullable Object> Select<R> of(
            List<? extends Case<? extends R>> cases) {
        return new Select<>(Selection.Order.FAIR, Select.<R>array(cases));
    }

    /**
     * A select that chooses the first ready case in the order given (L26). A case that is always ready starves those
     * after it.
     *
     * @param cases the alternatives, the most important first
     * @param <R> the type of the result
     * @return a select to be run many times
     * @throws IllegalArgumentException if there are two {@link #otherwise} or two {@link #ended} cases, or an {@link #on} case
     *     on a {@code done()} receiver that has no {@link Case#onClosed}
     */
    @CheckReturnValue(Ignored.SELECT)
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <R extends @Nullable Object> Select<R> prioritized(Case<? extends R>... cases) {
        return new Select<>(Selection.Order.PRIORITIZED, cases);
    }

    /**
     * As {@link #prioritized(Case[])}, for a number of cases that is known only when the program runs.
     *
     * @param cases the alternatives, the most important first; a case that is added to the list later is not part of
     *     this select
     * @param <R> the type of the result
     * @return a select to be run many times
     * @throws IllegalArgumentException if there are two {@link #otherwise} or two {@link #ended} cases, or an {@link #on} case
     *     on a {@code done()} receiver that has no {@link Case#onClosed}
     */
    @CheckReturnValue(Ignored.SELECT)
    public static <R extends @Nullable Object> Select<R> prioritized(
            List<? extends Case<? extends R>> cases) {
        return new Select<>(Selection.Order.PRIORITIZED, Select.<R>array(cases));
    }

    /**
     * A select that begins its search behind the case chosen last: while a case is ready, no other is chosen twice
     * (L26).
     *
     * @param cases the alternatives
     * @param <R> the type of the result
     * @return a select to be run many times
     * @throws IllegalArgumentException if there are two {@link #otherwise} or two {@link #ended} cases, or an {@link #on} case
     *     on a {@code done()} receiver that has no {@link Case#onClosed}
     */
    @CheckReturnValue(Ignored.SELECT)
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <R extends @Nullable Object> Select<R> rotating(Case<? extends R>... cases) {
        return new Select<>(Selection.Order.ROTATING, cases);
    }

    /**
     * As {@link #rotating(Case[])}, for a number of cases that is known only when the program runs.
     *
     * @param cases the alternatives; a case that is added to the list later is not part of this select
     * @param <R> the type of the result
     * @return a select to be run many times
     * @throws IllegalArgumentException if there are two {@link #otherwise} or two {@link #ended} cases, or an {@link #on} case
     *     on a {@code done()} receiver that has no {@link Case#onClosed}
     */
    @CheckReturnValue(Ignored.SELECT)
    public static <R extends @Nullable Object> Select<R> rotating(
            List<? extends Case<? extends R>> cases) {
        return new Select<>(Selection.Order.ROTATING, Select.<R>array(cases));
    }

    @SuppressWarnings("unchecked") // an array of a generic type can only be made so
    private static <R extends @Nullable Object> Case<? extends R>[] array(
            List<? extends Case<? extends R>> cases) {
        return cases.toArray((Case<? extends R>[]) new Case<?>[0]);
    }

    // ---- running

    /**
     * Waits until one of the cases can be matched, does what it says, and runs its handler. If an extended receive has
     * taken the value of a send case, the run waits for the receiver's handler (L24), whatever the time-out; an
     * interrupt does not end that wait, and stays set.
     *
     * <p>What a guard or a supplier throws is thrown here, and then no case was matched. What a handler throws is
     * thrown here, too, and then its case was matched (L32).
     *
     * @return what the handler returns
     * @throws AllClosedException if no case can be matched any more and there is no {@link #ended} case
     * @throws ChannelFailedException if the channel of a receive case has failed, and the case has no handler for it
     * @throws ReceiverFailedException if a send was received, and the receiver's handler threw
     * @throws OwnershipException if a send case has an {@link Owned} value that does not belong to this process; no
     *     case was matched
     * @throws NullPointerException if the supplier of a {@link #toNext}, {@link #toNew} or {@link #at(Supplier, Outcome) at} case gives
     *     null; no case was matched
     * @throws InterruptedException if the thread was interrupted before a case was matched, and then none has had an effect
     *     (L20, L21); or if a handler has thrown it, and then its case was matched
     * @throws IllegalStateException if it is being run already: by another thread, or by this one, in a guard, a
     *     supplier or an {@code onUndelivered} hook (a handler may run it again)
     */
    public R run() throws InterruptedException {
        selection.reach();
        if (!RUNNING.compareAndSet(this, false, true)) {
            throw new IllegalStateException(
                    "this select is being run already; each process needs its own");
        }
        int outcome;
        Object item = null;
        try {
            outcome = selection.match();
            if (outcome >= 0) {
                item = selection.takeItem(outcome);
            }
        } finally {
            RUNNING.setRelease(this, false);
        }
        return outcome >= 0 ? resultOfCase(outcome, item) : resultOfPlain(outcome);
    }

    private R resultOfCase(int outcome, @Nullable Object item) throws InterruptedException {
        Case.OnChannel<?, ? extends R> chosen = onChannels.get(Place.index(outcome));
        return Place.isEnded(outcome) ? chosen.resultOfEnd() : chosen.result(item);
    }

    private R resultOfPlain(int outcome) throws InterruptedException {
        Case.Plain<? extends R> chosen =
                switch (outcome) {
                    case Selection.OTHERWISE -> otherwise;
                    case Selection.ALL_CLOSED -> ended;
                    default -> timed.get(Selection.TIMED - outcome);
                };
        if (outcome == Selection.ALL_CLOSED) {
            selection.foundEnded();
        }
        if (chosen == null) {
            throw new AllClosedException(
                    "no case of this select can be matched any more: each is closed, guarded or"
                            + " never ready: "
                            + onChannels.stream().map(c -> c.channel.title()).toList());
        }
        return chosen.handler.run();
    }

    // ---- cases

    /**
     * A receive case. A select refuses one on {@link Scope#done}, {@link Task#done} or {@link Sender#done} that has no
     * {@link Case#onClosed} handler, because these never have a value and only end: use
     * {@link #done(Scope, Outcome) done} instead.
     *
     * @param receiver where the value comes from
     * @param handler is given the value
     * @param <T> the type of the channel's values
     * @param <R> the type of the result
     * @return the case
     */
    @CheckReturnValue(Ignored.CASE)
    public static <T, R extends @Nullable Object> Case<R> on(
            Receiver<T> receiver, Handler<? super T, ? extends R> handler) {
        return new Case.Receive<>(Channel.of(receiver), handler);
    }

    /**
     * A send case.
     *
     * @param sender where the value goes
     * @param value what is sent
     * @param handler runs after the value was sent
     * @param <T> the type of the channel's values
     * @param <R> the type of the result
     * @return the case
     */
    @CheckReturnValue(Ignored.CASE)
    public static <T, R extends @Nullable Object> Case<R> to(
            Sender<T> sender, T value, Outcome<? extends R> handler) {
        Channel.of(sender).requireValue(value);
        Objects.requireNonNull(handler, "handler");
        return new Case.Send<>(sender, () -> value, true, sent -> handler.run());
    }

    /**
     * A send case whose value is asked for at the beginning of each run, unless its guard is false: {@code toNext(out,
     * held::peek, held::remove)}.
     *
     * @param sender where the value goes
     * @param values gives the value; asked before it is certain that the value will be sent, so it must not consume
     * @param handler runs after the value was sent
     * @param <T> the type of the channel's values
     * @param <R> the type of the result
     * @return the case
     */
    @CheckReturnValue(Ignored.CASE)
    public static <T, R extends @Nullable Object> Case<R> toNext(
            Sender<T> sender, Supplier<? extends T> values, Outcome<? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        return new Case.Send<>(sender, values, false, sent -> handler.run());
    }

    /**
     * As {@link #toNext}, for a value that is made anew each time: the handler is told which value was sent. So the
     * case may stand in a select twice.
     *
     * @param sender where the value goes
     * @param values makes the value; asked before it is certain that the value will be sent, so it must not consume
     * @param handler is given the value, after it was sent
     * @param <T> the type of the channel's values
     * @param <R> the type of the result
     * @return the case
     */
    @CheckReturnValue(Ignored.CASE)
    public static <T, R extends @Nullable Object> Case<R> toNew(
            Sender<T> sender,
            Supplier<? extends T> values,
            Handler<? super T, ? extends R> handler) {
        return new Case.Send<>(sender, values, false, handler);
    }

    /**
     * A time-out: it is chosen {@code limit} after the beginning of each run, if no other case was chosen before.
     *
     * @param limit how long; zero or less: at once, if no other case is ready
     * @param handler gives the result
     * @param <R> the type of the result
     * @return the case
     */
    @CheckReturnValue(Ignored.CASE)
    public static <R extends @Nullable Object> Case<R> after(
            Duration limit, Outcome<? extends R> handler) {
        return new Case.Plain<>(Case.Trigger.AFTER, Deadline.nanos(limit), handler);
    }

    /**
     * A deadline: the same instant in each run. In a run that begins when the deadline has passed, it is a ready case
     * like any other (L26). So a loop over channels that always have a value ends soon after the deadline, and at once
     * if the select is {@link #prioritized} and this is its first case.
     *
     * @param deadline when
     * @param handler gives the result
     * @param <R> the type of the result
     * @return the case
     */
    @CheckReturnValue(Ignored.CASE)
    public static <R extends @Nullable Object> Case<R> at(
            Deadline deadline, Outcome<? extends R> handler) {
        return new Case.Plain<>(Case.Trigger.AT, deadline.nanoTime(), handler);
    }

    /**
     * A deadline that moves: it is asked for at the beginning of each run, unless its guard is false, in the process
     * that selects. A limit that begins anew only with some of the runs, such as those that have received something, is
     * written like this:
     *
     * <pre>{@code
     * Select<Boolean> next = Select.of(
     *         on(lines, line -> { silence = Deadline.in(LIMIT); return print(line); }),
     *         on(ticker, tick -> ping()),              // after(LIMIT, …) would begin anew at each tick
     *         at(() -> silence, () -> false));
     * }</pre>
     *
     * <p>Otherwise as {@link #at(Deadline, Outcome)}. While a run waits, its deadline stays.
     *
     * @param deadlines gives the deadline, not null
     * @param handler gives the result
     * @param <R> the type of the result
     * @return the case
     */
    @CheckReturnValue(Ignored.CASE)
    public static <R extends @Nullable Object> Case<R> at(
            Supplier<Deadline> deadlines, Outcome<? extends R> handler) {
        return new Case.Plain<>(deadlines, handler);
    }

    /**
     * Is taken at once if no other case is ready at one instant (L27). A deadline that has passed when the run begins
     * is ready then; a time-out is not. With this case the select waits for nothing except the handler of an extended
     * receive that has taken its value (L24).
     *
     * @param handler gives the result
     * @param <R> the type of the result
     * @return the case
     */
    @CheckReturnValue(Ignored.CASE)
    public static <R extends @Nullable Object> Case<R> otherwise(Outcome<? extends R> handler) {
        return new Case.Plain<>(Case.Trigger.OTHERWISE, 0, handler);
    }

    /**
     * Is taken when no other case can be matched any more in this run: for each of them, its channel has ended or its
     * guard is false (L28). So it is never taken beside a case that can still be matched: a time-out, a deadline, a
     * ticker, a case with a handler {@linkplain Case#onClosed(Handler) for its end}, or a case that waits for an end,
     * such as that of a scope, a task, a sender, a latch or a future. In such a select, give each other channel's case
     * a handler that tells of its end. This case goes before {@link #otherwise}. A channel that is closed while the
     * select waits to send to it has not ended for that send case, whose value may still be received (L11).
     *
     * @param handler gives the result
     * @param <R> the type of the result
     * @return the case
     */
    @CheckReturnValue(Ignored.CASE)
    public static <R extends @Nullable Object> Case<R> ended(Outcome<? extends R> handler) {
        return new Case.Plain<>(Case.Trigger.ENDED, 0, handler);
    }

    /**
     * Is ready when a scope is cancelled (L40).
     *
     * @param scope the scope
     * @param handler gives the result
     * @param <R> the type of the result
     * @return the case
     */
    @CheckReturnValue(Ignored.CASE)
    public static <R extends @Nullable Object> Case<R> done(
            Scope scope, Outcome<? extends R> handler) {
        return whenEnded(scope.done(), handler);
    }

    /**
     * Is ready when a channel takes no more values: its receiver has cancelled it, or a sender has closed or failed it.
     *
     * @param sender the sending end, see {@link Sender#done}
     * @param handler gives the result
     * @param <R> the type of the result
     * @return the case
     */
    @CheckReturnValue(Ignored.CASE)
    public static <R extends @Nullable Object> Case<R> done(
            Sender<?> sender, Outcome<? extends R> handler) {
        return whenEnded(sender.done(), handler);
    }

    /**
     * Is ready when a task has ended. If the task has failed or was cancelled, the select throws what {@link Task#join} throws.
     *
     * @param task the task
     * @param handler is given the task's result
     * @param <T> the type of the task's result
     * @param <R> the type of the result
     * @return the case
     */
    @CheckReturnValue(Ignored.CASE)
    public static <T extends @Nullable Object, R extends @Nullable Object> Case<R> done(
            Task<T> task, Handler<? super T, ? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        Outcome<R> outcome = () -> handler.handle(task.outcome());
        return whenEnded(task.done(), outcome);
    }

    private static <R extends @Nullable Object> Case<R> whenEnded(
            Receiver<Void> signal, Outcome<? extends R> handler) {
        return Select.<Void, R>on(signal, nothing -> handler.run()).onClosed(handler);
    }
}
