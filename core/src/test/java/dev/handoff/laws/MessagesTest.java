package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Overflow;
import dev.handoff.Sender;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Messages say what happened, and to which channel")
class MessagesTest {
    @RegisterExtension final Crew crew = new Crew();

    /** A channel introduces itself by its name and its kind. */
    @DisplayName("a channel's text has its name and its kind")
    @Test
    void aChannelsTextHasItsNameAndItsKind() {
        assertThat(Channel.named("a").open()).hasToString("channel \"a\" (rendezvous)");
        assertThat(Channel.named("a").buffered(16).open())
                .hasToString("channel \"a\" (buffered 16)");
        assertThat(Channel.named("a").unbounded().open()).hasToString("channel \"a\" (unbounded)");
        assertThat(Channel.named("a").latest().open()).hasToString("channel \"a\" (latest)");
        assertThat(Channel.named("a").buffered(4).overflow(Overflow.DROP_OLDEST).open())
                .hasToString("channel \"a\" (buffered 4, drops oldest)");
        assertThat(Channel.named("a").buffered(1).overflow(Overflow.DROP_NEWEST).open())
                .hasToString("channel \"a\" (buffered 1, drops newest)");
    }

    /** Without a name a channel has a number, which no other one has. */
    @DisplayName("a channel without a name has a number")
    @Test
    void aChannelWithoutANameHasANumber() {
        assertThat(Channel.buffered(3).toString()).matches("channel #\\d+ \\(buffered 3\\)");
        assertThat(Channel.never().toString()).matches("channel #\\d+ \\(never\\)");
        assertThat(Channel.rendezvous().toString()).isNotEqualTo(Channel.rendezvous().toString());
    }

    /** A counted sender says whose. */
    @DisplayName("a counted sender's text names the channel")
    @Test
    void aCountedSendersTextNamesTheChannel() {
        Sender<Integer> sender = Channel.<Integer>named("a").open().newSender();
        assertThat(sender).hasToString("counted sender of channel \"a\" (rendezvous)");
    }

    /** A sender that is too late to be counted learns why, and what to do. */
    @DisplayName("a sender that comes too late is told what to do")
    @Test
    void aSenderThatComesTooLateIsToldWhatToDo() {
        Channel<Integer> channel = Channel.<Integer>named("a").open();
        assertThat(channel.newSender().tryClose()).isTrue();
        assertThat(catchThrowable(channel::newSender))
                .hasMessageMatching(
                        "channel \"a\" was closed at MessagesTest.java:\\d+; make all senders"
                                + " before the first can be closed, or make each from an open one");
    }

    /** That would help nobody where it was not the last of the senders that has ended the channel. */
    @DisplayName(
            "a sender that comes after a close or a failure is told where that was, and no more")
    @Test
    void aSenderThatComesAfterACloseIsToldWhereThatWas() {
        Channel<Integer> closed = Channel.<Integer>named("a").open();
        closed.close();
        assertThat(catchThrowable(closed::newSender))
                .isInstanceOf(ClosedException.class)
                .hasMessageMatching("channel \"a\" was closed at MessagesTest.java:\\d+");
        Channel<Integer> failed = Channel.<Integer>named("a").open();
        IllegalStateException cause = new IllegalStateException("no paper");
        failed.fail(cause);
        assertThat(catchThrowable(failed::newSender))
                .isInstanceOf(ClosedException.class)
                .hasMessageMatching(
                        "channel \"a\" was failed at MessagesTest.java:\\d+ with " + cause)
                .hasCause(cause);
    }

    /** Who was cancelled while waiting is told the channel and keeps the value. */
    @DisplayName("a sender that is cancelled while it waits is told by which channel")
    @Test
    void aSenderThatIsCancelledIsToldByWhichChannel() {
        Channel<Integer> channel = Channel.<Integer>named("a").open();
        Worker<Void> sender = crew.run(ThreadKind.VIRTUAL, () -> channel.send(1));
        Until.sendersWait(channel, 1);
        channel.cancel();
        assertThat(sender.failure())
                .hasMessageMatching(
                        "channel \"a\" was cancelled by its receiver at MessagesTest.java:\\d+;"
                                + " the value was not sent");
    }
}
