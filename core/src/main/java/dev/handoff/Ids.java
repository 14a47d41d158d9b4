package dev.handoff;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers channels and scopes, in the order made: names for the nameless, and the order of locking. */
final class Ids {
    private static final AtomicLong LAST = new AtomicLong();

    private Ids() {}

    static long next() {
        return LAST.incrementAndGet();
    }
}
