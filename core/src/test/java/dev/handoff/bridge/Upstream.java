package dev.handoff.bridge;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/** A publisher's side: notes what it is asked, and publishes nothing by itself. */
final class Upstream implements Flow.Subscription {
    final AtomicLong requested = new AtomicLong();
    volatile boolean cancelled;

    @Override
    public void request(long n) {
        requested.addAndGet(n);
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
