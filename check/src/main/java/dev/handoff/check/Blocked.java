package dev.handoff.check;

import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A process that waits at the end of a run.
 *
 * @param process its name
 * @param number its number in the order of start
 * @param why what it waits for; null if that is not the library's
 * @param waitsFor in words
 * @param waitsAt the channel, select, scope or task; null if it is not the library's
 * @param limited whether a time-out would end it
 * @param since how long it has waited, in virtual time
 * @param line where, in the user's code
 */
record Blocked(
        String process,
        int number,
        @Nullable WaitReason why,
        String waitsFor,
        @Nullable Object waitsAt,
        boolean limited,
        Duration since,
        String line) {

    static Blocked of(ControlledProcess process, StackTraceElement[] stack, long nanos) {
        Parked as = process.waitsAs;
        WaitReason why = process.waitsFor;
        if (process.state != ControlledProcess.State.PARKED || as == null || why == null) {
            return of(process, null, "something outside of Handoff", null, stack, nanos);
        }
        Object blocker = as.blocker();
        return of(process, why, why.describe(blocker), blocker, stack, nanos);
    }

    private static Blocked of(
            ControlledProcess process,
            @Nullable WaitReason why,
            String waitsFor,
            @Nullable Object waitsAt,
            StackTraceElement[] stack,
            long nanos) {
        return new Blocked(
                process.toString(),
                process.number,
                why,
                waitsFor,
                waitsAt,
                process.wakeAt != Scheduling.FOREVER,
                Duration.ofNanos(nanos),
                Stacks.line(stack));
    }
}
