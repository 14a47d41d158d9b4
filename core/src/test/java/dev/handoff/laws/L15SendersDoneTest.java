package dev.handoff.laws;

import static dev.handoff.Select.done;
import static dev.handoff.Select.on;
import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Select;
import dev.handoff.Sender;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;

@DisplayName("L15 A sender can wait for its channel to end")
class L15SendersDoneTest {
    @RegisterExtension final Crew crew = new Crew();

    private static boolean isOpen(Receiver<Void> done) {
        return done.tryReceive() instanceof Received.Empty;
    }

    /** Whoever does it: the receiver, or a sender. */
    @DisplayName("L15 sender.done() ends when the channel is cancelled, closed or failed")
    @Over.EveryKind
    void doneEndsWithTheChannel(Shape shape) {
        List<Channel<Integer>> channels = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            channels.add(shape.open());
        }
        List<Receiver<Void>> done = channels.stream().map(Sender::done).toList();
        for (Channel<Integer> channel : channels) {
            channel.trySend(1); // what is stored does not matter
        }
        assertThat(done).allMatch(L15SendersDoneTest::isOpen);
        channels.get(0).cancel();
        channels.get(1).close();
        channels.get(2).fail(new IllegalStateException("no paper"));
        for (Receiver<Void> each : done) {
            assertThat(each.tryReceive()).isEqualTo(Received.closed(null));
            assertThatThrownBy(each::receive).isInstanceOf(ClosedException.class);
        }
    }

    /** At any time, by any sender. */
    @DisplayName("L15 sender.done() is the same channel each time, and has ended if asked for late")
    @Over.EveryKind
    void doneIsTheSameEachTime(Shape shape) {
        Channel<Integer> early = shape.open();
        Receiver<Void> done = early.done();
        assertThat(early.newSender().done()).isSameAs(done);
        early.cancel();
        assertThat(early.done()).isSameAs(done);

        Channel<Integer> late = shape.open();
        late.cancel();
        assertThat(isOpen(late.done())).isFalse();
    }

    /** However many wait, in whatever threads. */
    @DisplayName("L15 a cancel wakes everyone who waits for sender.done()")
    @Over.EverySetting
    void aCancelWakesEveryone(Setting in) {
        Channel<Integer> channel = in.open();
        Channel<Void> done = (Channel<Void>) channel.done();
        List<Worker<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(crew.call(in.senders(), done::receiveOrNull));
        }
        Until.receiversWait(done, 5);
        crew.run(in.receivers(), channel::cancel).join();
        for (Worker<Void> each : waiting) {
            assertThat(each.join()).isNull();
        }
    }

    /** It need not try to send. */
    @DisplayName("L15 a sender that waits for its input learns in a select that nobody wants more")
    @Over.EveryKind
    void aSenderThatWaitsForItsInputLearns(Shape shape) {
        Channel<Integer> channel = shape.open();
        Channel<Integer> input = Channel.rendezvous();
        Worker<String> sender =
                crew.call(
                        VIRTUAL,
                        () ->
                                Select.<String>one(
                                        on(input, v -> "input"), done(channel, () -> "done")));
        Until.receiversWait(input, 1);
        channel.cancel();
        assertThat(sender.join()).isEqualTo("done");
        assertThat(input.waitingReceivers()).isZero();
    }

    /** To ask for it is to ask to be told. */
    @DisplayName(
            "L16 the last counted sender's close ends sender.done() at once, and is final then")
    @Over.EveryKind
    void theLastCountedSendersCloseEndsDone(Shape shape) {
        Channel<Integer> channel = shape.open();
        Sender<Integer> first = channel.newSender();
        Sender<Integer> second = channel.newSender();
        Receiver<Void> done = first.done();
        first.close();
        assertThat(isOpen(done)).isTrue();
        second.close();
        assertThat(isOpen(done)).isFalse();
        assertThatThrownBy(channel::newSender).isInstanceOf(ClosedException.class);
    }

    /** Nobody had asked before. */
    @DisplayName("L16 sender.done() asked for after the last counted sender's close has ended")
    @Over.EveryKind
    void askedForAfterTheLastClose(Shape shape) {
        Channel<Integer> channel = shape.open();
        channel.newSender().close();
        assertThat(isOpen(channel.done())).isFalse();
        assertThatThrownBy(channel::newSender).isInstanceOf(ClosedException.class);
    }

    /** What can never end. */
    @Test
    @DisplayName("L5 sender.done() of never() never ends")
    void doneOfNeverNeverEnds() {
        Channel<Integer> never = Channel.never();
        never.close();
        never.cancel();
        assertThat(isOpen(never.done())).isTrue();
    }

    /** In any order of the two. */
    @Test
    @DisplayName(
            "L8 who has seen the end of sender.done() sees the end of the channel, and what was"
                    + " before")
    void whoHasSeenTheEndSeesWhatWasBefore() {
        for (int round = 0; round < 500; round++) {
            Channel<Integer> channel = Channel.buffered(1);
            int[] written = {0};
            Worker<Integer> sender =
                    crew.call(
                            VIRTUAL,
                            () -> {
                                channel.done().receiveOrNull();
                                assertThat(channel.trySend(1).accepted()).isFalse();
                                return written[0];
                            });
            Thread.yield();
            written[0] = 1;
            channel.cancel();
            assertThat(sender.join()).isEqualTo(1);
        }
    }

    /** Words for reports. */
    @Test
    @DisplayName("sender.done() says what it tells of")
    void doneSaysWhatItTellsOf() {
        assertThat(Channel.<Integer>named("orders").open().done())
                .hasToString("end of channel \"orders\" (signal)");
    }

    /** Of several who wait for it one may lose interest. */
    @DisplayName("L15 to cancel sender.done() does nothing")
    @Over.EveryKind
    void toCancelDoneDoesNothing(Shape shape) {
        Channel<Integer> channel = shape.open();
        Receiver<Void> done = channel.done();
        done.cancel();
        assertThat(isOpen(done)).isTrue();
        assertThat(channel.isClosed()).isFalse();
        channel.cancel();
        assertThat(isOpen(done)).isFalse();
    }
}
