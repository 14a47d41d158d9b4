package dev.handoff.laws;

import dev.handoff.Channel;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must come, without sleeping. */
public final class Until {
    public static final long LIMIT_SECONDS = 40;

    private Until() {}

    public static void eventually(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT_SECONDS * 1_000_000_000) {
                throw new AssertionError(what + ": not so after " + LIMIT_SECONDS + " s");
            }
            pause();
        }
    }

    /**
     * Lets others run. Virtual threads must not poll by yielding: two that share a carrier never let it look for
     * threads that were woken from outside. An interrupt, and the permit that comes with it, would end a sleep at once.
     */
    static void pause() {
        if (Thread.currentThread().isVirtual()) {
            boolean interrupted = Thread.interrupted();
            if (interrupted) {
                LockSupport.parkNanos(1);
            }
            LockSupport.parkNanos(10_000);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        } else {
            Thread.yield();
        }
    }

    /**
     * Whether the turns that were taken since {@code start} are enough, however few they are: each takes a moment, but on a
     * machine where it waits for its core they may take too long.
     */
    static boolean isEnough(long start) {
        return System.nanoTime() - start > 3_000_000_000L;
    }

    public static void receiversWait(Channel<?> channel, int count) {
        eventually(
                count + " receivers wait on " + channel, () -> channel.waitingReceivers() == count);
    }

    /** Until it sleeps, with a limit or without. */
    public static Thread asleep(Thread thread) {
        eventually(
                thread + " sleeps",
                () ->
                        switch (thread.getState()) {
                            case WAITING, TIMED_WAITING -> true;
                            default -> false;
                        });
        return thread;
    }

    static void sendersWait(Channel<?> channel, int count) {
        eventually(count + " senders wait on " + channel, () -> channel.waitingSenders() == count);
    }
}
