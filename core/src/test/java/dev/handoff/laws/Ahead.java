package dev.handoff.laws;

import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A clock that can be set forward. */
public final class Ahead extends DelegatingScheduling {
    private final CountDownLatch deadlineIsKept = new CountDownLatch(1);
    private volatile long nanos;

    public Ahead() {
        super(Scheduling.virtualThreads());
    }

    public void by(Duration time) {
        nanos = time.toNanos();
    }

    /** Until who keeps a deadline has looked at the clock, and sleeps: it does not see what {@link #by} does. */
    void awaitKeeper() throws InterruptedException {
        deadlineIsKept.await();
    }

    @Override
    public void park(Parked who, WaitReason why, long nanos) {
        if (why == WaitReason.DEADLINE) {
            deadlineIsKept.countDown();
        }
        super.park(who, why, nanos);
    }

    @Override
    public long nanoTime() {
        return super.nanoTime() + nanos;
    }
}
