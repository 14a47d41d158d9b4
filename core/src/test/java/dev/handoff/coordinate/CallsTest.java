package dev.handoff.coordinate;

import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Handler;
import dev.handoff.Owned;
import dev.handoff.Received;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.WorkCancelledException;
import dev.handoff.bridge.Bytes;
import dev.handoff.bridge.SlowCancels;
import dev.handoff.laws.ShortOfMemory;
import dev.handoff.laws.Speechless;
import dev.handoff.laws.Until;
import dev.handoff.spi.Op;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

class CallsTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final List<Integer> undelivered = new ArrayList<>();
    private final Calls<Integer, Integer> squares = Calls.named("squares", undelivered::add);

    @Test
    void eachClientGetsItsOwnAnswer() throws Exception {
        AtomicInteger sum = new AtomicInteger();
        Scope.run(
                scope -> {
                    scope.go(() -> squares.serve(n -> n * n));
                    scope.go(() -> squares.serve(n -> n * n));
                    Scope.run(
                            clients -> {
                                for (int i = 0; i < 100; i++) {
                                    int n = i;
                                    clients.go(
                                            () -> {
                                                assertThat(squares.call(n)).isEqualTo(n * n);
                                                sum.addAndGet(n);
                                            });
                                }
                            });
                    squares.close();
                });
        assertThat(sum.get()).isEqualTo(4950);
    }

    @Test
    void whatTheServiceThrowsIsThatCallsFailureAndTheServerGoesOn() throws Exception {
        Scope.run(
                scope -> {
                    scope.go(
                            () ->
                                    squares.serve(
                                            n -> {
                                                if (n == 1) {
                                                    throw new IOException("one");
                                                }
                                                return n;
                                            }));
                    assertThatThrownBy(() -> squares.call(1))
                            .isInstanceOf(WorkFailedException.class)
                            .hasMessage(
                                    "call of \"squares\" with 1 has failed:"
                                            + " java.io.IOException: one")
                            .hasRootCauseMessage("one");
                    assertThat(squares.call(2)).isEqualTo(2);
                    squares.close();
                });
    }

    @Test
    void aFailureWithoutWordsIsThatCallsFailureAndTheServerGoesOn() throws Exception {
        Scope.run(
                scope -> {
                    scope.go(
                            () ->
                                    squares.serve(
                                            n -> {
                                                if (n == 1) {
                                                    throw new Speechless();
                                                }
                                                return n;
                                            }));
                    assertThatThrownBy(() -> squares.call(1))
                            .isInstanceOf(WorkFailedException.class)
                            .hasMessage(
                                    "call of \"squares\" with 1 has failed: "
                                            + Speechless.class.getName())
                            .hasCauseInstanceOf(Speechless.class);
                    assertThat(squares.call(2)).isEqualTo(2);
                    squares.close();
                });
    }

    /** As one that holds itself, whose text has no end. */
    private record Wordless() {
        @Override
        public String toString() {
            throw new IllegalStateException("no words");
        }
    }

    @Test
    void aCallWithoutWordsIsDroppedAndCancelledAsAnyOther() throws Exception {
        Calls<Wordless, Integer> calls = Calls.create();
        Scope.run(
                scope -> {
                    Task<Integer> dropped =
                            scope.fork(() -> orMinusOne(() -> calls.call(new Wordless())));
                    calls.requests().receive().close();
                    assertThat(dropped.join()).isEqualTo(-1);
                    Task<Integer> cancelled =
                            scope.fork(() -> orMinusOne(() -> calls.call(new Wordless())));
                    calls.requests().receive();
                    Until.eventually("it waits", () -> calls.takenCalls() == 1);
                    calls.cancel();
                    assertThat(cancelled.join()).isEqualTo(-1);
                });
    }

    @Test
    void aClientThatGivesUpBeforeItIsServedHasAskedNobody() throws Exception {
        assertThat(squares.callWithin(1, Duration.ofMillis(1))).isEqualTo(Received.empty());
        Wait.interruptAndJoin(Wait.waiting(() -> squares.call(2)));
        assertThat(squares.requests().tryReceive()).isEqualTo(Received.empty());
    }

    /** At a step that it takes when a server has taken its call. */
    @ParameterizedTest
    @EnumSource(
            value = Op.class,
            names = {"INSPECT", "RECEIVE", "SELECT"})
    void aClientThatThereIsNoMemoryToWaitHasGivenUp(Op step) {
        Handler<Calls<Integer, Integer>, Object> ask = calls -> calls.call(1);
        Handler<Calls<Integer, Integer>, Object> askWithin =
                calls -> calls.callWithin(1, Duration.ofHours(1));
        List<Handler<Calls<Integer, Integer>, Object>> clients =
                switch (step) {
                    case RECEIVE -> List.of(ask);
                    case SELECT -> List.of(askWithin);
                    default -> List.of(ask, askWithin);
                };
        for (Handler<Calls<Integer, Integer>, Object> client : clients) {
            ShortOfMemory scarce = ShortOfMemory.at(step, 1);
            scarce.runSupervised(scope -> giveUp(scope, client, scarce));
        }
    }

    private static void giveUp(
            Scope scope, Handler<Calls<Integer, Integer>, Object> client, ShortOfMemory scarce)
            throws InterruptedException {
        Calls<Integer, Integer> calls = Calls.create();
        Task<Throwable> asked = scope.fork(() -> catchThrowable(() -> client.handle(calls)));
        AtomicReference<@Nullable Call<Integer, Integer>> call = new AtomicReference<>();
        Until.eventually(
                "it asks",
                () -> {
                    call.set(calls.requests().tryReceiveOrNull());
                    return call.get() != null;
                });
        Until.eventually("it has no memory", scarce::isOver);
        assertThat(asked.join()).isInstanceOf(OutOfMemoryError.class);
        assertThat(calls.takenCalls()).isZero();
        assertThat(call.get().reply(1)).isFalse();
    }

    @Test
    void anInterruptIsThrownIfThereIsNoMemoryForAWhileToGiveUp() {
        ShortOfMemory.at(Op.CANCEL, 1)
                .runSupervised(
                        scope -> {
                            Calls<Integer, Integer> calls = Calls.create();
                            Task<Throwable> asked =
                                    scope.fork(() -> catchThrowable(() -> calls.call(1)));
                            Call<Integer, Integer> call = calls.requests().receive();
                            Until.eventually("it waits", () -> calls.takenCalls() == 1);
                            asked.cancel();
                            assertThat(asked.join()).isInstanceOf(InterruptedException.class);
                            assertThat(calls.takenCalls()).isZero();
                            assertThat(call.reply(1)).isFalse();
                        });
    }

    @Test
    void aServerThatThereIsNoMemoryForAWhileToAnswerAnswersLater() {
        ShortOfMemory.at(Op.TRY_SEND, 1)
                .runSupervised(
                        scope -> {
                            Calls<Integer, Integer> calls = Calls.create();
                            scope.go(() -> calls.serve(n -> n + 1));
                            assertThat(calls.callWithin(1, Wait.LIMIT))
                                    .isEqualTo(new Received.Value<>(2));
                            calls.close();
                        });
    }

    /** It ends, with that. */
    @Test
    void aServerThatThereIsNoMemoryToAnswerFailsTheCallAndTheAnswerGoesToTheHook() {
        ShortOfMemory scarce = ShortOfMemory.later(Op.INSPECT);
        Thread client = Thread.currentThread();
        Calls.Service<Integer, Integer> service =
                n -> {
                    Until.eventually("it is taken", () -> squares.takenCalls() == 1);
                    Until.asleep(client);
                    scarce.begin();
                    return n + 1;
                };
        scarce.runSupervised(
                scope -> {
                    scope.go(() -> squares.serve(service));
                    assertThatThrownBy(() -> squares.callWithin(1, Wait.LIMIT))
                            .isInstanceOf(WorkFailedException.class)
                            .hasRootCauseMessage("planted");
                });
        assertThat(undelivered).containsExactly(2);
    }

    @Test
    void aCancelThatThereIsNoMemoryForAWhileTellsThoseWhoWait() {
        ShortOfMemory.at(Op.CANCEL, 1)
                .runSupervised(
                        scope -> {
                            Calls<Integer, Integer> calls = Calls.create();
                            Channel<?> requests = (Channel<?>) calls.requests();
                            Task<Throwable> client =
                                    scope.fork(() -> catchThrowable(() -> calls.call(1)));
                            Until.eventually("it waits", () -> requests.waitingSenders() == 1);
                            calls.cancel();
                            assertThat(client.join()).isInstanceOf(WorkFailedException.class);
                        });
    }

    @Test
    void aServerNeverWaitsForAClientThatHasGivenUp() throws Exception {
        Thread client = Wait.waiting(() -> squares.call(1));
        Call<Integer, Integer> call = squares.requests().receive();
        assertThat(isAbandoned(call)).isFalse();
        Wait.interruptAndJoin(client);
        assertThat(isAbandoned(call)).isTrue();
        assertThat(call.reply(1)).isFalse();
        assertThat(undelivered).isEmpty();
    }

    private static boolean isAbandoned(Call<?, ?> call) throws InterruptedException {
        return Select.one(call.onAbandoned(() -> true), otherwise(() -> false));
    }

    @Test
    void aCallWithoutAHandlerIsRefused() {
        assertThatThrownBy(() -> squares.to(1, null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void aCallThatWasGivenUpIsNotKept() throws Exception {
        Calls<Object, Integer> calls = Calls.create();
        WeakReference<?> request = giveUp(calls);
        Until.eventually(
                "it is forgotten",
                () -> {
                    System.gc();
                    return request.get() == null;
                });
        calls.close();
    }

    private static WeakReference<?> giveUp(Calls<Object, Integer> calls) throws Exception {
        Object request = new Object();
        Thread client = Wait.waiting(() -> calls.call(request));
        Call<Object, Integer> call = calls.requests().receive();
        Wait.interruptAndJoin(client);
        assertThat(isAbandoned(call)).isTrue();
        return new WeakReference<>(request);
    }

    @Test
    void aServerThatWorksInVainIsToldInASelect() throws Exception {
        Thread client = Wait.waiting(() -> squares.call(1));
        Call<Integer, Integer> call = squares.requests().receive();
        Scope.run(
                scope -> {
                    Task<String> server =
                            scope.fork(
                                    () ->
                                            Select.one(
                                                    call.onAbandoned(() -> "in vain"),
                                                    on(
                                                            Channel.<String>rendezvous(),
                                                            result -> result)));
                    Wait.interruptAndJoin(client);
                    assertThat(server.join()).isEqualTo("in vain");
                });
    }

    @Test
    void anAnswerAtTheLastMomentGoesToTheClientOrToTheHookIfTheClientHasGivenUp() throws Exception {
        List<Integer> received = new ArrayList<>();
        Thread client = Wait.waiting(() -> Select.one(squares.to(1, received::add)));
        Call<Integer, Integer> call = squares.requests().receive();
        client.interrupt();
        boolean wanted = call.reply(7);
        client.join();
        received.addAll(undelivered);
        assertThat(received).isEqualTo(wanted ? List.of(7) : List.of());
    }

    @Test
    void anAnswerThatComesTooLateGoesToTheHookInTheServersThreadAndTheServerGoesOn()
            throws Exception {
        List<String> handedOver = new ArrayList<>();
        List<Throwable> reported = new ArrayList<>();
        Calls<Integer, Integer> calls =
                Calls.named(
                        "slow",
                        answer -> {
                            handedOver.add(Thread.currentThread().getName() + " " + answer);
                            throw new IllegalStateException("no paper");
                        });
        Channel<Integer> begun = Channel.rendezvous();
        Channel<Integer> goOn = Channel.rendezvous();
        Scope.run(
                scope -> {
                    scope.go(
                            "server",
                            () -> {
                                Thread.currentThread()
                                        .setUncaughtExceptionHandler(
                                                (t, e) -> {
                                                    reported.add(e);
                                                    throw new IllegalStateException("no ink");
                                                });
                                calls.serve(
                                        n -> {
                                            begun.send(n);
                                            return n + goOn.receive();
                                        });
                            });
                    Thread givesUp = Wait.waiting(() -> calls.call(1));
                    begun.receive();
                    Wait.interruptAndJoin(givesUp);
                    goOn.send(10);
                    Task<Integer> waits = scope.fork(() -> calls.call(2));
                    begun.receive();
                    goOn.send(20);
                    handedOver.add("client " + waits.join());
                    calls.close();
                });
        assertThat(handedOver).containsExactly("server 11", "client 22");
        assertThat(reported)
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("no paper");
    }

    @Test
    void aTimeOutCoversTheWaitForTheAnswer() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        Thread server =
                Wait.waiting(
                        () -> {
                            Call<Integer, Integer> call = squares.requests().receive();
                            Select.one(call.onAbandoned(() -> true));
                            refused.addAndGet(call.reply(1) ? 0 : 1);
                        });
        assertThat(squares.callWithin(1, Duration.ofMillis(5))).isEqualTo(Received.empty());
        assertThat(server.join(Wait.LIMIT)).isTrue();
        assertThat(refused.get()).isEqualTo(1);
    }

    @Test
    void aTimedCallThatIsAnsweredInTimeHasItsAnswer() throws Exception {
        Scope.run(
                scope -> {
                    scope.go(() -> squares.serve(n -> n + 1));
                    assertThat(squares.callWithin(1, LONG)).isEqualTo(new Received.Value<>(2));
                    squares.close();
                });
        assertThat(squares.callWithin(1, LONG)).isInstanceOf(Received.Closed.class);
    }

    @Test
    void aClientHasItsAnswerThoughSomebodyHoldsTheMonitorOfItsCall() throws Exception {
        Scope.run(
                scope -> {
                    Task<Integer> client = scope.fork(() -> squares.call(2));
                    Call<Integer, Integer> call = squares.requests().receive();
                    synchronized (call) {
                        assertThat(call.reply(4)).isTrue();
                        assertThat(client.join()).isEqualTo(4);
                    }
                });
    }

    @Test
    void aDroppedCallFails() throws Exception {
        Scope.run(
                scope -> {
                    scope.go(
                            () -> {
                                try (Call<Integer, Integer> call = squares.requests().receive()) {
                                    assertThat(call.request()).isEqualTo(1);
                                }
                            });
                    assertThatThrownBy(() -> squares.call(1))
                            .isInstanceOf(WorkFailedException.class)
                            .hasMessage("call of \"squares\" with 1 was dropped without an answer");
                });
    }

    @Test
    void aHandlerOfAnExtendedReceiveThatThrowsFailsTheCallUnlessItHasAnswered() throws Exception {
        for (boolean timed : List.of(false, true)) {
            Callable<Integer> call =
                    timed ? () -> squares.callWithin(3, LONG).orNull() : () -> squares.call(3);
            Scope.run(
                    scope -> {
                        Task<Throwable> failed = scope.fork(() -> catchThrowable(call::call));
                        serveExtended(taken -> {});
                        assertThat(failed.join())
                                .isInstanceOf(WorkFailedException.class)
                                .hasMessageStartingWith("call of \"squares\" with 3 has failed: ")
                                .hasRootCauseMessage("no paper");
                        Task<Integer> answered = scope.fork(call);
                        serveExtended(taken -> taken.reply(9));
                        assertThat(answered.join()).isEqualTo(9);
                    });
        }
        assertThat(squares.takenCalls()).isZero();
        assertThat(undelivered).isEmpty();
    }

    private void serveExtended(Consumer<Call<Integer, Integer>> server) {
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                squares.requests()
                                        .receiveHolding(
                                                taken -> {
                                                    server.accept(taken);
                                                    throw new IllegalStateException("no paper");
                                                }));
    }

    @Test
    void aServerThatIsCancelledLeavesNoClientWaiting() throws Exception {
        Thread server =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        squares.serve(n -> Channel.<Integer>never().receive());
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        Scope.run(
                scope -> {
                    Task<Integer> client = scope.fork(() -> failure(1));
                    Until.eventually("it is served", () -> squares.takenCalls() == 1);
                    Wait.interruptAndJoin(server);
                    assertThat(client.join()).isEqualTo(-1);
                });
    }

    /** Which throws something else, and clears the interrupt status. */
    @Test
    void aServerThatIsInterruptedInAStreamOfBytesEnds() throws Exception {
        InputStream bytes = Bytes.inputStream(Channel.rendezvous());
        Thread server = Wait.waiting(() -> squares.serve(n -> bytes.read()));
        Scope.run(
                scope -> {
                    Task<Integer> client = scope.fork(() -> failure(1));
                    Until.eventually("it is served", () -> squares.takenCalls() == 1);
                    Wait.interruptAndJoin(Until.asleep(server));
                    assertThat(client.join()).isEqualTo(-1);
                });
    }

    /** As many libraries do. */
    private static int wrapTheInterrupt() {
        try {
            return Channel.<Integer>never().receive();
        } catch (InterruptedException e) {
            throw new IllegalStateException("stopped", e);
        }
    }

    @Test
    void aServerWhoseServiceWrapsTheInterruptOfACancelledScopeEnds() throws Exception {
        AtomicReference<Throwable> end = new AtomicReference<>();
        Scope.run(
                clients -> {
                    Task<Integer> client = clients.fork(() -> failure(1));
                    Scope.run(
                            servers -> {
                                servers.go(
                                        () ->
                                                end.set(
                                                        catchThrowable(
                                                                () ->
                                                                        squares.serve(
                                                                                n ->
                                                                                        wrapTheInterrupt()))));
                                Until.eventually("it is served", () -> squares.takenCalls() == 1);
                                servers.cancel();
                            });
                    assertThat(client.join()).isEqualTo(-1);
                });
        assertThat(end.get())
                .isInstanceOf(InterruptedException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    private int failure(int n) throws Exception {
        return orMinusOne(() -> squares.call(n));
    }

    private static int orMinusOne(Callable<Integer> call) throws Exception {
        try {
            return call.call();
        } catch (WorkFailedException e) {
            return -1;
        }
    }

    @Test
    void aCancelTellsThoseWhoWaitToBeServedAndThoseWhoAre() throws Exception {
        Scope.run(
                scope -> {
                    Channel<?> requests = (Channel<?>) squares.requests();
                    Task<Throwable> served =
                            scope.fork(() -> catchThrowable(() -> squares.call(1)));
                    Call<Integer, Integer> call = squares.requests().receive();
                    Task<Throwable> waiting =
                            scope.fork(() -> catchThrowable(() -> squares.call(2)));
                    Task<Received<Integer>> timed = scope.fork(() -> squares.callWithin(3, LONG));
                    Until.eventually("one is served", () -> squares.takenCalls() == 1);
                    Until.eventually("two wait", () -> requests.waitingSenders() == 2);
                    squares.cancel();
                    assertThat(served.join()).isInstanceOf(WorkFailedException.class);
                    assertThat(waiting.join())
                            .isInstanceOf(WorkFailedException.class)
                            .hasMessage("call of \"squares\" with 2 was cancelled by the server");
                    assertThat(timed.join()).isEqualTo(Received.closed(null));
                    assertThat(call.reply(1)).isFalse();
                    assertThat(failure(4)).isEqualTo(-1);
                    assertThat(squares.callWithin(5, LONG)).isInstanceOf(Received.Closed.class);
                });
    }

    /** Notes when somebody asks for its text, as the failure of its call does. */
    private record Noted(int number, List<Integer> notes) {
        @Override
        public String toString() {
            notes.add(number);
            return "" + number;
        }
    }

    @Test
    void aFailureOfTheServersIsTheCauseForThoseWhoWaitWhoseCallsWereTakenAndWhoCallLater()
            throws Exception {
        IOException disk = new IOException("disk");
        Channel<?> requests = (Channel<?>) squares.requests();
        Scope.run(
                scope -> {
                    Task<Throwable> taken = scope.fork(() -> catchThrowable(() -> squares.call(1)));
                    assertThat(squares.requests().receive().request()).isEqualTo(1);
                    Task<Throwable> waits = scope.fork(() -> catchThrowable(() -> squares.call(2)));
                    Task<Received<Integer>> limited = scope.fork(() -> squares.callWithin(3, LONG));
                    Until.eventually("one is served", () -> squares.takenCalls() == 1);
                    Until.eventually("two wait", () -> requests.waitingSenders() == 2);
                    squares.fail(disk);
                    for (Task<Throwable> told : List.of(taken, waits)) {
                        assertThat(told.join())
                                .isInstanceOf(WorkFailedException.class)
                                .hasMessageEndingWith(
                                        "was cancelled by the server: java.io.IOException: disk")
                                .hasCause(disk);
                    }
                    assertThat(limited.join()).isEqualTo(Received.closed(disk));
                });
        assertThatThrownBy(() -> squares.call(4))
                .isInstanceOf(WorkFailedException.class)
                .hasCause(disk);
        assertThat(squares.callWithin(4, LONG)).isEqualTo(Received.closed(disk));
        squares.serve(n -> n); // ends
    }

    @Test
    void theFirstThatEndsTheServersSaysWhy() {
        IOException disk = new IOException("disk");
        squares.fail(disk);
        squares.fail(new IOException("network"));
        squares.cancel();
        assertThatThrownBy(() -> squares.call(1)).hasCause(disk);
        Calls<Integer, Integer> cancelled = Calls.create();
        cancelled.cancel();
        cancelled.fail(disk);
        assertThatThrownBy(() -> cancelled.call(1)).hasNoCause();
    }

    @Test
    void anOwnedValueIsRefusedAsARequestAndAsAnAnswer() throws Exception {
        Calls<Object, Object> calls = Calls.create();
        Owned<String> mine = Owned.of("mine");
        assertThatIllegalArgumentException().isThrownBy(() -> calls.call(mine));
        assertThatIllegalArgumentException().isThrownBy(() -> calls.to(mine, answer -> answer));
        Scope.run(
                scope -> {
                    scope.go(() -> calls.serve(request -> Owned.of(request)));
                    assertThatThrownBy(() -> calls.call("served"))
                            .hasCauseInstanceOf(IllegalArgumentException.class);
                    calls.close();
                });
        assertThat(mine.get()).isEqualTo("mine");
    }

    @Test
    void anAnswerMayBeNullInEachWayToGiveAndToGetIt() throws Exception {
        Calls<String, @Nullable Void> commands = Calls.named("commands");
        Scope.run(
                scope -> {
                    scope.go(() -> commands.serve(command -> null));
                    assertThat(commands.call("apply")).isNull();
                    assertThat(commands.callWithin("apply", LONG))
                            .isEqualTo(new Received.Value<>(null));
                    assertThat(Select.<Boolean>one(commands.to("apply", none -> none == null)))
                            .isTrue();
                    commands.close();
                });
        Calls<String, @Nullable Void> replied = Calls.create();
        Scope.run(
                scope -> {
                    Task<@Nullable Void> client = scope.fork(() -> replied.call("apply"));
                    assertThat(replied.requests().receive().reply(null)).isTrue();
                    assertThat(client.join()).isNull();
                });
    }

    @Test
    void anAnswerThatIsNullAndComesTooLateGoesToTheHookToo() throws Exception {
        List<@Nullable Integer> late = new ArrayList<>();
        Calls<Integer, @Nullable Integer> calls = Calls.named("calls", late::add);
        Channel<Boolean> begun = Channel.rendezvous();
        Channel<Boolean> goOn = Channel.rendezvous();
        Scope.run(
                scope -> {
                    scope.go(
                            () ->
                                    calls.serve(
                                            request -> {
                                                begun.send(true);
                                                goOn.receive();
                                                return null;
                                            }));
                    Task<?> client = scope.fork(() -> calls.call(1));
                    begun.receive();
                    client.cancel();
                    client.done().receiveOrNull();
                    goOn.send(true);
                    calls.close();
                });
        assertThat(late).singleElement().isNull();
    }

    /** Its client may change it. */
    @Test
    void aRequestThatWasAnsweredIsNotLookedAtWhenItsCallIsClosed() throws Exception {
        Calls<Noted, Integer> calls = Calls.named("squares");
        List<Integer> notes = new ArrayList<>();
        Scope.run(
                scope -> {
                    scope.go(() -> calls.call(new Noted(1, notes)));
                    try (var call = calls.requests().receive()) {
                        call.reply(1);
                    }
                });
        assertThat(notes).isEmpty();
    }

    /** Nobody is told. */
    @Test
    void aRequestThatWasGivenUpIsNotLookedAtWhenItsCallIsClosed() throws Exception {
        Calls<Noted, Integer> calls = Calls.named("squares");
        List<Integer> notes = new ArrayList<>();
        Thread client = Wait.waiting(() -> calls.call(new Noted(1, notes)));
        try (var call = calls.requests().receive()) {
            assertThat(call.request().number).isEqualTo(1);
            Wait.interruptAndJoin(client);
        }
        assertThat(notes).isEmpty();
    }

    /** Nor if the server is interrupted meanwhile. */
    @Test
    void aRequestThatWasGivenUpIsNotLookedAtWhenItsCallFails() throws Exception {
        Calls<Noted, Integer> calls = Calls.named("squares");
        List<Integer> notes = new ArrayList<>();
        Thread client = Wait.waiting(() -> calls.call(new Noted(1, notes)));
        Call<Noted, Integer> failed = calls.requests().receive();
        Wait.interruptAndJoin(client);
        assertThat(failed.fail(new IOException("disk"))).isFalse();
        Thread other = Wait.waiting(() -> calls.call(new Noted(2, notes)));
        assertThatThrownBy(
                        () ->
                                calls.serve(
                                        request -> {
                                            Wait.interruptAndJoin(other);
                                            throw new InterruptedException();
                                        }))
                .isInstanceOf(InterruptedException.class);
        assertThat(notes).isEmpty();
    }

    /** Its client has the answer, and may change it. */
    @ParameterizedTest(name = "a failure: {0}")
    @ValueSource(booleans = {false, true})
    void aRequestThatWasAnsweredIsNotLookedAtForASecondAnswerOrToTellOfItsEnd(boolean fails)
            throws Exception {
        Calls<Noted, Integer> calls = Calls.named("squares");
        List<Integer> notes = new ArrayList<>();
        Scope.run(
                scope -> {
                    scope.go(() -> calls.call(new Noted(1, notes)));
                    Call<Noted, Integer> call = calls.requests().receive();
                    call.reply(1);
                    ThrowingCallable again =
                            fails ? () -> call.fail(new IOException("disk")) : () -> call.reply(2);
                    assertThatIllegalStateException()
                            .isThrownBy(again)
                            .withMessage("call of \"squares\" was answered before");
                    assertThat(isAbandoned(call)).isFalse();
                });
        assertThat(notes).isEmpty();
    }

    @Test
    void aCancelTellsThoseWhoseCallsWereTakenAndNotAnsweredInThatOrder() throws Exception {
        Calls<Noted, Integer> calls = Calls.named("squares");
        List<Integer> told = new ArrayList<>();
        Scope.run(
                scope -> {
                    List<Task<Integer>> clients = new ArrayList<>();
                    List<Call<Noted, Integer>> taken = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        Noted n = new Noted(i, told);
                        clients.add(scope.fork(() -> orMinusOne(() -> calls.call(n))));
                        taken.add(calls.requests().receive());
                        Until.eventually("it waits", () -> calls.takenCalls() == n.number + 1);
                    }
                    assertThat(taken.get(5).reply(25)).isTrue();
                    assertThat(clients.get(5).join()).isEqualTo(25);
                    assertThat(calls.takenCalls()).isEqualTo(9);
                    calls.cancel();
                    for (int i = 0; i < 10; i++) {
                        assertThat(clients.get(i).join()).isEqualTo(i == 5 ? 25 : -1);
                    }
                });
        assertThat(told).containsExactly(0, 1, 2, 3, 4, 6, 7, 8, 9);
        assertThat(calls.takenCalls()).isZero();
    }

    @Test
    void aCallIsAnsweredOnce() throws Exception {
        Scope.run(
                scope -> {
                    Task<Integer> client = scope.fork(() -> squares.call(1));
                    Call<Integer, Integer> call = squares.requests().receive();
                    assertThat(call.reply(1)).isTrue();
                    assertThatIllegalStateException()
                            .isThrownBy(() -> call.reply(2))
                            .withMessageContaining("answered before");
                    assertThat(client.join()).isEqualTo(1);
                    assertThatIllegalStateException()
                            .isThrownBy(() -> call.fail(new IOException()));
                });
    }

    @Test
    void aServerCanTakeCallsAsACaseAmongOthers() throws Exception {
        Channel<String> stop = Channel.rendezvous();
        Scope.run(
                scope -> {
                    Task<Integer> server =
                            scope.fork(
                                    () -> {
                                        int served = 0;
                                        Select<Boolean> next =
                                                Select.of(
                                                        on(
                                                                squares.requests(),
                                                                c -> c.reply(c.request() + 1)),
                                                        on(stop, s -> false));
                                        while (next.run()) {
                                            served++;
                                        }
                                        return served;
                                    });
                    assertThat(squares.call(1)).isEqualTo(2);
                    assertThat(squares.call(2)).isEqualTo(3);
                    stop.send("stop");
                    assertThat(server.join()).isEqualTo(2);
                });
    }

    @Test
    void closedTakesNoMoreCalls() throws Exception {
        squares.close();
        squares.serve(n -> n);
        assertThatThrownBy(() -> squares.call(1)).isInstanceOf(ClosedException.class);
    }

    @Test
    void aCallIsACaseThatHasAskedNobodyIfItIsNotChosen() throws Exception {
        Select<String> select =
                Select.of(squares.to(3, answer -> "answer " + answer), otherwise(() -> "nobody"));
        assertThat(select.run()).isEqualTo("nobody");
        assertThat(squares.requests().tryReceive()).isEqualTo(Received.empty());
        Select<String> waiting = Select.of(squares.to(3, answer -> "answer " + answer));
        Scope.run(
                scope -> {
                    scope.go(() -> squares.serve(n -> n * n));
                    assertThat(waiting.run()).isEqualTo("answer 9");
                    assertThat(waiting.run()).isEqualTo("answer 9");
                    squares.close();
                });
        assertThat(squares.takenCalls()).isZero();
    }

    @Test
    void anErrorOfTheServiceEndsTheServerAndFailsTheCall() {
        assertThatThrownBy(
                        () ->
                                Scope.named("server")
                                        .supervised()
                                        .run(
                                                scope -> {
                                                    scope.go(
                                                            () ->
                                                                    squares.serve(
                                                                            n -> {
                                                                                throw new LinkageError(
                                                                                        "gone");
                                                                            }));
                                                    assertThat(failure(1)).isEqualTo(-1);
                                                }))
                .hasRootCauseInstanceOf(LinkageError.class);
    }

    @Test
    @DisplayName("L30 the same case may stand in a select twice, and asks once")
    void theSameCaseTwice() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Scope.named("test")
                .deadline(Wait.LIMIT)
                .run(
                        scope -> {
                            scope.go(
                                    () ->
                                            squares.serve(
                                                    n -> {
                                                        asked.incrementAndGet();
                                                        return n * n;
                                                    }));
                            Case<Integer> three = squares.to(3, n -> n);
                            Select<Integer> twice = Select.of(three, three);
                            for (int i = 0; i < 20; i++) {
                                assertThat(twice.run()).isEqualTo(9);
                            }
                            squares.close();
                        });
        assertThat(asked.get()).isEqualTo(20);
    }

    @Test
    void aServerWhoseTaskIsCancelledServesNoMoreIfItsServiceWrapsTheInterrupt() throws Exception {
        Calls<Integer, Integer> calls = Calls.named("calls");
        Channel<Integer> silent = Channel.rendezvous();
        Scope.run(
                scope -> {
                    Task<@Nullable Void> server =
                            scope.fork(() -> calls.serve(n -> wrapTheInterrupt(silent)));
                    scope.go(
                            () ->
                                    assertThatThrownBy(() -> calls.call(1))
                                            .isInstanceOf(WorkFailedException.class));
                    Until.eventually("it serves", () -> silent.waitingReceivers() == 1);
                    server.cancel();
                    assertThatThrownBy(server::join).isInstanceOf(WorkCancelledException.class);
                });
    }

    private static Integer wrapTheInterrupt(Channel<Integer> silent) {
        try {
            return silent.receive();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("L36 a client whose server drops its call, cancelled with it, has not failed")
    void aClientWhoseServerDropsItsCallWhenBothAreCancelled() {
        cancelledTogether(
                begun -> {
                    try (Call<Integer, Integer> call = squares.requests().receive()) {
                        begun.send(true);
                        Timers.sleep(LONG);
                        call.reply(0);
                    }
                });
    }

    @Test
    @DisplayName("L36 a client whose server cancels all calls, cancelled with it, has not failed")
    void aClientWhoseServerCancelsAllCallsWhenBothAreCancelled() {
        cancelledTogether(
                begun -> {
                    try {
                        Call<Integer, Integer> call = squares.requests().receive();
                        begun.send(true);
                        Timers.sleep(LONG);
                        call.reply(0);
                    } finally {
                        squares.cancel();
                    }
                });
    }

    @Test
    @DisplayName(
            "L36 a client that no server has taken, cancelled with the servers, has not failed")
    void aClientThatNoServerHasTakenWhenBothAreCancelled() {
        Channel<?> requests = (Channel<?>) squares.requests();
        cancelledTogether(
                begun -> {
                    try {
                        Until.eventually("it asks", () -> requests.waitingSenders() == 1);
                        begun.send(true);
                        Timers.sleep(LONG);
                    } finally {
                        squares.cancel();
                    }
                });
    }

    private interface Server {
        void serve(Channel<Boolean> begun) throws Exception;
    }

    /** The server is interrupted first, and the client when that has ended. */
    private void cancelledTogether(Server server) {
        Channel<Boolean> begun = Channel.rendezvous();
        SlowCancels.within(
                () ->
                        Scope.run(
                                scope -> {
                                    scope.go("server", () -> server.serve(begun));
                                    scope.go("client", () -> squares.call(1));
                                    begun.receive();
                                    scope.cancel();
                                }));
        assertThat(squares.takenCalls()).isZero();
    }
}
