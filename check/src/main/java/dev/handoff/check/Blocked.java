package dev.handoff.check;

import dev.handoff.spi.Offer;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A process that has not ended when a run has.
 *
 * @param process the process
 * @param why what it waits for; null if it does not wait for something of the library's
 * @param state what it does, in words: such as {@code waits to receive from channel "orders"}
 * @param offers the operations of which one would end its wait
 * @param awaited the processes whose end would end its wait
 * @param limited whether a time-out would end its wait
 * @param turn since which turn it waits
 * @param since for how long it has waited, in virtual time
 * @param line where it is, in the user's code
 */
record Blocked(
        ControlledProcess process,
        @Nullable WaitReason why,
        String state,
        List<Offer> offers,
        List<ControlledProcess> awaited,
        boolean limited,
        int turn,
        Duration since,
        String line) {

    static Blocked of(
            ControlledProcess process,
            long now,
            Function<Thread, @Nullable ControlledProcess> byThread) {
        String line = Stacks.line(process.thread.getStackTrace());
        Parked as = process.waitsAs;
        WaitReason why = process.waitsFor;
        if (process.state != ControlledProcess.State.PARKED
                || process.isReady(now)
                || as == null
                || why == null) {
            return new Blocked(
                    process,
                    null,
                    idle(process),
                    List.of(),
                    List.of(),
                    false,
                    0,
                    Duration.ZERO,
                    line);
        }
        if (!as.isClaimable() && (why == WaitReason.SEND || why == WaitReason.SELECT)) {
            why = WaitReason.HANDLER; // it was met, and its partner's handler runs
        }
        return new Blocked(
                process,
                why,
                Words.wait(why, as.blocker()),
                as.offers(),
                as.awaited().stream().map(byThread).filter(Objects::nonNull).toList(),
                process.wakeAt != Scheduling.FOREVER,
                process.parkedAtTurn,
                Duration.ofNanos(now - process.parkedAt),
                line);
    }

    private static String idle(ControlledProcess process) {
        if (process.runsAway) {
            return "runs on";
        }
        return process.state == ControlledProcess.State.OUTSIDE
                ? "waits for something outside of Handoff"
                : "could go on";
    }

    /** Whether it waits for something of the library's, and no time-out will end that wait. */
    boolean isForGood() {
        return why != null && !limited;
    }

    /** Such as {@code left waits to send to channel "a", since turn 7, at Main.java:31}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(process + " " + state);
        if (why != null) {
            text.append(", since turn ").append(turn);
            if (since.isPositive()) {
                text.append(", for ").append(Words.duration(since));
            }
        }
        text.append(Stacks.unlessUnknown(", at ", line));
        if (process.number != 0) {
            text.append(Stacks.unlessUnknown("; started at ", process.origin));
        }
        return text.toString();
    }
}
