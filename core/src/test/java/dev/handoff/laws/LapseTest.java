package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.ended;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Select;
import dev.handoff.Sender;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** A channel whose last counted sender was closed while nobody waited. Found by the referees. */
class LapseTest {
    private static Channel<Integer> lapsed() {
        Channel<Integer> channel = Channel.rendezvous();
        Sender<Integer> only = channel.newSender();
        only.close();
        return channel;
    }

    /** The first to ask may be a select. */
    @Test
    @DisplayName("L16 L28 the end by the last counted sender is seen by a send case")
    void isSeenByASendCase() throws InterruptedException {
        assertThat(Select.<String>one(to(lapsed(), 1, () -> "sent").onClosed(() -> "closed")))
                .isEqualTo("closed");
        assertThat(
                        Select.<String>one(
                                to(lapsed(), 1, () -> "sent").onClosed(() -> "closed"),
                                otherwise(() -> "otherwise")))
                .isEqualTo("closed");
    }

    /** A case that is not chosen has no effect at all, wherever it stands. */
    @DisplayName("L16 L25 a select that takes something else tells nobody of the end")
    @Over.EveryKind
    void aSelectThatTakesSomethingElseTellsNobody(Shape shape) throws InterruptedException {
        Channel<Integer> channel = shape.open();
        Channel<Integer> ready = Channel.latest();
        List<Select<String>> selects =
                List.of(
                        Select.<String>prioritized(
                                on(channel, v -> "value"),
                                to(channel, 1, () -> "sent"),
                                to(ready, 2, () -> "other")),
                        Select.<String>rotating(
                                on(channel, v -> "value"),
                                to(channel, 1, () -> "sent"),
                                to(ready, 2, () -> "other")),
                        Select.<String>of(
                                on(channel, v -> "value"),
                                to(channel, 1, () -> "sent"),
                                otherwise(() -> "other")));
        for (Select<String> select : selects) {
            channel.newSender().close();
            assertThat(select.run()).isEqualTo("other");
        }
        channel.newSender().close();
    }

    /** Else a select that waits would not notice that a channel which it goes without has come back. */
    @Test
    @DisplayName("L16 L28 a select that waits, or says that all have ended, makes the end final")
    void aSelectThatWaitsMakesTheEndFinal() throws InterruptedException {
        Channel<Integer> gone = lapsed();
        assertThat(
                        Select.<String>one(
                                on(gone, v -> "value"), after(Duration.ofNanos(1), () -> "late")))
                .isEqualTo("late");
        assertThatThrownBy(gone::newSender).isInstanceOf(ClosedException.class);
        Channel<Integer> over = lapsed();
        assertThat(Select.<String>one(on(over, v -> "value"), ended(() -> "over")))
                .isEqualTo("over");
        assertThatThrownBy(over::newSender).isInstanceOf(ClosedException.class);
    }

    /** Only one call can have closed it. */
    @Test
    @DisplayName("L10 L16 a channel that the last counted sender has closed cannot be closed again")
    void cannotBeClosedAgain() {
        assertThat(lapsed().tryClose()).isFalse();
        assertThat(lapsed().fail(new IllegalStateException())).isFalse();
    }

    /** Who was told that it is closed must not see it open again. */
    @DisplayName("L10 L16 a channel that a counted sender's tryClose says is closed stays closed")
    @Over.EveryKind
    void staysClosedForWhoWasTold(Shape shape) {
        Channel<Integer> channel = shape.open();
        assertThat(channel.newSender().tryClose()).isTrue();
        assertThatThrownBy(channel::newSender).isInstanceOf(ClosedException.class);
    }
}
