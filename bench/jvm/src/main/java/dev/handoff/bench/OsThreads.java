package dev.handoff.bench;

import java.util.concurrent.ThreadFactory;

/** Threads of the operating system, for a library that was made for them. */
final class OsThreads implements ThreadFactory {
    @Override
    public Thread newThread(Runnable body) {
        return Thread.ofPlatform().daemon().unstarted(body);
    }
}
