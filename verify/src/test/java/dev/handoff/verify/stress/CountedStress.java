package dev.handoff.verify.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Received;
import dev.handoff.Sender;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Counted senders: the last one closes. */
public final class CountedStress {
    private CountedStress() {}

    /** The last counted sender closes (L16). */
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "The first was the last.")
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "The second was the last.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class LastOfTwoSenders {
        final Channel<Integer> channel = Channel.rendezvous();
        final Sender<Integer> a = channel.newSender();
        final Sender<Integer> b = channel.newSender();

        @Actor
        public void one(III_Result r) {
            r.r1 = a.tryClose() ? 1 : 0;
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = b.tryClose() ? 1 : 0;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = channel.isClosed() ? 1 : 0;
        }
    }

    /** The last counted sender's value, and then the end (L11, L16). */
    @JCStressTest
    @Outcome(id = "5, 0", expect = ACCEPTABLE, desc = "The value, then the end.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class LastSenderAgainstReceiver {
        final Channel<Integer> channel = Channel.unbounded();
        final Sender<Integer> only = channel.newSender();

        @Actor
        public void sender() {
            Calls.send(only, 5);
            only.close();
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = Calls.receive(channel);
            r.r2 = Calls.receive(channel);
        }
    }

    /** A new sender comes before the end is told, or is refused (L16). */
    @JCStressTest
    @Outcome(id = "1, 6, 0", expect = ACCEPTABLE, desc = "Made in time; its value was received.")
    @Outcome(id = "1, 0, 6", expect = ACCEPTABLE, desc = "Made in time; its value was late.")
    @Outcome(id = "0, -1, 0", expect = ACCEPTABLE, desc = "The end was told: it was refused.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class LastSenderAgainstNewSender {
        final Channel<Integer> channel = Channel.unbounded();
        final Sender<Integer> only = channel.newSender();

        @Actor
        public void closer(III_Result r) {
            only.close();
            r.r2 =
                    switch (channel.tryReceive()) {
                        case Received.Value<Integer> got -> got.value();
                        case Received.Empty<Integer> none -> 0;
                        case Received.Closed<Integer> end -> -1;
                    };
        }

        @Actor
        public void other(III_Result r) {
            r.r1 = sendByANewSender(channel);
        }

        @Arbiter
        public void left(III_Result r) {
            r.r3 = Calls.tryReceive(channel);
        }
    }

    /** Who waits is told of the end, or gets the value of a sender that was made in time (L16). */
    @JCStressTest
    @Outcome(id = "6, 1", expect = ACCEPTABLE, desc = "Made in time; its value was received.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The end was told: it was refused.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class LastSenderAgainstNewSenderAndReceiver {
        final Channel<Integer> channel = Channel.rendezvous();
        final Sender<Integer> only = channel.newSender();

        @Actor
        public void receiver(II_Result r) {
            r.r1 = Calls.receive(channel);
        }

        @Actor
        public void closer() {
            only.close();
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = sendByANewSender(channel);
        }
    }

    /** Who is told that it has closed the channel has closed it for good (L10, L16). */
    @JCStressTest
    @Outcome(id = "6, 1, 0", expect = ACCEPTABLE, desc = "Made in time, and left open.")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "The channel was closed: it was refused.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class LastSenderIsToldAgainstNewSender {
        final Channel<Integer> channel = Channel.rendezvous();
        final Sender<Integer> only = channel.newSender();

        @Actor
        public void receiver(III_Result r) {
            r.r1 = Calls.receive(channel);
        }

        @Actor
        public void closer(III_Result r) {
            r.r3 = only.tryClose() ? 1 : 0;
        }

        @Actor
        public void other(III_Result r) {
            try {
                r.r2 = Calls.send(channel.newSender(), 6);
            } catch (ClosedException e) {
                r.r2 = Calls.ENDED;
            }
        }
    }

    /** Nothing is sent by a try after the close of its sender (L16, L18). */
    @JCStressTest
    @Outcome(id = "1, 5, 0", expect = ACCEPTABLE, desc = "Sent before the close.")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "Refused after the close.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class TryAgainstItsClose {
        final Channel<Integer> channel = Channel.buffered(1);
        final Sender<Integer> other = channel.newSender();
        final Sender<Integer> sender = channel.newSender();

        @Actor
        public void sender(III_Result r) {
            r.r1 = Calls.trySend(sender, 5);
        }

        @Actor
        public void closer(III_Result r) {
            sender.close();
            r.r2 = Calls.tryReceive(channel);
        }

        @Arbiter
        public void left(III_Result r) {
            r.r3 = Calls.tryReceive(channel);
        }
    }

    private static int sendByANewSender(Channel<Integer> channel) {
        try (Sender<Integer> late = channel.newSender()) {
            return Calls.send(late, 6);
        } catch (ClosedException e) {
            return Calls.ENDED;
        }
    }
}
