package dev.handoff.laws;

import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;

import java.time.Duration;

/** A clock that can be set forward. */
public final class Ahead extends DelegatingScheduling {
    private volatile long nanos;

    public Ahead() {
        super(Scheduling.virtualThreads());
    }

    public void by(Duration time) {
        nanos = time.toNanos();
    }

    @Override
    public long nanoTime() {
        return super.nanoTime() + nanos;
    }
}
