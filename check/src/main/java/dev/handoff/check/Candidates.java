package dev.handoff.check;

import dev.handoff.spi.Scheduling;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The processes of a run that could go on at some instant.
 *
 * @param now the instant
 * @param ready those that can; the one that went on before comes first, the others are in the order of their start
 * @param wakeAt when time alone would wake one of the others; {@link Scheduling#FOREVER} if it would not
 * @param settler the process that goes on when nobody else can, before time passes
 * @param outlaster the process that goes on when nobody else can, and time would not change that
 */
record Candidates(
        long now,
        List<ControlledProcess> ready,
        long wakeAt,
        @Nullable ControlledProcess settler,
        @Nullable ControlledProcess outlaster) {

    static Candidates among(
            List<ControlledProcess> processes, long now, @Nullable ControlledProcess latest) {
        List<ControlledProcess> ready = new ArrayList<>();
        long wakeAt = Scheduling.FOREVER;
        ControlledProcess settler = null;
        ControlledProcess outlaster = null;
        for (ControlledProcess p : processes) {
            p.isEarly = false;
            if (p.isReady(now)) {
                if (p.equals(latest)) {
                    ready.addFirst(p);
                } else {
                    ready.add(p);
                }
            } else if (p.state == ControlledProcess.State.PARKED) {
                wakeAt = Math.min(wakeAt, p.wakeAt);
            } else if (p.state == ControlledProcess.State.SETTLING
                    && (settler == null || p.key < settler.key)) {
                settler = p;
            } else if (p.state == ControlledProcess.State.OUTLASTING
                    && (outlaster == null || p.key < outlaster.key)) {
                outlaster = p;
            }
        }
        return new Candidates(now, ready, wakeAt, settler, outlaster);
    }

    boolean areNone() {
        return ready.isEmpty();
    }

    /** The process that waits for the others to come to rest, if they have; null if they have not, or there is none. */
    @Nullable ControlledProcess patient(boolean mayTimePass) {
        if (!areNone() || settler != null) {
            return areNone() ? settler : null;
        }
        return wakeAt == Scheduling.FOREVER && mayTimePass ? outlaster : null;
    }

    /**
     * The ready ones, and then those that may go on although nothing has happened for them: the next to be late, then
     * stray ones.
     */
    List<ControlledProcess> withEarly(List<ControlledProcess> processes) {
        List<ControlledProcess> all = new ArrayList<>(ready);
        int punctual = all.size();
        for (ControlledProcess p : processes) {
            if (p.state == ControlledProcess.State.PARKED && !p.isReady(now)) {
                p.isEarly = p.wakeAt == Scheduling.FOREVER ? p.wakesStray : p.wakeAt == wakeAt;
                if (p.isStray()) {
                    all.addLast(p);
                } else if (p.isEarly) {
                    all.add(punctual, p);
                }
            }
        }
        return all;
    }
}
