package dev.handoff.laws;

import dev.handoff.spi.Scheduling;

/** What a test's thread is. Channels must not care. */
enum ThreadKind {
    VIRTUAL,
    PLATFORM;

    Thread unstarted(Runnable body) {
        return this == VIRTUAL
                ? Scheduling.virtualThreads()
                        .newThread("", body) // on the scheduler that is to be tested
                : Thread.ofPlatform().daemon().unstarted(body);
    }

    /** Takes turns, for tests in which all kinds of threads meet. */
    static ThreadKind alternating(int i) {
        return i % 2 == 0 ? VIRTUAL : PLATFORM;
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
