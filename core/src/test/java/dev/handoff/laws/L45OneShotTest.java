package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.Owned;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.share.OneShot;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@DisplayName("L45 A one-shot is completed at most once, and every waiter sees it")
class L45OneShotTest {
    @RegisterExtension final Crew crew = new Crew();

    /** Nobody takes it away from another. */
    @ParameterizedTest
    @EnumSource
    @DisplayName("L45 every waiter sees the value, before and after, in every way of waiting")
    void everyWaiterSeesTheValue(ThreadKind kind) throws Exception {
        OneShot<String> shot = OneShot.named("answer");
        List<Worker<String>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(crew.call(kind, shot::await));
            waiters.add(crew.call(kind, () -> shot.awaitWithin(Duration.ofDays(1)).orNull()));
            waiters.add(crew.call(kind, () -> Select.<String>one(shot.onCompletion(v -> v))));
        }
        waiters.forEach(Worker::asleep);
        shot.complete("42");
        for (Worker<String> waiter : waiters) {
            assertThat(waiter.join()).isEqualTo("42");
        }
        assertThat(shot.await()).isEqualTo("42");
        assertThat(shot.tryAwait()).isEqualTo(new Received.Value<>("42"));
        assertThat(shot.awaitWithin(Duration.ZERO)).isEqualTo(new Received.Value<>("42"));
    }

    /** For all who wait see the same one. */
    @Test
    @DisplayName("L45 a one-shot refuses an owned value, and may still be completed")
    void anOwnedValueIsRefused() throws Exception {
        OneShot<Object> shot = OneShot.create();
        assertThatThrownBy(() -> shot.tryComplete(Owned.of("mine")))
                .isInstanceOf(IllegalArgumentException.class);
        shot.complete("shared");
        assertThat(shot.await()).isEqualTo("shared");
    }

    @Test
    @DisplayName("L20 L45 a select that a failure has matched throws it, and an interrupt stays")
    void anInterruptDoesNotHideTheFailure() {
        OneShot<String> shot = OneShot.create();
        shot.fail(new IllegalStateException("no answer"));
        assertThatThrownBy(
                        () ->
                                Select.<String>one(
                                        shot.onCompletion(v -> v)
                                                .when(
                                                        () -> {
                                                            Thread.currentThread().interrupt();
                                                            return true;
                                                        })))
                .isInstanceOf(ChannelFailedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** The first one has it. */
    @Test
    @DisplayName("L45 of many who complete it at once one does, and all see its value")
    void ofManyWhoCompleteItOneDoes() {
        for (int round = 0; round < 100; round++) {
            OneShot<Integer> shot = OneShot.create();
            Worker<Integer> waiter = crew.call(VIRTUAL, shot::await);
            List<Worker<Boolean>> rivals =
                    crew.callAll(
                            4,
                            i -> {
                                boolean first = shot.tryComplete(i);
                                assertThat(shot.tryAwait()).isInstanceOf(Received.Value.class);
                                return first;
                            });
            int winner = -1;
            for (int i = 0; i < 4; i++) {
                if (rivals.get(i).join()) {
                    assertThat(winner).isEqualTo(-1);
                    winner = i;
                }
            }
            assertThat(waiter.join()).isEqualTo(winner);
        }
    }

    /** Every later attempt is refused, and changes nothing. */
    @Test
    @DisplayName("L45 a second completion is refused and changes nothing")
    void aSecondCompletionIsRefused() throws Exception {
        OneShot<Integer> shot = OneShot.named("answer");
        assertThat(shot.tryAwait()).isEqualTo(Received.empty());
        shot.complete(1);
        assertThat(shot.tryComplete(2)).isFalse();
        assertThat(shot.fail(new IllegalStateException())).isFalse();
        assertThatThrownBy(() -> shot.complete(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("one-shot \"answer\" has been completed before");
        assertThat(shot.await()).isEqualTo(1);
        assertThatThrownBy(() -> shot.complete(null)).isInstanceOf(NullPointerException.class);
        assertThat(OneShot.create().toString()).startsWith("one-shot over channel #");
    }

    /** With the cause, in every way of waiting. */
    @ParameterizedTest
    @EnumSource
    @DisplayName("L45 every waiter sees the failure")
    void everyWaiterSeesTheFailure(ThreadKind kind) {
        IllegalStateException cause = new IllegalStateException("no answer");
        OneShot<String> shot = OneShot.named("answer");
        Worker<String> waits = crew.call(kind, shot::await).asleep();
        Worker<Received<String>> timed =
                crew.call(kind, () -> shot.awaitWithin(Duration.ofDays(1))).asleep();
        Worker<String> selects =
                crew.call(kind, () -> Select.<String>one(shot.onCompletion(v -> v))).asleep();
        assertThat(shot.fail(cause)).isTrue();
        assertThat(waits.failure())
                .isInstanceOf(ChannelFailedException.class)
                .hasCause(cause)
                .hasMessageContaining("\"answer\"");
        assertThat(selects.failure()).isInstanceOf(ChannelFailedException.class).hasCause(cause);
        assertThat(timed.join()).isEqualTo(new Received.Closed<>(cause));
        assertThat(shot.tryAwait()).isEqualTo(new Received.Closed<>(cause));
        assertThat(shot.tryComplete("late")).isFalse();
    }

    /** A wait that was given up takes nothing with it. */
    @Test
    @DisplayName("L45, L19, L20 a wait that times out or is interrupted leaves the value to others")
    void aWaitThatIsGivenUpLeavesTheValue() throws Exception {
        OneShot<String> shot = OneShot.create();
        assertThat(shot.awaitWithin(Duration.ofMillis(1))).isEqualTo(Received.empty());
        Worker<String> waits = crew.call(VIRTUAL, shot::await).asleep();
        waits.interrupt();
        assertThat(waits.failure()).isInstanceOf(InterruptedException.class);
        shot.complete("a");
        assertThat(shot.await()).isEqualTo("a");
    }

    /** Beside others; and each time, for it stays complete. */
    @Test
    @DisplayName("L45, L33 a completion is a case of a select")
    void aCompletionIsACase() throws Exception {
        OneShot<String> shot = OneShot.create();
        Channel<String> mail = Channel.buffered(1);
        Select<String> next =
                Select.prioritized(
                        Select.on(mail, m -> "mail " + m),
                        shot.onCompletion(v -> "answer " + v),
                        Select.otherwise(() -> "nothing"));
        assertThat(next.run()).isEqualTo("nothing");
        shot.complete("42");
        mail.send("a");
        assertThat(next.run()).isEqualTo("mail a");
        assertThat(next.run()).isEqualTo("answer 42");
        assertThat(next.run()).isEqualTo("answer 42");
    }
}
