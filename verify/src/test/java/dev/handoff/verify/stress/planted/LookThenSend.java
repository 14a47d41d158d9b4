package dev.handoff.verify.stress.planted;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Planted: looks and then sends, so that two think that they had the only room. jcstress must find it. */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first one.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The second one.")
@Outcome(expect = FORBIDDEN, desc = "Both had the only room.")
@State
public class LookThenSend {
    final Channel<Integer> channel = Channel.buffered(1);

    @Actor
    public void one(II_Result r) {
        r.r1 = lookThenSend();
    }

    @Actor
    public void other(II_Result r) {
        r.r2 = lookThenSend();
    }

    private int lookThenSend() {
        if (channel.size() == 1) {
            return 0;
        }
        channel.trySend(1);
        return 1;
    }
}
