package dev.handoff.coordinate;

import dev.handoff.Receiver;
import dev.handoff.Select;
import dev.handoff.internal.Interrupts;

import java.time.Duration;

/** To take one of what a channel holds, a permit or a token, within a time. */
final class TimedTake {
    private TimedTake() {}

    /** Not by receiveWithin, whose answer takes memory when one was taken already. */
    static boolean from(Receiver<?> channel, Duration limit) throws InterruptedException {
        boolean mayWait = limit.isPositive();
        Interrupts.throwIfInterrupted();
        return channel.tryReceiveOrNull() != null || (mayWait && await(channel, limit));
    }

    private static boolean await(Receiver<?> channel, Duration limit) throws InterruptedException {
        return Select.<Boolean>prioritized(
                        Select.on(channel, taken -> true), Select.after(limit, () -> false))
                .run();
    }
}
