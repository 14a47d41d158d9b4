package dev.handoff.coordinate;

import dev.handoff.CancelledException;
import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.CheckReturnValue;
import dev.handoff.Handler;
import dev.handoff.ProcessBody;
import dev.handoff.WorkCancelledException;
import dev.handoff.internal.Ignored;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Interrupts;
import dev.handoff.internal.toolkit.Cancellations;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * A body that is run once, by the first caller that asks for its result; the others wait for it, and all get the same.
 *
 * <pre>{@code
 * Once<Config> config = Once.named("config", () -> Config.read(path));
 * …
 * config.get().port();                   // in any process
 *
 * Once<Void> closing = Once.of(results::close); // R22: whoever comes first closes
 * }</pre>
 *
 * <p>A failure is a result: the body is not run again, and everybody who asks gets a {@link WorkFailedException} with
 * the same cause. But a process that is cancelled while it runs the body has not run it: the next in line runs it anew.
 * It is taken to be cancelled if the body ends by {@link InterruptedException}, by what else an interrupt makes it
 * throw, such as {@link java.nio.channels.ClosedByInterruptException}, or by {@link CancelledException}; or, in a scope
 * or task that was cancelled, by an exception that has one of these or a {@link WorkCancelledException} among its
 * causes.
 *
 * <p>The body must not ask for its own result: that waits for itself, and is reported as a deadlock.
 *
 * <p>The actions of the body happen-before the return of each {@link #get}.
 *
 * <p>After Go's sync.Once and OnceValue (2009, 2023). Differs: a cancelled run does not count.
 *
 * @param <T> the type of the result
 */
public final class Once<T extends @Nullable Object> {
    /* Overview
     *
     *   turn    a channel with one token in it. The process that receives the token runs the body, and then closes the
     *           channel: so a receive answers "it is your turn" or "it has been run". If that process is cancelled, it
     *           sends the token back, to the first process that waits.
     *   result  complete before `turn` is closed
     */
    private enum Token {
        TURN
    }

    private final String title;
    private final Callable<? extends T> body;
    private final Channel<Token> turn;
    private final Completion<T> result;

    private Once(String title, Callable<? extends T> body) {
        this.title = title;
        this.body = Objects.requireNonNull(body, "body");
        this.turn = Channel.<Token>named(title).buffered(1).open();
        this.result = new Completion<>(title, "end of " + title);
        turn.trySend(Token.TURN);
    }

    /**
     * Makes a once without a name; nothing is run yet.
     *
     * @param body what is run by the first caller that asks
     * @param <T> the type of the result
     * @return what gives the result
     */
    public static <T extends @Nullable Object> Once<T> of(Callable<? extends T> body) {
        return new Once<>("once", body);
    }

    /**
     * As {@link #of(Callable)}, for a body without a result.
     *
     * @param body what is run by the first caller that asks
     * @return what gives the result, which is null
     */
    public static Once<@Nullable Void> of(ProcessBody body) {
        return of(body.asCallable());
    }

    /**
     * Makes a once with a name, which messages and reports will show; nothing is run yet.
     *
     * @param name the name
     * @param body what is run by the first caller that asks
     * @param <T> the type of the result
     * @return what gives the result
     */
    public static <T extends @Nullable Object> Once<T> named(
            String name, Callable<? extends T> body) {
        return new Once<>("once \"" + Objects.requireNonNull(name, "name") + "\"", body);
    }

    /**
     * As {@link #named(String, Callable)}, for a body without a result.
     *
     * @param name the name
     * @param body what is run by the first caller that asks
     * @return what gives the result, which is null
     */
    public static Once<@Nullable Void> named(String name, ProcessBody body) {
        return named(name, body.asCallable());
    }

    /**
     * The result: runs the body if nobody has, and waits if somebody is running it.
     *
     * @return what the body has returned
     * @throws WorkFailedException if the body has failed, now or before
     * @throws InterruptedException if the thread was interrupted while it waited, or if the body has ended by an
     *     interrupt in this thread
     * @throws CancelledException if the body has ended by it, in this thread
     */
    public T get() throws InterruptedException {
        if (turn.receiveOrNull() != null) {
            run();
        }
        return result.result(); // is there: an interrupt takes nothing away (L20)
    }

    private void run() throws InterruptedException {
        boolean hasRun = false;
        try {
            T value = body.call();
            result.complete(value);
            hasRun = true;
        } catch (CancelledException e) {
            throw e; // this process is no longer wanted: that is not the body's fault
        } catch (Throwable t) {
            if (Interrupts.hasMet(t)) {
                throw Interrupts.asOne(t); // likewise
            }
            if (Cancellations.hasEnded(t) && Cancels.isUnwanted()) {
                throw Cancels.asInterrupt(t);
            }
            result.fail(t);
            hasRun = true;
        } finally {
            if (hasRun) {
                Insist.onClose(turn);
            } else {
                turn.trySend(Token.TURN);
            }
        }
    }

    /**
     * Waits at most {@code limit} until the body has been run, with a result or a failure; {@link #get} says which. It
     * does not run the body: somebody else must ask for the result. If this returns true, the actions of the body
     * happen-before the return. For a limit on the body itself, call {@code get} in a scope with a
     * {@linkplain dev.handoff.ScopeBuilder#deadline deadline}: a body that is late has not been run then.
     *
     * @param limit how long at most; zero or less: only looks
     * @return whether it has been run
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean awaitWithin(Duration limit) throws InterruptedException {
        return result.awaitWithin(limit);
    }

    /**
     * A case that is ready once the body has been run. It does not run the body. If the body has failed, the select
     * throws the {@link WorkFailedException}.
     *
     * @param handler is given the result
     * @param <R> the type of the select's result
     * @return the case; it may stand in selects that run many times
     */
    @CheckReturnValue(Ignored.CASE)
    public <R extends @Nullable Object> Case<R> onDone(Handler<? super T, ? extends R> handler) {
        return result.onEnd(handler);
    }

    /**
     * Whether the body has been run, with a result or a failure.
     *
     * @return true if {@link #get} would not wait
     */
    public boolean isDone() {
        return result.isEnded();
    }

    /**
     * Such as {@code once "config"}.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return title;
    }
}
