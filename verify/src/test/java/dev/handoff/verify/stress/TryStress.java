package dev.handoff.verify.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicInteger;

/** Exactness of what never waits. */
public final class TryStress {
    private TryStress() {}

    /** Two tries on a rendezvous: nobody waits, so nobody is met (L18). */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Neither waits for the other.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class TriesAtZero {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void sender(II_Result r) {
            r.r1 = Calls.trySend(channel, 5);
        }

        @Actor
        public void receiver(II_Result r) {
            r.r2 = Calls.tryReceive(channel);
        }
    }

    /** A try to send into an empty channel of one always succeeds (L18). */
    @JCStressTest
    @Outcome(id = "1, 5, 0", expect = ACCEPTABLE, desc = "Sent, then received.")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "Received too early; the value is there.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class TriesAtOne {
        final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void sender(III_Result r) {
            r.r1 = Calls.trySend(channel, 5);
        }

        @Actor
        public void receiver(III_Result r) {
            r.r2 = Calls.tryReceive(channel);
        }

        @Arbiter
        public void left(III_Result r) {
            r.r3 = channel.size();
        }
    }

    /** A try to receive from a full channel always succeeds (L18). */
    @JCStressTest
    @Outcome(id = "1, 4, 1", expect = ACCEPTABLE, desc = "Room was made first.")
    @Outcome(id = "0, 4, 0", expect = ACCEPTABLE, desc = "It was still full.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class TriesAtFull {
        final Channel<Integer> channel = Channel.buffered(1);

        public TriesAtFull() {
            channel.trySend(4);
        }

        @Actor
        public void sender(III_Result r) {
            r.r1 = Calls.trySend(channel, 5);
        }

        @Actor
        public void receiver(III_Result r) {
            r.r2 = Calls.tryReceive(channel);
        }

        @Arbiter
        public void left(III_Result r) {
            r.r3 = channel.size();
        }
    }

    /** One of two gets the only room. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first one.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second one.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class OneRoomTwoSenders {
        final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void one(II_Result r) {
            r.r1 = Calls.trySend(channel, 5);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = Calls.trySend(channel, 6);
        }
    }

    /** One of two gets the only value. */
    @JCStressTest
    @Outcome(id = "5, 0", expect = ACCEPTABLE, desc = "The first one.")
    @Outcome(id = "0, 5", expect = ACCEPTABLE, desc = "The second one.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class OneValueTwoReceivers {
        final Channel<Integer> channel = Channel.buffered(1);

        public OneValueTwoReceivers() {
            channel.trySend(5);
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = Calls.tryReceive(channel);
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = Calls.tryReceive(channel);
        }
    }

    /** Who has seen a receiver wait can hand over (L18, L22). */
    @JCStressTest
    @Outcome(id = "5, 1, 1", expect = ACCEPTABLE, desc = "It was seen, and met.")
    @Outcome(id = "5, 0, 1", expect = ACCEPTABLE, desc = "It came between the two.")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "It came later, and saw the end.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CountedReceiverIsThere {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void receiver(III_Result r) {
            r.r1 = Calls.receive(channel);
        }

        @Actor
        public void sender(III_Result r) {
            r.r2 = channel.waitingReceivers();
            r.r3 = Calls.trySend(channel, 5);
            channel.close();
        }
    }

    /** Who has seen a sender wait can take its value (L18, L22). */
    @JCStressTest
    @Outcome(id = "1, 1, 5", expect = ACCEPTABLE, desc = "It was seen, and met.")
    @Outcome(id = "1, 0, 5", expect = ACCEPTABLE, desc = "It came between the two.")
    @Outcome(id = "-2, 0, 0", expect = ACCEPTABLE, desc = "It came later, and saw the end.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class CountedSenderIsThere {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void sender(III_Result r) {
            r.r1 = Calls.send(channel, 5);
        }

        @Actor
        public void receiver(III_Result r) {
            r.r2 = channel.waitingSenders();
            r.r3 = Calls.tryReceive(channel);
            channel.cancel();
        }
    }

    /** Of two sends one value is dropped and handed to the hook once (L4). */
    @JCStressTest
    @Outcome(id = "5, 6", expect = ACCEPTABLE, desc = "The first one is kept.")
    @Outcome(id = "6, 5", expect = ACCEPTABLE, desc = "The second one is kept.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class LatestKeepsOne {
        final AtomicInteger undelivered = new AtomicInteger();
        final Channel<Integer> channel =
                Channel.<Integer>unnamed().latest().onUndelivered(undelivered::addAndGet).open();

        @Actor
        public void one() {
            Calls.send(channel, 5);
        }

        @Actor
        public void other() {
            Calls.send(channel, 6);
        }

        @Arbiter
        public void left(II_Result r) {
            r.r1 = Calls.tryReceive(channel);
            r.r2 = undelivered.get();
        }
    }
}
