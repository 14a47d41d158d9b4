package dev.handoff.verify.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Channel;
import dev.handoff.Select;
import dev.handoff.Sender;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two meet: is what one has written seen by the other? */
public final class HandOverStress {
    private HandOverStress() {}

    /** A send publishes what was written before it (L8). */
    @JCStressTest
    @Outcome(
            id = "7, 1",
            expect = ACCEPTABLE,
            desc = "What was written before the send is seen after the receive.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class PublishRendezvous {
        final Channel<Integer> channel = Channel.rendezvous();
        int written;

        @Actor
        public void sender(II_Result r) {
            written = 7;
            r.r2 = Calls.send(channel, 1);
        }

        @Actor
        public void receiver(II_Result r) {
            Calls.receive(channel);
            r.r1 = written;
        }
    }

    /** A send publishes what was written before it (L8). */
    @JCStressTest
    @Outcome(
            id = "7, 1",
            expect = ACCEPTABLE,
            desc = "What was written before the send is seen after the receive.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class PublishOne {
        final Channel<Integer> channel = Channel.buffered(1);
        int written;

        @Actor
        public void sender(II_Result r) {
            written = 7;
            r.r2 = Calls.send(channel, 1);
        }

        @Actor
        public void receiver(II_Result r) {
            Calls.receive(channel);
            r.r1 = written;
        }
    }

    /** A send publishes what was written before it (L8). */
    @JCStressTest
    @Outcome(
            id = "7, 1",
            expect = ACCEPTABLE,
            desc = "What was written before the send is seen after the receive.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class PublishUnbounded {
        final Channel<Integer> channel = Channel.unbounded();
        int written;

        @Actor
        public void sender(II_Result r) {
            written = 7;
            r.r2 = Calls.send(channel, 1);
        }

        @Actor
        public void receiver(II_Result r) {
            Calls.receive(channel);
            r.r1 = written;
        }
    }

    /** A send publishes what was written before it (L8). */
    @JCStressTest
    @Outcome(
            id = "7, 1",
            expect = ACCEPTABLE,
            desc = "What was written before the send is seen after the receive.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class PublishLatest {
        final Channel<Integer> channel = Channel.latest();
        int written;

        @Actor
        public void sender(II_Result r) {
            written = 7;
            r.r2 = Calls.send(channel, 1);
        }

        @Actor
        public void receiver(II_Result r) {
            Calls.receive(channel);
            r.r1 = written;
        }
    }

    /** A receive publishes to the sender of a rendezvous (L8). */
    @JCStressTest
    @Outcome(
            id = "7",
            expect = ACCEPTABLE,
            desc = "What was written before the receive is seen after the send.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class PublishBack {
        final Channel<Integer> channel = Channel.rendezvous();
        int written;

        @Actor
        public void sender(I_Result r) {
            Calls.send(channel, 1);
            r.r1 = written;
        }

        @Actor
        public void receiver() {
            written = 7;
            Calls.receive(channel);
        }
    }

    /** The first receive publishes to the second send on a channel of one (L8). */
    @JCStressTest
    @Outcome(
            id = "7",
            expect = ACCEPTABLE,
            desc = "What was written before the first receive is seen after the second send.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class PublishBackThroughBuffer {
        final Channel<Integer> channel = Channel.buffered(1);
        int written;

        @Actor
        public void sender(I_Result r) {
            Calls.send(channel, 1);
            Calls.send(channel, 2);
            r.r1 = written;
        }

        @Actor
        public void receiver() {
            written = 7;
            Calls.receive(channel);
        }
    }

    /** A close publishes what was written before it (L8). */
    @JCStressTest
    @Outcome(
            id = "0, 7",
            expect = ACCEPTABLE,
            desc = "The end is seen, and with it what was written before.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class PublishClose {
        final Channel<Integer> channel = Channel.rendezvous();
        int written;

        @Actor
        public void closer() {
            written = 7;
            channel.close();
        }

        @Actor
        public void receiver(II_Result r) {
            r.r1 = Calls.receive(channel);
            r.r2 = written;
        }
    }

    /** Who is told of a failure sees what was written before it, also by the case of a sender that was closed before (L8). */
    @JCStressTest
    @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "Told of the failure.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Told of the sender's close alone.")
    @Outcome(id = "0, 7", expect = ACCEPTABLE, desc = "Likewise; the failure came at once.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class PublishFailToClosedSender {
        final Channel<Integer> channel = Channel.rendezvous();
        final Sender<Integer> open = channel.newSender();
        final Sender<Integer> closed = channel.newSender();
        int written;

        {
            closed.close();
        }

        @Actor
        public void failer() {
            written = 7;
            channel.fail(new IllegalStateException());
        }

        @Actor
        public void selector(II_Result r) {
            r.r1 =
                    Calls.select(
                            Select.<Integer, Integer>to(closed, 1, () -> Calls.ACCEPTED)
                                    .onClosed(cause -> cause == null ? 0 : 1));
            r.r2 = written;
        }
    }

    /** The sender goes on when the handler has returned (L24). */
    @JCStressTest
    @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "The handler has run when the send returns.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class ExtendedRendezvous {
        final Channel<Integer> channel = Channel.rendezvous();
        int written;

        @Actor
        public void sender(II_Result r) {
            r.r1 = Calls.send(channel, 1);
            r.r2 = written;
        }

        @Actor
        public void receiver() {
            try {
                channel.receiveHolding(value -> written = 7);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** A send case is held by a handler, too (L24). */
    @JCStressTest
    @Outcome(
            id = "5, 7",
            expect = ACCEPTABLE,
            desc = "The handler has run when the select returns.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class ExtendedRendezvousWithSelect {
        final Channel<Integer> channel = Channel.rendezvous();
        int written;

        @Actor
        public void sender(II_Result r) {
            r.r1 = Calls.select(Calls.sends(channel, 1, 5), Calls.receives(channel));
            r.r2 = written;
        }

        @Actor
        public void receiver() {
            try {
                channel.receiveHolding(value -> written = 7);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** What the handler throws reaches the sender (L24). */
    @JCStressTest
    @Outcome(
            id = "-3, 7",
            expect = ACCEPTABLE,
            desc = "The sender is told that the handler has failed.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class ExtendedRendezvousFails {
        final Channel<Integer> channel = Channel.rendezvous();
        int written;

        @Actor
        public void sender(II_Result r) {
            r.r1 = Calls.send(channel, 1);
            r.r2 = written;
        }

        @Actor
        public void receiver() {
            try {
                channel.receiveHolding(
                        value -> {
                            written = 7;
                            throw new IllegalStateException();
                        });
            } catch (IllegalStateException e) {
                // as it should
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
