package dev.handoff.verify.zoo;

import dev.handoff.check.Explore;
import dev.handoff.check.Report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the partial-order reduction has saved in the complete exploration of a program.
 *
 * @param sighting with the reduction
 * @param plain without it, as far as that was tried
 */
record Saving(Sighting sighting, Report plain) {
    private static final int MOST = 20_000;

    /**
     * Explores the program without the reduction.
     *
     * @throws IllegalStateException if that comes to something else
     */
    static Saving of(Sighting sighting) throws ReflectiveOperationException, InterruptedException {
        Report plain =
                Explore.unreduced()
                        .schedules(MOST)
                        .check(sighting.program().program(sighting.expectation().arguments()));
        if (plain.verdict() != sighting.report().verdict()) {
            throw new IllegalStateException(
                    sighting.program() + " without the reduction: " + plain);
        }
        return new Saving(sighting, plain);
    }

    private String row() {
        int schedules = sighting.report().schedules();
        String more = plain.isComplete() ? "" : "more than ";
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,d | %s%,d | %s%.1f |",
                sighting.program(),
                String.join(" ", sighting.expectation().arguments()),
                schedules,
                more,
                plain.schedules(),
                more,
                (double) plain.schedules() / schedules);
    }

    /** A section of the page. */
    static String table(List<Saving> savings) {
        List<String> lines = new ArrayList<>();
        lines.add("## What the reduction saves");
        lines.add("");
        lines.add(
                "Programs of which all schedules were tried, and the same by plain depth-first"
                        + " search, which ends at %,d.".formatted(MOST));
        lines.add("");
        lines.add("| program | with | schedules | without the reduction | times |");
        lines.add("|---|---|---:|---:|---:|");
        savings.stream()
                .filter(saving -> saving.plain.isComplete() || saving.isLess())
                .forEach(saving -> lines.add(saving.row()));
        lines.add("");
        return String.join("\n", lines);
    }

    /** Where both are beyond the bound nothing is known. */
    private boolean isLess() {
        return sighting.report().schedules() < MOST;
    }
}
