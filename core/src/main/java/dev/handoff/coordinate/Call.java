package dev.handoff.coordinate;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.CheckReturnValue;
import dev.handoff.Deadline;
import dev.handoff.Outcome;
import dev.handoff.Owned;
import dev.handoff.Received;
import dev.handoff.ReceiverFailedException;
import dev.handoff.Scope;
import dev.handoff.Sent;
import dev.handoff.internal.Flag;
import dev.handoff.internal.Foreign;
import dev.handoff.internal.Ignored;
import dev.handoff.internal.Insist;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * A request whose client waits for the answer, as the server gets it from {@link Calls#requests}. It is answered once,
 * by {@link #reply} or {@link #fail}; neither waits, except for memory if the heap is full. Any process may answer.
 *
 * <p>A process that takes a call must see to it that the call is answered, whatever happens: {@code try (call) { … }}
 * fails the call at the end if nobody has answered. A call that is dropped unanswered leaves its client waiting. The
 * checker reports that. A running program reports it, as a leak or a deadlock (L48, L49), only when nobody who can act
 * has the {@link Calls} any more, because {@link Calls#cancel} would end the wait.
 *
 * @param <Q> the type of requests
 * @param <A> the type of answers
 */
public final class Call<Q, A extends @Nullable Object> implements AutoCloseable {
    /* Overview
     *
     *   firstAnswer  closed by the first answer: a reply, a failure, a drop or a cancel; after that nobody else answers
     *   answers      room for one answer, so that the server never waits. A client that gives up cancels it: an answer
     *                in it then goes to the hook. Whichever of the two comes first, the other side is told. An answer
     *                has the form in which a client with a limit gets it: once it was taken, there may be no memory to
     *                make that.
     *   abandoned    a gate that a client opens when it gives up, before that cancel; made if a server asks for it
     */
    private record Answer<A extends @Nullable Object>(
            Received.@Nullable Value<A> value, @Nullable WorkFailedException failure) {}

    private static final String CANCELLED = "was cancelled by the server";

    private final Calls<Q, A> calls;
    private final Q request;
    private final Channel<Void> firstAnswer;
    private final Channel<Answer<A>> answers;

    /**
     * Whether the client has given up, or was told that the servers are gone. Set before that can be seen of
     * {@code answers}. Also the lock of the next two: the monitor of the call itself may be held by whoever serves it.
     */
    private final Flag over = new Flag();

    private @Nullable Gate abandoned;

    /** Whether the client waits for nothing any more, so that no cancel has to tell it. */
    private boolean hasLeft;

    Call(Calls<Q, A> calls, Q request, Consumer<? super A> onUndelivered) {
        this.calls = calls;
        this.request = request;
        this.firstAnswer = Channel.<Void>named(calls.firstAnswerName()).open();
        this.answers =
                Channel.<Answer<A>>named(calls.answersName())
                        .buffered(1)
                        .onUndelivered(
                                answer -> {
                                    if (answer.value != null) {
                                        onUndelivered.accept(answer.value.value());
                                    }
                                })
                        .open();
    }

    // ---- the server's side

    /**
     * What is asked.
     *
     * @return the same each time
     */
    public Q request() {
        return request;
    }

    /**
     * Answers the call. The client's actions before its call happen-before the server gets it; the server's actions
     * before this happen-before the client's call returns.
     *
     * @param value the answer, which may be null
     * @return false if the client has given up or the servers have (by {@link Calls#cancel}); the answer is still the
     *     server's
     * @throws IllegalArgumentException if the answer is an {@link Owned} value, which does not move with a call
     * @throws IllegalStateException if it was answered before
     */
    public boolean reply(A value) {
        Answer<A> answer = new Answer<>(new Received.Value<>(Calls.movable(value)), null);
        return !isNotWanted() && (offer(answer) || refused());
    }

    /**
     * Answers with a failure: the client's call throws {@link WorkFailedException} with this cause.
     *
     * @param cause what went wrong
     * @return false if the client has given up or the servers have
     * @throws IllegalStateException if it was answered before
     */
    public boolean fail(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        return !isNotWanted() && (offerFailure("has failed", cause) || refused());
    }

    private boolean offerFailure(String how, @Nullable Throwable cause) {
        return !firstAnswer.isClosed() // else the client may change its request while we read it
                && offer(new Answer<>(null, failure(how, cause)));
    }

    private WorkFailedException failure(String how, @Nullable Throwable cause) {
        String why = cause == null ? "" : ": " + Foreign.words(cause);
        return new WorkFailedException(this + " " + how + why, cause);
    }

    private boolean isNotWanted() {
        return over.isSet() || calls.isCancelled();
    }

    /** False if nobody wants an answer any more; throws if there is one. */
    private boolean refused() {
        if (isNotWanted()) {
            return false;
        }
        throw new IllegalStateException(calls.callTitle() + " was answered before");
    }

    /** False if it was answered before, or the client has given up. */
    private boolean offer(Answer<A> answer) {
        return firstAnswer.tryClose() && insistOnSending(answer);
    }

    /** There is room, but perhaps no memory; and nobody else can answer any more. */
    private boolean insistOnSending(Answer<A> answer) {
        while (true) {
            try {
                return answers.trySend(answer) instanceof Sent.Accepted;
            } catch (OutOfMemoryError e) {
                Insist.awaitMemory();
            }
        }
    }

    /**
     * A case that is ready when the client has given up, or {@link Calls#cancel} was called: for a server that would rather
     * stop than work in vain. It says nothing of a client that has its answer.
     *
     * @param handler gives the select's result
     * @param <R> its type
     * @return the case; it may stand in selects that run many times
     */
    @CheckReturnValue(Ignored.CASE)
    public <R extends @Nullable Object> Case<R> onAbandoned(Outcome<? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        Gate gate;
        synchronized (over) {
            if (abandoned == null) {
                abandoned = new Gate("client of " + calls.callTitle() + " giving up");
            }
            gate = abandoned;
        }
        wasTaken(); // its client may not know yet, while a handler keeps it
        if (over.isSet()) {
            gate.open();
        }
        return gate.onOpen(handler);
    }

    /** Fails the call, unless it was answered or given up before. Waits only if there is no memory, until there is some. */
    @Override
    public void close() {
        cutShort("was dropped without an answer", null);
    }

    /** Fails the call for the server, unless it was answered or given up before. */
    void cutShort(String how, @Nullable Throwable cause) {
        if (!over.isSet()) {
            insistOnFailure(how, cause);
        }
    }

    /**
     * Fails the call, unless it was answered before. Tries again until there is memory for it: nobody else would tell
     * the client.
     */
    private void insistOnFailure(String how, @Nullable Throwable cause) {
        while (true) {
            try {
                offerFailure(how, cause);
                return;
            } catch (OutOfMemoryError e) {
                Insist.awaitMemory();
            }
        }
    }

    /** A cancel finds the call among those that were taken; or else it is found here that there was a cancel. */
    private void wasTaken() {
        synchronized (over) {
            if (!hasLeft) {
                calls.addTaken(this);
            }
        }
        if (calls.isCancelled()) {
            cancelByServer();
        }
    }

    void cancelByServer() {
        if (tellOver()) {
            insistOnFailure(CANCELLED, calls.cause());
        }
    }

    // ---- the client's side

    /**
     * A server has taken the call by an extended receive, whose handler has thrown: perhaps after its answer, which
     * stays.
     */
    void failedBy(ReceiverFailedException handler) {
        insistOnFailure("has failed", Objects.requireNonNull(handler.getCause()));
    }

    /** What the client throws if the servers have gone before one of them had taken the call. */
    WorkFailedException notTaken() throws InterruptedException {
        Throwable cause = calls.cause();
        if (cause == null) {
            Scope.checkpoint(); // what has ended the servers may not have come to this thread yet
        }
        return failure(CANCELLED, cause);
    }

    /** Called by the client when the call was taken; as {@link #awaitUntil}. */
    A await() throws InterruptedException {
        Answer<A> answer;
        try {
            wasTaken();
            answer = answers.receive();
        } catch (Throwable t) { // an interrupt; or there is no memory for the wait
            giveUp();
            throw t;
        }
        return open(answer).value();
    }

    Received<A> awaitUntil(Deadline deadline) throws InterruptedException {
        Answer<A> answer;
        try {
            wasTaken();
            answer = TimedTake.orNull(answers, deadline.remaining());
        } catch (Throwable t) { // an interrupt; or there is no memory for the wait
            giveUp();
            throw t;
        }
        if (answer == null) {
            giveUp();
            return Received.empty();
        }
        return open(answer);
    }

    private Received.Value<A> open(Answer<A> answer) throws InterruptedException {
        leave();
        if (answer.failure != null) {
            if (answer.failure.getCause() == null) {
                // what has ended the server may not have come to this thread yet
                Scope.checkpoint();
            }
            throw answer.failure;
        }
        return Objects.requireNonNull(answer.value);
    }

    /** Tries again until there is memory for it: the server is to know, and what has ended the wait is to be thrown. */
    private void giveUp() {
        while (true) {
            try {
                tellOver();
                answers.cancel();
                leave();
                return;
            } catch (OutOfMemoryError e) {
                Insist.awaitMemory();
            }
        }
    }

    private void leave() {
        synchronized (over) {
            hasLeft = true;
            calls.removeTaken(this);
        }
    }

    /** Returns whether this call of the method was the first to say that it is over. */
    private boolean tellOver() {
        boolean first = over.trySet();
        Gate gate;
        synchronized (over) {
            gate = abandoned;
        }
        if (gate != null) {
            gate.insistOnOpen();
        }
        return first;
    }

    /**
     * Such as {@code call of "prices" with AAPL}.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return calls.callTitle() + " with " + Foreign.words(request);
    }
}
