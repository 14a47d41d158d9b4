package dev.handoff.verify.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Interrupts and time-outs against matches: exactly one of the two. */
public final class GivingUpStress {
    private GivingUpStress() {}

    /** An interrupt and a match: one of the two (L20). */
    @JCStressTest
    @Outcome(id = "5, 1, 1", expect = ACCEPTABLE, desc = "Received; the interrupt stays pending.")
    @Outcome(id = "-1, 0, 0", expect = ACCEPTABLE, desc = "Interrupted; nothing was sent.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class InterruptAgainstReceiveRendezvousBefore extends Interrupted {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void receiver(III_Result r) {
            canBeInterrupted();
            r.r1 = Calls.receive(channel);
            r.r3 = interruptStatus();
        }

        @Actor
        public void sender(III_Result r) {
            interrupt();
            r.r2 = Calls.trySend(channel, 5);
        }
    }

    /** An interrupt and a match: one of the two (L20). */
    @JCStressTest
    @Outcome(id = "5, 1, 1", expect = ACCEPTABLE, desc = "Received; the interrupt stays pending.")
    @Outcome(id = "-1, 0, 0", expect = ACCEPTABLE, desc = "Interrupted; nothing was sent.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class InterruptAgainstReceiveRendezvousAfter extends Interrupted {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void receiver(III_Result r) {
            canBeInterrupted();
            r.r1 = Calls.receive(channel);
            r.r3 = interruptStatus();
        }

        @Actor
        public void sender(III_Result r) {
            r.r2 = Calls.trySend(channel, 5);
            interrupt();
        }
    }

    /** An interrupt and a match: one of the two (L20). */
    @JCStressTest
    @Outcome(
            id = "5, 1, 1, 0",
            expect = ACCEPTABLE,
            desc = "Received; the interrupt stays pending.")
    @Outcome(
            id = "-1, 1, 0, 5",
            expect = ACCEPTABLE,
            desc = "Interrupted; the value stays in the channel.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class InterruptAgainstReceiveOneBefore extends Interrupted {
        final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void receiver(IIII_Result r) {
            canBeInterrupted();
            r.r1 = Calls.receive(channel);
            r.r3 = interruptStatus();
        }

        @Actor
        public void sender(IIII_Result r) {
            interrupt();
            r.r2 = Calls.trySend(channel, 5);
        }

        @Arbiter
        public void left(IIII_Result r) {
            r.r4 = Calls.tryReceive(channel);
        }
    }

    /** An interrupt and a match: one of the two (L20). */
    @JCStressTest
    @Outcome(
            id = "5, 1, 1, 0",
            expect = ACCEPTABLE,
            desc = "Received; the interrupt stays pending.")
    @Outcome(
            id = "-1, 1, 0, 5",
            expect = ACCEPTABLE,
            desc = "Interrupted; the value stays in the channel.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class InterruptAgainstReceiveOneAfter extends Interrupted {
        final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void receiver(IIII_Result r) {
            canBeInterrupted();
            r.r1 = Calls.receive(channel);
            r.r3 = interruptStatus();
        }

        @Actor
        public void sender(IIII_Result r) {
            r.r2 = Calls.trySend(channel, 5);
            interrupt();
        }

        @Arbiter
        public void left(IIII_Result r) {
            r.r4 = Calls.tryReceive(channel);
        }
    }

    /** An interrupt and a match: one of the two (L20). */
    @JCStressTest
    @Outcome(
            id = "1, 5, 1",
            expect = ACCEPTABLE,
            desc = "Sent and received; the interrupt stays pending.")
    @Outcome(id = "-1, 0, 0", expect = ACCEPTABLE, desc = "Interrupted; nothing was received.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class InterruptAgainstSend extends Interrupted {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void sender(III_Result r) {
            canBeInterrupted();
            r.r1 = Calls.send(channel, 5);
            r.r3 = interruptStatus();
        }

        @Actor
        public void receiver(III_Result r) {
            interrupt();
            r.r2 = Calls.tryReceive(channel);
        }
    }

    /** An interrupt and a match of a select: one of the two (L20). */
    @JCStressTest
    @Outcome(id = "5, 1, 1", expect = ACCEPTABLE, desc = "Received; the interrupt stays pending.")
    @Outcome(id = "-1, 0, 0", expect = ACCEPTABLE, desc = "Interrupted; nothing was sent.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class InterruptAgainstSelect extends Interrupted {
        final Channel<Integer> a = Channel.rendezvous();
        final Channel<Integer> b = Channel.rendezvous();

        @Actor
        public void selects(III_Result r) {
            canBeInterrupted();
            r.r1 = Calls.select(Calls.receives(a), Calls.receives(b));
            r.r3 = interruptStatus();
        }

        @Actor
        public void sender(III_Result r) {
            interrupt();
            r.r2 = Calls.trySend(b, 5);
        }
    }

    /** A receive takes effect or times out (L19). */
    @JCStressTest
    @Outcome(id = "5, 1", expect = ACCEPTABLE, desc = "Received.")
    @Outcome(id = "-4, 0", expect = ACCEPTABLE, desc = "Timed out; nothing was sent.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class TimeOutAgainstSend {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void receiver(II_Result r) {
            r.r1 = Calls.receiveWithin(channel, 20);
        }

        @Actor
        public void sender(II_Result r) {
            r.r2 = Calls.trySend(channel, 5);
        }
    }

    /** A send takes effect or times out (L19). */
    @JCStressTest
    @Outcome(id = "1, 5, 0", expect = ACCEPTABLE, desc = "Sent and received.")
    @Outcome(id = "-4, 0, 0", expect = ACCEPTABLE, desc = "Timed out; nothing was received.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class TimeOutAgainstReceive {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void sender(III_Result r) {
            r.r1 = Calls.sendWithin(channel, 5, 20);
        }

        @Actor
        public void receiver(III_Result r) {
            r.r2 = Calls.tryReceive(channel);
        }

        @Arbiter
        public void waiting(III_Result r) {
            r.r3 = channel.waitingSenders();
        }
    }

    /** Two timed operations meet, or both time out (L19). */
    @JCStressTest
    @Outcome(id = "1, 5", expect = ACCEPTABLE, desc = "They met.")
    @Outcome(id = "-4, -4", expect = ACCEPTABLE, desc = "Neither was there for the other.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class TimeOutsMeet {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void sender(II_Result r) {
            r.r1 = Calls.sendWithin(channel, 5, 20);
        }

        @Actor
        public void receiver(II_Result r) {
            r.r2 = Calls.receiveWithin(channel, 20);
        }
    }

    /** An interrupt and a match by a receive whose handler holds the sender (L20, L24). */
    @JCStressTest
    @Outcome(
            id = "1, 5, 7, 1",
            expect = ACCEPTABLE,
            desc = "Sent; the handler has run, and the interrupt stays pending.")
    @Outcome(id = "-1, 0, 0, 0", expect = ACCEPTABLE, desc = "Interrupted; nothing was received.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class InterruptAgainstHandler extends Interrupted {
        final Channel<Integer> channel = Channel.rendezvous();
        int written;

        @Actor
        public void sender(IIII_Result r) {
            canBeInterrupted();
            r.r1 = Calls.send(channel, 5);
            r.r3 = written;
            r.r4 = interruptStatus();
            channel.close();
        }

        @Actor
        public void receiver(IIII_Result r) {
            Calls.handle(
                    channel,
                    value -> {
                        r.r2 = value;
                        written = 7;
                    });
        }

        @Actor
        public void interrupter() {
            interrupt();
        }
    }

    /** A time-out and a match by a receive whose handler holds the sender (L19, L24). */
    @JCStressTest
    @Outcome(id = "1, 5, 7", expect = ACCEPTABLE, desc = "Sent, and the handler has run.")
    @Outcome(id = "-4, 0, 0", expect = ACCEPTABLE, desc = "Timed out; nothing was received.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class TimeOutAgainstHandler {
        final Channel<Integer> channel = Channel.rendezvous();
        int written;

        @Actor
        public void sender(III_Result r) {
            r.r1 = Calls.sendWithin(channel, 5, 20);
            r.r3 = written;
            channel.close();
        }

        @Actor
        public void receiver(III_Result r) {
            Calls.handle(
                    channel,
                    value -> {
                        r.r2 = value;
                        written = 7;
                    });
        }
    }
}
