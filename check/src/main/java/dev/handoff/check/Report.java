package dev.handoff.check;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** What an exploration has shown. */
public final class Report {
    private final String how;
    private final int schedules;
    private final long turns;
    private final boolean complete;
    private final @Nullable Finding finding;
    private final @Nullable Schedule schedule;
    private final List<String> uncontrolled;

    Report(
            String how,
            int schedules,
            long turns,
            boolean complete,
            @Nullable Finding finding,
            @Nullable Schedule schedule,
            List<String> uncontrolled) {
        this.how = how;
        this.schedules = schedules;
        this.turns = turns;
        this.complete = complete;
        this.finding = finding;
        this.schedule = schedule;
        this.uncontrolled = uncontrolled;
    }

    /**
     * The verdict.
     *
     * @return {@link Verdict#CLEAN} if nothing was found
     */
    public Verdict verdict() {
        return finding == null ? Verdict.CLEAN : finding.verdict();
    }

    /**
     * Whether nothing was found.
     *
     * @return false if there is a finding
     */
    public boolean isClean() {
        return finding == null;
    }

    /**
     * What was found.
     *
     * @return null if nothing was
     */
    public @Nullable Finding finding() {
        return finding;
    }

    /**
     * How many schedules were tried.
     *
     * @return one or more
     */
    public int schedules() {
        return schedules;
    }

    /**
     * How many turns were taken, in all schedules together.
     *
     * @return one or more
     */
    public long turns() {
        return turns;
    }

    /**
     * Whether every schedule was tried, or one that is equivalent.
     *
     * @return true only for an exhaustive exploration that was not cut short
     */
    public boolean isComplete() {
        return complete;
    }

    /**
     * The schedule of the finding, for {@link Explore#replay}.
     *
     * @return null if nothing was found
     */
    public @Nullable String schedule() {
        return schedule == null ? null : schedule.toString();
    }

    /**
     * What the runs could not control: then a schedule may not replay.
     *
     * @return one line each; mostly none
     */
    public List<String> uncontrolled() {
        return uncontrolled;
    }

    /** One page. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        String tried =
                "%,d schedule%s, %,d turns, %s%s"
                        .formatted(
                                schedules,
                                schedules == 1 ? "" : "s",
                                turns,
                                how,
                                complete ? ", all there are" : "");
        if (finding == null) {
            lines.add("clean: " + tried);
        } else {
            lines.add(finding.verdict() + ": " + finding.summary());
            finding.details().forEach(line -> lines.add("  " + line));
            lines.add("found after " + tried);
            lines.add("replay with " + schedule);
        }
        uncontrolled.forEach(line -> lines.add("not controlled: " + line));
        return String.join("\n", lines);
    }
}
