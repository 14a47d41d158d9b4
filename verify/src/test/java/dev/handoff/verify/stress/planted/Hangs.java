package dev.handoff.verify.stress.planted;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.handoff.Channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Planted: two receive, and nobody sends. The limit of the run must find it. */
@JCStressTest
@Outcome(expect = ACCEPTABLE, desc = "Never comes.")
@State
public class Hangs {
    final Channel<Integer> channel = Channel.rendezvous();

    @Actor
    public void one(II_Result r) {
        r.r1 = receive();
    }

    @Actor
    public void other(II_Result r) {
        r.r2 = receive();
    }

    private int receive() {
        try {
            return channel.receive();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
