package dev.handoff.verify.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Channel;
import dev.handoff.Select;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Selects against plain operations and against each other. */
public final class SelectStress {
    private SelectStress() {}

    /** A send case meets a receive case (L31). */
    @JCStressTest
    @Outcome(id = "1, 5", expect = ACCEPTABLE, desc = "They met.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class SelectsMeet {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void sender(II_Result r) {
            r.r1 = Calls.select(Calls.sends(channel, 5, 1));
        }

        @Actor
        public void receiver(II_Result r) {
            r.r2 = Calls.select(Calls.receives(channel));
        }
    }

    /** Two selects over two channels, in opposite order (L31). */
    @JCStressTest
    @Outcome(id = "1, 5", expect = ACCEPTABLE, desc = "They met on the first channel.")
    @Outcome(id = "6, 2", expect = ACCEPTABLE, desc = "They met on the second channel.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class SelectsMeetInOppositeOrder {
        final Channel<Integer> a = Channel.rendezvous();
        final Channel<Integer> b = Channel.rendezvous();

        @Actor
        public void one(II_Result r) {
            r.r1 = Calls.select(Calls.sends(a, 5, 1), Calls.receives(b));
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = Calls.select(Calls.sends(b, 6, 2), Calls.receives(a));
        }

        @Arbiter
        public void waiting(II_Result r) {
            r.r1 += 100 * (a.waitingSenders() + a.waitingReceivers());
            r.r2 += 100 * (b.waitingSenders() + b.waitingReceivers());
        }
    }

    /** Both offer both ends of one channel: they meet, nobody meets himself (L30). */
    @JCStressTest
    @Outcome(id = "6, 1", expect = ACCEPTABLE, desc = "The second has sent.")
    @Outcome(id = "1, 5", expect = ACCEPTABLE, desc = "The first has sent.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class SelectsWithBothEnds {
        final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void one(II_Result r) {
            int got = Calls.select(Calls.sends(channel, 5, 1), Calls.receives(channel));
            r.r1 = got;
        }

        @Actor
        public void other(II_Result r) {
            int got = Calls.select(Calls.sends(channel, 6, 1), Calls.receives(channel));
            r.r2 = got;
        }
    }

    /** Of two sends a select takes one (L25). */
    @JCStressTest
    @Outcome(id = "5, 1, 0", expect = ACCEPTABLE, desc = "The first.")
    @Outcome(id = "6, 0, 1", expect = ACCEPTABLE, desc = "The second.")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "Neither: it came too late for both.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class SelectTakesOne {
        final Channel<Integer> a = Channel.rendezvous();
        final Channel<Integer> b = Channel.rendezvous();

        @Actor
        public void selects(III_Result r) {
            r.r1 = Calls.select(Calls.receives(a), Calls.receives(b));
        }

        @Actor
        public void sender(III_Result r) {
            r.r2 = Calls.trySend(a, 5);
            r.r3 = Calls.trySend(b, 6);
            a.close();
            b.close();
        }
    }

    /** A value moves from one channel to the other: at each instant one is ready (L27). */
    @JCStressTest
    @Outcome(id = "5", expect = ACCEPTABLE, desc = "From the first.")
    @Outcome(id = "6", expect = ACCEPTABLE, desc = "From the second.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class OtherwiseOnlyIfNothingWasReady {
        final Channel<Integer> a = Channel.buffered(1);
        final Channel<Integer> b = Channel.buffered(1);

        public OtherwiseOnlyIfNothingWasReady() {
            a.trySend(5);
        }

        @Actor
        public void selects(I_Result r) {
            r.r1 = Calls.select(Calls.receives(b), Calls.receives(a), Select.otherwise(() -> 9));
        }

        @Actor
        public void mover() {
            Calls.trySend(b, 6);
            Calls.tryReceive(a);
        }
    }

    /** A plain send meets a select (L25). */
    @JCStressTest
    @Outcome(id = "1, 5", expect = ACCEPTABLE, desc = "They met.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class SelectAgainstSender {
        final Channel<Integer> a = Channel.rendezvous();
        final Channel<Integer> b = Channel.rendezvous();

        @Actor
        public void sender(II_Result r) {
            r.r1 = Calls.send(b, 5);
        }

        @Actor
        public void selects(II_Result r) {
            r.r2 = Calls.select(Calls.receives(a), Calls.receives(b), Calls.sends(a, 7, 8));
        }
    }

    /** Of three selects in a ring two meet, or none; no place is left (L31). */
    @JCStressTest
    @Outcome(id = "1, 5, -4, 0", expect = ACCEPTABLE, desc = "The first has sent to the second.")
    @Outcome(id = "-4, 1, 6, 0", expect = ACCEPTABLE, desc = "The second has sent to the third.")
    @Outcome(id = "7, -4, 1, 0", expect = ACCEPTABLE, desc = "The third has sent to the first.")
    @Outcome(id = "-4, -4, -4, 0", expect = ACCEPTABLE, desc = "None was there for another.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class SelectsInARing {
        final Channel<Integer> a = Channel.rendezvous();
        final Channel<Integer> b = Channel.rendezvous();
        final Channel<Integer> c = Channel.rendezvous();

        @Actor
        public void one(IIII_Result r) {
            r.r1 = Calls.select(Calls.sends(a, 5, 1), Calls.receives(c), Calls.timesOut(20));
        }

        @Actor
        public void two(IIII_Result r) {
            r.r2 = Calls.select(Calls.sends(b, 6, 1), Calls.receives(a), Calls.timesOut(20));
        }

        @Actor
        public void three(IIII_Result r) {
            r.r3 = Calls.select(Calls.sends(c, 7, 1), Calls.receives(b), Calls.timesOut(20));
        }

        @Arbiter
        public void waiting(IIII_Result r) {
            r.r4 = waiting(a) + waiting(b) + waiting(c);
        }

        private static int waiting(Channel<Integer> channel) {
            return channel.waitingSenders() + channel.waitingReceivers();
        }
    }

    /** A select that is run again knows nothing of its first run (L25, L34). */
    @JCStressTest
    @Outcome(id = "5, 6", expect = ACCEPTABLE, desc = "The first sender, then the second.")
    @Outcome(id = "6, 5", expect = ACCEPTABLE, desc = "The second sender, then the first.")
    @Outcome(expect = FORBIDDEN, desc = "Against the laws.")
    @State
    public static class SelectRunTwice {
        final Channel<Integer> a = Channel.rendezvous();
        final Channel<Integer> b = Channel.rendezvous();
        final Select<Integer> select = Select.of(Calls.receives(a), Calls.receives(b));

        @Actor
        public void selects(II_Result r) {
            r.r1 = Calls.run(select);
            r.r2 = Calls.run(select);
        }

        @Actor
        public void one() {
            Calls.send(a, 5);
        }

        @Actor
        public void other() {
            Calls.send(b, 6);
        }
    }
}
