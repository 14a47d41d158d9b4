package dev.handoff.coordinate;

import dev.handoff.Outcome;
import dev.handoff.Receiver;
import dev.handoff.Select;
import dev.handoff.internal.Interrupts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Takes one of the things that a channel holds, a permit, a token or an answer, within a time. */
final class TimedTake {
    private TimedTake() {}

    /**
     * Null if the time is up. Does not use receiveWithin: its answer takes memory when one of the things was already
     * taken.
     */
    static <T> @Nullable T orNull(Receiver<T> channel, Duration limit) throws InterruptedException {
        boolean mayWait = limit.isPositive();
        Interrupts.throwIfInterrupted();
        T there = channel.tryReceiveOrNull();
        return there == null && mayWait ? await(channel, limit) : there;
    }

    private static <T> @Nullable T await(Receiver<T> channel, Duration limit)
            throws InterruptedException {
        Outcome<@Nullable T> late = () -> null;
        return Select.<@Nullable T>prioritized(
                        Select.on(channel, taken -> taken), Select.after(limit, late))
                .run();
    }
}
