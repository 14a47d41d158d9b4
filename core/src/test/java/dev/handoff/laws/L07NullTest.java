package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Outcome;
import dev.handoff.Owned;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

@DisplayName("L7 null is refused before anything else happens")
class L07NullTest {
    @RegisterExtension final Crew crew = new Crew();

    /** The states that a sender can be in: in each of them null is refused first. */
    enum State {
        OPEN,
        FULL,
        CLOSED,
        FAILED,
        CANCELLED,
        NEVER,
        COUNTED,
        COUNTED_CLOSED,
        COUNTED_CHANNEL_CLOSED;

        Sender<String> sender() {
            Channel<String> channel = this == NEVER ? Channel.never() : Channel.buffered(1);
            switch (this) {
                case FULL -> channel.trySend("a");
                case CLOSED -> channel.close();
                case FAILED -> channel.fail(new IllegalStateException("broken"));
                case CANCELLED -> channel.cancel();
                default -> {}
            }
            if (!name().startsWith("COUNTED")) {
                return channel;
            }
            Sender<String> counted = channel.newSender();
            if (this == COUNTED_CLOSED) {
                channel.newSender();
                counted.close();
            } else if (this == COUNTED_CHANNEL_CLOSED) {
                channel.close();
            }
            return counted;
        }
    }

    private static Map<String, ThrowingCallable> callsWithNull(Sender<String> sender) {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("send", () -> sender.send(null));
        calls.put("trySend", () -> sender.trySend(null));
        calls.put("sendWithin", () -> sender.sendWithin(null, Duration.ofDays(1)));
        calls.put("sendWithin zero", () -> sender.sendWithin(null, Duration.ZERO));
        calls.put("sendWithin limit", () -> sender.sendWithin("a", null));
        calls.put("sendAll", () -> sender.sendAll(null));
        calls.put("fail", () -> sender.fail(null));
        calls.put("select to", () -> Select.to(sender, null, () -> 1));
        if (sender instanceof Channel<String> channel) {
            calls.put("receive handler", () -> channel.receiveHolding(null));
            calls.put("receiveWithin", () -> channel.receiveWithin(null));
        }
        return calls;
    }

    /** Whatever state the channel is in, the caller hears of the null. */
    @DisplayName("L7 every method refuses null, in every state")
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void everyMethodRefusesNullInEveryState(State state) {
        for (Map.Entry<String, ThrowingCallable> call : callsWithNull(state.sender()).entrySet()) {
            assertThatThrownBy(call.getValue())
                    .as(call.getKey())
                    .isInstanceOf(NullPointerException.class);
        }
    }

    /** The null is noticed before the interrupt, which stays pending. */
    @DisplayName("L7 null is refused before the interrupt status is looked at")
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void nullIsRefusedBeforeTheInterruptStatusIsLookedAt(State state) {
        crew.run(
                        VIRTUAL,
                        () -> {
                            Thread.currentThread().interrupt();
                            everyMethodRefusesNullInEveryState(state);
                            assertThat(Thread.interrupted()).isTrue();
                        })
                .join();
    }

    /** A refused null has no effect at all: nobody is woken, nothing stored, nothing dropped, nothing closed. */
    @DisplayName("L7 a refused null changes nothing")
    @Over.EveryKind
    void aRefusedNullChangesNothing(Shape shape) throws Exception {
        Channel<String> channel = shape.open();
        for (ThrowingCallable call : callsWithNull(channel).values()) {
            assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
        }
        assertThat(channel.size()).isZero();
        assertThat(channel.dropped()).isZero();
        assertThat(channel.isClosed()).isFalse();

        Worker<String> receiver = crew.call(VIRTUAL, channel::receive);
        Until.receiversWait(channel, 1);
        for (ThrowingCallable call : callsWithNull(channel).values()) {
            assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
        }
        assertThat(channel.waitingReceivers()).isEqualTo(1);
        channel.send("a");
        assertThat(receiver.join()).isEqualTo("a");
    }

    /** The message says which channel it was. */
    @DisplayName("L7 the message names the channel")
    @Test
    void theMessageNamesTheChannel() {
        Channel<String> channel = Channel.<String>named("orders").buffered(4).open();
        String message = "channel \"orders\": null is no value and cannot be sent";
        assertThatThrownBy(() -> channel.send(null)).hasMessage(message);
        assertThatThrownBy(() -> channel.trySend(null)).hasMessage(message);
        assertThatThrownBy(() -> channel.newSender().send(null)).hasMessage(message);
        assertThatThrownBy(() -> Select.to(channel, null, () -> 1)).hasMessage(message);
        assertThatThrownBy(() -> Select.one(Select.toNext(channel, () -> null, () -> 1)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> channel.sendAll(Arrays.asList("a", null))).hasMessage(message);
    }

    /** In a batch the values before the null are sent, as by sends in a row. */
    @DisplayName("L7 a null in a batch is refused in its turn")
    @Over.BufferingKinds
    void aNullInABatchIsRefusedInItsTurn(Shape shape) {
        Channel<String> channel = shape.open();
        assertThatThrownBy(() -> channel.sendAll(Arrays.asList("a", null, "b")))
                .isInstanceOf(NullPointerException.class);
        assertThat(channel.tryReceiveOrNull()).isEqualTo("a");
        assertThat(channel.size()).isZero();
    }

    /** Nothing is asked for before the entry has come to its end. */
    @DisplayName("L7 L21 a null in a batch is refused after the interrupt status was looked at")
    @Test
    void aNullInABatchIsRefusedAfterTheInterruptStatus() {
        Channel<String> channel = Channel.buffered(1);
        crew.run(
                        VIRTUAL,
                        () -> {
                            Thread.currentThread().interrupt();
                            assertThatThrownBy(() -> channel.sendAll(Arrays.asList((String) null)))
                                    .isInstanceOf(InterruptedException.class);
                            assertThat(Thread.interrupted()).isFalse();
                        })
                .join();
    }

    /** What describes a channel takes no null either. */
    @DisplayName("L7 the builder refuses null")
    @Test
    void theBuilderRefusesNull() {
        List<ThrowingCallable> calls =
                List.of(
                        () -> Channel.named(null),
                        () -> Channel.named("a").overflow(null),
                        () -> Channel.named("a").onUndelivered(null));
        assertThat(calls)
                .allSatisfy(
                        call ->
                                assertThatThrownBy(call)
                                        .isInstanceOf(NullPointerException.class)
                                        .hasMessageMatching("\\w+"));
    }

    /** A send case that had none of them would send its value first. */
    @DisplayName("L7 cases, scopes and owned values refuse null when they are described")
    @Test
    void descriptionsRefuseNull() {
        Channel<Integer> out = Channel.buffered(1);
        Case<Integer> sends = Select.to(out, 1, () -> 1);
        Owned<String> owned = Owned.of("a letter");
        List<ThrowingCallable> calls =
                List.of(
                        () -> Select.to(out, 1, null),
                        () -> sends.when(null),
                        () -> sends.onClosed((Outcome<Integer>) null),
                        () -> Scope.unnamed().deadline((Duration) null),
                        () -> owned.set(null));
        assertThat(calls)
                .allSatisfy(
                        call -> assertThatThrownBy(call).isInstanceOf(NullPointerException.class));
        assertThat(owned.get()).isEqualTo("a letter");
    }
}
