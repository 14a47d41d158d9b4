package dev.handoff.coordinate;

import dev.handoff.CancelledException;
import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.CheckReturnValue;
import dev.handoff.ClosedException;
import dev.handoff.Deadline;
import dev.handoff.Handler;
import dev.handoff.Owned;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.ReceiverFailedException;
import dev.handoff.Select;
import dev.handoff.Sent;
import dev.handoff.internal.Flag;
import dev.handoff.internal.Ignored;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Interrupts;
import dev.handoff.internal.Unheard;
import dev.handoff.internal.toolkit.Cancellations;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Requests with replies: a client calls, and waits for the answer; a server answers. There may be any number of both.
 *
 * <pre>{@code
 * Calls<String, Integer> prices = Calls.named("prices");
 * scope.go("server", () -> {
 *     try {
 *         prices.serve(name -> lookUp(name));
 *     } finally {
 *         prices.cancel();               // however it has ended, nobody waits for it
 *     }
 * });
 * int price = prices.call("bread");
 * prices.close();                        // the server ends
 * }</pre>
 *
 * <p>A call is a send on a rendezvous channel of requests, and then a receive on a channel of its own, which has room
 * for the answer: a server that answers never waits for its client. A client that gives up, by an interrupt or a
 * time-out, takes nothing away from anybody. While no server has taken its request, nothing was sent (L20). Later, the
 * server learns from {@link Call#reply} that the answer is not wanted, or before that from {@link Call#onAbandoned}. An
 * answer that was given at the last moment goes to {@code onUndelivered}, as does one that {@link #serve} finds
 * refused. So each answer is received, refused, or handed to the hook, once; but see {@link #to} for servers whose
 * handlers throw.
 *
 * <p>A client also waits while there is no server, because one may come, or come again. So the end of a server ends no
 * wait. Code that knows that no server will come has to say so, by {@link #cancel} or {@link #fail}. A server that is
 * the only one does so at its end, as above. Of several servers none does so by itself, because that would cut off the
 * clients of the others, too: the code that has waited for all of them does so, behind the scope that they are in.
 *
 * <p>An answer may be null, such as that of a command without a result, in a {@code Calls<Command, Void>}.
 *
 * <p>An {@link Owned} value moves only by itself, and so not with a call: it is refused with an
 * {@link IllegalArgumentException}, as a request and as an answer. In the latter case {@link #serve} fails the call
 * with that exception.
 *
 * <p>After the entry calls of Ada (1980), Brinch Hansen's Distributed Processes (1978) and JCSP's call channels (Welch,
 * 1998).
 *
 * @param <Q> the type of requests
 * @param <A> the type of answers
 */
public final class Calls<Q, A extends @Nullable Object> implements AutoCloseable {
    /**
     * How a server answers: its result is the reply, and what it throws is the failure of the call.
     *
     * @param <Q> the type of requests
     * @param <A> the type of answers
     */
    @FunctionalInterface
    public interface Service<Q, A extends @Nullable Object> {
        /**
         * Answers one request.
         *
         * @param request what is asked
         * @return the answer, which may be null
         * @throws Exception what the client's call fails with
         */
        A answer(Q request) throws Exception;
    }

    private final @Nullable String name;
    private final Consumer<? super A> onUndelivered;
    private final Channel<Call<Q, A>> requests;

    /** The names of the channels of a call. */
    private final String answers;

    private final String firstAnswer;

    /** Calls that a server has taken and not yet answered: a cancel has to tell their clients, in this order. */
    private final Set<Call<Q, A>> taken = Collections.synchronizedSet(new LinkedHashSet<>());

    private final Flag cancelled = new Flag();

    /**
     * Why it was cancelled, if a caller has said that. Set before the cancel can be seen of {@code cancelled} and
     * {@code requests}.
     */
    private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();

    private Calls(@Nullable String name, Consumer<? super A> onUndelivered) {
        this.name = name;
        this.onUndelivered = onUndelivered;
        this.answers = name == null ? "answers" : "answers of " + name;
        this.firstAnswer = name == null ? "first answer" : "first answer of " + name;
        this.requests = Channel.<Call<Q, A>>named(name == null ? "calls" : name).open();
    }

    /**
     * Makes calls without a name.
     *
     * @param <Q> the type of requests
     * @param <A> the type of answers
     * @return new calls, for clients and servers
     */
    public static <Q, A extends @Nullable Object> Calls<Q, A> create() {
        return new Calls<>(null, answer -> {});
    }

    /**
     * Makes calls with a name, which messages and reports will show.
     *
     * @param name the name
     * @param <Q> the type of requests
     * @param <A> the type of answers
     * @return new calls, for clients and servers
     */
    public static <Q, A extends @Nullable Object> Calls<Q, A> named(String name) {
        return named(name, answer -> {});
    }

    /**
     * As {@link #named(String)}, with a hook for answers that no client gets: those given to a client that gives up at
     * that moment, and those of a {@link #serve} whose client has given up before. Code that calls {@link Call#reply}
     * itself still has an answer that is refused.
     *
     * @param name the name
     * @param onUndelivered gets each such answer once: the former in the client's thread, the latter in the server's.
     *     An answer may be null if the service gives that. What the hook throws goes to the uncaught-exception handler
     *     of that thread, and stops nothing
     * @param <Q> the type of requests
     * @param <A> the type of answers
     * @return new calls, for clients and servers
     */
    public static <Q, A extends @Nullable Object> Calls<Q, A> named(
            String name, Consumer<? super A> onUndelivered) {
        return new Calls<>(
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(onUndelivered, "onUndelivered"));
    }

    // ---- clients

    /**
     * Calls, and waits for the answer: first for a server that takes the request, then for its reply.
     *
     * @param request what is asked
     * @return the answer
     * @throws IllegalArgumentException if the request is an {@link Owned} value
     * @throws WorkFailedException if the server has failed the call, and then {@code getCause} says by what; or if it
     *     has dropped or cancelled the call, even by a {@link #cancel} before a server had taken the request
     * @throws ClosedException if this was closed before; nothing was asked
     * @throws InterruptedException if the thread was interrupted; the answer, if there is one, goes nowhere but to the
     *     hook. Also if the server has dropped or cancelled the call, and this process was cancelled, perhaps together
     *     with the server
     */
    public A call(Q request) throws InterruptedException {
        Call<Q, A> call = begin(request);
        try {
            requests.send(call);
        } catch (ReceiverFailedException e) { // a server has taken it all the same
            call.failedBy(e);
        } catch (CancelledException e) { // by the servers
            throw call.notTaken();
        }
        return call.await();
    }

    /**
     * As {@link #call}, but waits at most {@code limit} for both.
     *
     * @param request what is asked
     * @param limit how long at most; zero or less: a server must be waiting, and its answer is not waited for
     * @return the answer, or {@link Received.Empty} when the time is up, or {@link Received.Closed} if this was closed
     *     before, or cancelled before a server had taken the request. Where an answer may be null,
     *     {@link Received#orNull} does not tell it from these
     * @throws IllegalArgumentException as {@link #call}
     * @throws WorkFailedException if a server has failed, dropped or cancelled the call after it had taken it
     * @throws InterruptedException as {@link #call}
     */
    @CheckReturnValue("nobody knows whether it was answered")
    public Received<A> callWithin(Q request, Duration limit) throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        Call<Q, A> call = begin(request);
        try {
            switch (requests.sendWithin(call, limit)) {
                case Sent.Accepted a -> {}
                case Sent.Full f -> {
                    return Received.empty();
                }
                case Sent.Closed c -> {
                    return Received.closed(cause());
                }
            }
        } catch (ReceiverFailedException e) { // a server has taken it all the same
            call.failedBy(e);
        }
        return call.awaitUntil(deadline);
    }

    /**
     * A case that calls: it is chosen when a server takes the request, and then waits for the answer. A case that is
     * not chosen has asked nobody. Once a server has taken the request, the other cases are out, even a time-out: the
     * wait for the answer has no limit, but an interrupt ends it. The case is disabled when this is closed or
     * cancelled. If the call fails, the select throws what {@link #call} throws; but if a server takes it by an
     * extended receive whose handler throws, the select throws {@link ReceiverFailedException}, and an answer given
     * before is lost. A process that waits for {@link Call#onAbandoned} of such a call is not told of that, but only of
     * a {@link #cancel}, and the call is kept until then.
     *
     * @param request what is asked
     * @param handler is given the answer
     * @param <R> the type of the select's result
     * @return the case; it may stand in selects that run many times, and asks anew in each
     * @throws IllegalArgumentException as {@link #call}
     */
    @CheckReturnValue(Ignored.CASE)
    public <R extends @Nullable Object> Case<R> to(
            Q request, Handler<? super A, ? extends R> handler) {
        requireRequest(request);
        Objects.requireNonNull(handler, "handler");
        Handler<Call<Q, A>, R> onTaken = call -> handler.handle(call.await());
        return Select.toNew(requests, () -> begin(request), onTaken);
    }

    private Call<Q, A> begin(Q request) {
        return new Call<>(this, requireRequest(request), onUndelivered);
    }

    private static <Q> Q requireRequest(Q request) {
        return movable(Objects.requireNonNull(request, "null is no request"));
    }

    static <V extends @Nullable Object> V movable(V value) {
        if (value instanceof Owned) {
            throw new IllegalArgumentException(
                    "an owned value does not move with a call: send it by a channel");
        }
        return value;
    }

    boolean isCancelled() {
        return cancelled.isSet();
    }

    /** Why the servers have gone; null if nobody has said. */
    @Nullable Throwable cause() {
        return cause.get();
    }

    void addTaken(Call<Q, A> call) {
        taken.add(call);
    }

    void removeTaken(Call<Q, A> call) {
        taken.remove(call);
    }

    // ---- servers

    /**
     * The calls, for a server that answers them itself: by a receive, in a loop, or as a case. To close them is up to
     * the clients. To {@link Receiver#cancel} this receiver is the same as {@link #cancel}, but tells only those
     * clients whose calls no server has taken. A {@linkplain Receiver#receiveHolding handler} keeps the client until
     * the handler has returned, even beyond the client's limit. If the handler throws, that is the failure of the call,
     * unless it has answered.
     *
     * @return the same one each time
     */
    public Receiver<Call<Q, A>> requests() {
        return requests;
    }

    /**
     * Answers calls, one after the other, until this is closed or cancelled. Several processes may serve. What the
     * service throws is the failure of that call, and of nothing else; but if this thread is interrupted, at a wait or
     * in a file, or an {@link Error} is thrown, the call is failed and serving ends with that. In a scope or task that
     * was cancelled, the same happens if the service throws an exception that has an interrupt among its causes. A
     * service that swallows the interrupt, and answers, goes on. When serving ends, clients wait for another server, or
     * for a {@link #cancel}.
     *
     * @param service gives the answers
     * @throws InterruptedException if the thread was interrupted; no client whose call
     *     it has taken is left without an answer
     */
    public void serve(Service<? super Q, ? extends A> service) throws InterruptedException {
        Objects.requireNonNull(service, "service");
        Call<Q, A> call;
        while ((call = requests.receiveOrNull()) != null) {
            try {
                serve(call, service);
            } catch (Error e) { // of the service; or there is no memory to answer
                call.cutShort("has failed", e);
                throw e;
            }
        }
    }

    private void serve(Call<Q, A> call, Service<? super Q, ? extends A> service)
            throws InterruptedException {
        A answer;
        try {
            answer = movable(service.answer(call.request()));
        } catch (Exception e) {
            if (Interrupts.hasMet(e) || (Cancellations.hasEnded(e) && Cancels.isUnwanted())) {
                call.cutShort("was cut short by the interrupt of its server", e);
                throw Cancels.asInterrupt(e);
            }
            call.fail(e);
            return;
        }
        boolean wanted = false;
        try {
            wanted = call.reply(answer);
        } finally {
            if (!wanted) {
                refused(answer);
            }
        }
    }

    /** As with a channel's hook: what it throws is reported, and stops nothing. */
    private void refused(A answer) {
        try {
            onUndelivered.accept(answer);
        } catch (Throwable t) {
            Unheard.tell(t);
            Interrupts.keep(t);
        }
    }

    // ---- ending

    /**
     * No more calls: those that wait are still taken, later ones fail with {@link ClosedException}, and servers end
     * when no call is left. Never waits; a second close does nothing.
     */
    @Override
    public void close() {
        requests.close();
    }

    /**
     * The servers are gone: clients that wait are told so by {@link WorkFailedException}, or, if no server has taken
     * their calls and they wait with a limit, by {@link Received.Closed}. Clients whose calls were taken are told in
     * the order in which they learned of the taking. Waits only if there is no memory, until there is some.
     */
    public void cancel() {
        cancel(null);
    }

    /**
     * As {@link #cancel}, and says why the servers are gone: the {@link WorkFailedException} of clients that wait or
     * call later has {@code cause}, and so has the {@link Received.Closed} of a call with a limit. After a close,
     * clients that call later learn only of the close. After a cancel this does nothing; of two causes the first stays.
     *
     * <pre>{@code
     * try {
     *     prices.serve(name -> lookUp(name));
     * } catch (Error e) {                    // which serve throws on
     *     prices.fail(e);
     *     throw e;
     * }
     * }</pre>
     *
     * @param cause what went wrong
     */
    public void fail(Throwable cause) {
        cancel(Objects.requireNonNull(cause, "cause"));
    }

    private void cancel(@Nullable Throwable why) {
        if (why != null && !isCancelled()) {
            cause.compareAndSet(null, why);
        }
        while (true) {
            try {
                cancelled.trySet();
                requests.cancel();
                allTaken().forEach(Call::cancelByServer);
                return;
            } catch (OutOfMemoryError e) {
                Insist.awaitMemory();
            }
        }
    }

    private List<Call<Q, A>> allTaken() {
        synchronized (taken) {
            return List.copyOf(taken);
        }
    }

    /** How many wait for an answer. */
    int takenCalls() {
        return taken.size();
    }

    String answersName() {
        return answers;
    }

    String firstAnswerName() {
        return firstAnswer;
    }

    String callTitle() {
        return name == null ? "call" : "call of \"" + name + "\"";
    }

    /**
     * Such as {@code calls "prices"}.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return name == null ? "calls" : "calls \"" + name + "\"";
    }
}
