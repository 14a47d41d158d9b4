package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;

@DisplayName("L17 A loop over a receiver sees all values up to the end")
class L17IterationTest {
    @RegisterExtension final Crew crew = new Crew();

    /** A loop ends by itself, and has then seen everything. */
    @DisplayName("L17 a loop sees every value and ends at the close")
    @Over.LosslessSettings
    void aLoopSeesEveryValueAndEndsAtTheClose(Setting in) {
        Channel<Integer> channel = in.open();
        crew.run(
                in.senders(),
                () -> {
                    try (channel) {
                        for (int i = 0; i < 300; i++) {
                            channel.send(i);
                        }
                    }
                });
        Worker<List<Integer>> loop =
                crew.call(
                        in.receivers(),
                        () -> {
                            List<Integer> got = new ArrayList<>();
                            for (Integer value : channel) {
                                got.add(value);
                            }
                            return got;
                        });
        assertThat(loop.join()).isEqualTo(IntStream.range(0, 300).boxed().toList());
    }

    /** A failure is not mistaken for the end. */
    @DisplayName("L17 a loop throws at a failure, after every value")
    @Over.LosslessSettings
    void aLoopThrowsAtAFailureAfterEveryValue(Setting in) {
        Channel<Integer> channel = in.open();
        IllegalStateException cause = new IllegalStateException("no paper");
        crew.run(
                in.senders(),
                () -> {
                    for (int i = 0; i < 100; i++) {
                        channel.send(i);
                    }
                    channel.fail(cause);
                });
        List<Integer> got = new ArrayList<>();
        Worker<Void> loop = crew.run(in.receivers(), () -> channel.forEach(got::add));
        assertThat(loop.failure()).isInstanceOf(ChannelFailedException.class).hasCause(cause);
        assertThat(got).hasSize(100);
    }

    /** A loop over a cancelled channel ends. */
    @DisplayName("L17 a loop ends at a cancel")
    @Over.EverySetting
    void aLoopEndsAtACancel(Setting in) {
        Channel<Integer> channel = in.open();
        Worker<Void> loop = crew.run(in.receivers(), () -> channel.forEach(value -> {}));
        Until.receiversWait(channel, 1);
        crew.run(in.senders(), channel::cancel);
        loop.join();
    }

    /** An interrupted loop throws, keeps the status, and loses no value. */
    @DisplayName("L17 an interrupted loop throws CancelledException and keeps the interrupt status")
    @Over.EverySetting
    void anInterruptedLoopThrowsAndKeepsTheInterruptStatus(Setting in) throws Exception {
        Channel<Integer> channel = in.shape().<Integer>named("orders").open();
        Worker<Boolean> loop =
                crew.call(
                        in.receivers(),
                        () -> {
                            assertThat(catchThrowable(() -> channel.forEach(value -> {})))
                                    .isInstanceOf(CancelledException.class)
                                    .hasMessage(
                                            "interrupted while iterating over channel \"orders\"")
                                    .hasCauseInstanceOf(InterruptedException.class);
                            return Thread.currentThread().isInterrupted();
                        });
        Until.receiversWait(channel, 1);
        loop.interrupt();
        assertThat(loop.join()).isTrue();
        crew.run(in.senders(), () -> channel.send(1));
        assertThat(channel.receive()).isEqualTo(1);
    }

    /** Asking twice receives once. */
    @DisplayName("L17 hasNext receives one value, however often it is asked")
    @Over.BufferingKinds
    void hasNextReceivesOneValue(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        channel.send(1);
        Iterator<Integer> values = channel.iterator();
        assertThat(values.hasNext()).isTrue();
        assertThat(values.hasNext()).isTrue();
        channel.send(2);
        channel.close();
        assertThat(values.next()).isEqualTo(1);
        assertThat(values.next()).isEqualTo(2);
        assertThat(values.hasNext()).isFalse();
        assertThat(values.hasNext()).isFalse();
    }

    /** Past the end there is no element, and the message says of what. */
    @DisplayName("L17 next at the end throws NoSuchElementException")
    @Test
    void nextAtTheEndThrows() {
        Channel<Integer> channel = Channel.<Integer>named("orders").open();
        channel.close();
        assertThatThrownBy(() -> channel.iterator().next())
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("channel \"orders\" has ended");
    }

    /** Leaving a loop leaves the rest to others. */
    @DisplayName("L17 a loop that is left takes no value with it")
    @Over.LosslessKinds
    void aLoopThatIsLeftTakesNoValueWithIt(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        crew.run(VIRTUAL, () -> channel.sendAll(List.of(1, 2, 3)));
        for (Integer value : channel) {
            if (value == 2) {
                break;
            }
        }
        assertThat(channel.receive()).isEqualTo(3);
    }
}
