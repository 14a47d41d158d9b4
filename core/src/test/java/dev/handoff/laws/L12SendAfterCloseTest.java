package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Sent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@DisplayName("L12 A send after the close is refused, and the value comes back")
class L12SendAfterCloseTest extends ByBothThreads {
    /** The sender is told, in words, and keeps the value. */
    @DisplayName("L12 a send after the close fails with the value and the channel's name")
    @Over.EveryKind
    void aSendAfterTheCloseFailsWithTheValueAndTheChannelsName(Shape shape) {
        Channel<String> channel = shape.<String>named("orders").open();
        channel.close();
        ClosedException refused =
                catchThrowableOfType(ClosedException.class, () -> channel.send("a"));

        assertThat(refused.undelivered()).isEqualTo("a");
        assertThat(refused)
                .hasMessageStartingWith("channel \"orders\" was closed")
                .hasMessageEndingWith("; the value was not sent")
                .hasNoCause();
    }

    /** Origins are recorded in this build's tests (see the module's pom). */
    @DisplayName("L12 the exception says where the channel was closed")
    @Test
    void theExceptionSaysWhereTheChannelWasClosed() {
        Channel<String> channel = Channel.<String>named("orders").open();
        int line = lineOfCaller();
        channel.close();
        String expected = "channel \"orders\" was closed at %s:%s; the value was not sent";

        assertThat(refused(channel)).hasMessage(expected, fileName(), line + 1);
    }

    /** With counted senders that is where the last one was closed, whoever notices it, and when. */
    @DisplayName("L12 the exception says where the last counted sender was closed")
    @Test
    void theExceptionSaysWhereTheLastCountedSenderWasClosed() {
        Channel<String> channel = Channel.<String>named("orders").open();
        Sender<String> first = channel.newSender();
        Sender<String> second = channel.newSender();
        second.close();
        int line = lineOfCaller();
        first.close();
        assertThat(channel.isClosed()).isTrue();

        assertThat(refused(channel)).hasMessageContaining("closed at %s:%s", fileName(), line + 1);
    }

    /** A sender that was closed itself says where that was: of the last one it is where the channel was closed. */
    @DisplayName("L12 L16 a counted sender that was closed says where")
    @Test
    void aCountedSenderThatWasClosedSaysWhere() {
        Channel<String> channel = Channel.<String>named("orders").open();
        Sender<String> last = channel.newSender();
        int line = lineOfCaller();
        last.close();
        String expected = "this sender of channel \"orders\" was closed at %s:%s";

        assertThat(catchThrowableOfType(ClosedException.class, () -> last.send("a")))
                .hasMessage(expected + "; the value was not sent", fileName(), line + 1);
        assertThat(catchThrowableOfType(ClosedException.class, last::newSender))
                .hasMessage(expected, fileName(), line + 1);
    }

    /** Where it failed is recorded, too. */
    @DisplayName("L12 the exception says where and with what the channel has failed")
    @Test
    void theExceptionSaysWhereAndWithWhatTheChannelHasFailed() {
        Channel<String> channel = Channel.<String>named("orders").open();
        IllegalStateException cause = new IllegalStateException("no paper");
        int line = lineOfCaller();
        channel.fail(cause);
        ClosedException refused = refused(channel);

        assertThat(refused)
                .hasMessage(
                        "channel \"orders\" was failed at %s:%s with %s; the value was not sent",
                        fileName(), line + 1, cause)
                .hasCause(cause);
        assertThat(refused.undelivered()).isEqualTo("a");
    }

    private static ClosedException refused(Channel<String> channel) {
        return catchThrowableOfType(ClosedException.class, () -> channel.send("a"));
    }

    private static int lineOfCaller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
    }

    private static String fileName() {
        return L12SendAfterCloseTest.class.getSimpleName() + ".java";
    }

    /** Those who try and those who wait for a while are answered, not thrown at. */
    @DisplayName("L12 a try and a timed send answer Closed")
    @Over.EveryKind
    void aTryAndATimedSendAnswerClosed(Shape shape) throws Exception {
        Channel<String> channel = shape.open();
        channel.close();
        assertThat(channel.trySend("a")).isEqualTo(new Sent.Closed(null));
        assertThat(channel.sendWithin("a", Duration.ofDays(9))).isEqualTo(new Sent.Closed(null));
        assertThat(channel.sendWithin("a", Duration.ZERO)).isEqualTo(new Sent.Closed(null));
    }

    /** In a batch the exception carries the first value that was not sent. */
    @DisplayName("L12 a batch gives back the first value not sent")
    @Over.EveryKind
    void aBatchGivesBackTheFirstValueNotSent(Shape shape) {
        Channel<String> channel = shape.open();
        channel.close();
        ClosedException refused =
                catchThrowableOfType(
                        ClosedException.class, () -> channel.sendAll(List.of("a", "b")));
        assertThat(refused.undelivered()).isEqualTo("a");
    }

    /** A batch of nothing has nothing to be refused. */
    @DisplayName("L12 an empty batch is not refused")
    @Test
    void anEmptyBatchIsNotRefused() throws Exception {
        Channel<String> channel = Channel.buffered(1);
        channel.close();
        channel.sendAll(List.of());
        Sender<String> counted = Channel.<String>buffered(1).newSender();
        counted.close();
        counted.sendAll(List.of());
    }

    /** Neither the buffer nor the hook nor the count of drops sees a refused value. */
    @DisplayName("L12 nothing is sent after the close")
    @Over.EveryKind
    void nothingIsSentAfterTheClose(Shape shape) throws Exception {
        List<String> undelivered = new ArrayList<>();
        Channel<String> channel =
                shape.<String>named("orders").onUndelivered(undelivered::add).open();
        boolean stored = channel.trySend("kept").accepted();
        channel.close();
        for (int i = 0; i < 3; i++) {
            assertThat(refused(channel)).isNotNull();
            assertThat(channel.trySend("b").accepted()).isFalse();
            assertThat(Select.<Integer>one(Select.to(channel, "c", () -> 1), Select.ended(() -> 2)))
                    .isEqualTo(2);
        }
        assertThat(undelivered).isEmpty();
        assertThat(channel.size()).isEqualTo(stored ? 1 : 0);
        assertThat(channel.dropped()).isZero();
        assertThat(channel.receiveOrNull()).isEqualTo(stored ? "kept" : null);
        assertThat(channel.receiveOrNull()).isNull();
    }

    /** A receive at the end throws the same exception, without a value. */
    @DisplayName("L12 after a receive there is no undelivered value")
    @Test
    void afterAReceiveThereIsNoUndeliveredValue() {
        Channel<String> channel = Channel.<String>named("orders").open();
        channel.close();
        ClosedException end = catchThrowableOfType(ClosedException.class, channel::receive);
        assertThat(end.undelivered()).isNull();
        assertThat(end)
                .hasMessageStartingWith("channel \"orders\" was closed at ")
                .hasMessageEndingWith(" and is empty");
    }
}
