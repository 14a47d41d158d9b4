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
    public static class InterruptAgainstReceiveRendezvousBefore {
        final Channel<Integer> channel = Channel.rendezvous();

        private volatile Thread victim;
        private volatile boolean interrupted;

        /** So that no interrupt reaches the actor's next state. */
        private int interruptStatus() {
            while (!interrupted) {
                Thread.onSpinWait();
            }
            return Thread.interrupted() ? 1 : 0;
        }

        private void interrupt() {
            while (victim == null) {
                Thread.onSpinWait();
            }
            victim.interrupt();
            interrupted = true;
        }

        @Actor
        public void receiver(III_Result r) {
            victim = Thread.currentThread();
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
    public static class InterruptAgainstReceiveRendezvousAfter {
        final Channel<Integer> channel = Channel.rendezvous();

        private volatile Thread victim;
        private volatile boolean interrupted;

        /** So that no interrupt reaches the actor's next state. */
        private int interruptStatus() {
            while (!interrupted) {
                Thread.onSpinWait();
            }
            return Thread.interrupted() ? 1 : 0;
        }

        private void interrupt() {
            while (victim == null) {
                Thread.onSpinWait();
            }
            victim.interrupt();
            interrupted = true;
        }

        @Actor
        public void receiver(III_Result r) {
            victim = Thread.currentThread();
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
    public static class InterruptAgainstReceiveOneBefore {
        final Channel<Integer> channel = Channel.buffered(1);

        private volatile Thread victim;
        private volatile boolean interrupted;

        /** So that no interrupt reaches the actor's next state. */
        private int interruptStatus() {
            while (!interrupted) {
                Thread.onSpinWait();
            }
            return Thread.interrupted() ? 1 : 0;
        }

        private void interrupt() {
            while (victim == null) {
                Thread.onSpinWait();
            }
            victim.interrupt();
            interrupted = true;
        }

        @Actor
        public void receiver(IIII_Result r) {
            victim = Thread.currentThread();
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
    public static class InterruptAgainstReceiveOneAfter {
        final Channel<Integer> channel = Channel.buffered(1);

        private volatile Thread victim;
        private volatile boolean interrupted;

        /** So that no interrupt reaches the actor's next state. */
        private int interruptStatus() {
            while (!interrupted) {
                Thread.onSpinWait();
            }
            return Thread.interrupted() ? 1 : 0;
        }

        private void interrupt() {
            while (victim == null) {
                Thread.onSpinWait();
            }
            victim.interrupt();
            interrupted = true;
        }

        @Actor
        public void receiver(IIII_Result r) {
            victim = Thread.currentThread();
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
    public static class InterruptAgainstSend {
        final Channel<Integer> channel = Channel.rendezvous();

        private volatile Thread victim;
        private volatile boolean interrupted;

        /** So that no interrupt reaches the actor's next state. */
        private int interruptStatus() {
            while (!interrupted) {
                Thread.onSpinWait();
            }
            return Thread.interrupted() ? 1 : 0;
        }

        private void interrupt() {
            while (victim == null) {
                Thread.onSpinWait();
            }
            victim.interrupt();
            interrupted = true;
        }

        @Actor
        public void sender(III_Result r) {
            victim = Thread.currentThread();
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
    public static class InterruptAgainstSelect {
        final Channel<Integer> a = Channel.rendezvous();
        final Channel<Integer> b = Channel.rendezvous();

        private volatile Thread victim;
        private volatile boolean interrupted;

        /** So that no interrupt reaches the actor's next state. */
        private int interruptStatus() {
            while (!interrupted) {
                Thread.onSpinWait();
            }
            return Thread.interrupted() ? 1 : 0;
        }

        private void interrupt() {
            while (victim == null) {
                Thread.onSpinWait();
            }
            victim.interrupt();
            interrupted = true;
        }

        @Actor
        public void selects(III_Result r) {
            victim = Thread.currentThread();
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
}
