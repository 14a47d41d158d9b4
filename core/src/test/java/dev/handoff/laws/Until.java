package dev.handoff.laws;

import dev.handoff.Channel;

import java.util.function.BooleanSupplier;

/** Waits for what must come, without sleeping. */
final class Until {
    static final long LIMIT_SECONDS = 15;

    private Until() {}

    static void holds(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT_SECONDS * 1_000_000_000) {
                throw new AssertionError(what + ": not so after " + LIMIT_SECONDS + " s");
            }
            Thread.yield();
        }
    }

    static void receiversWait(Channel<?> channel, int count) {
        holds(count + " receivers wait on " + channel, () -> channel.waitingReceivers() == count);
    }

    static void sendersWait(Channel<?> channel, int count) {
        holds(count + " senders wait on " + channel, () -> channel.waitingSenders() == count);
    }
}
