package dev.handoff.verify.zoo;

import dev.handoff.check.Verdict;
import dev.handoff.verify.Options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code verify/run spin}: programs of the zoo, explored, beside their models in Promela, searched by spin; writes
 * {@code docs/checks/spin.md}.
 */
final class SpinComparison {
    static final Path FOLDER = Zoo.FOLDER.resolve("promela");
    static final Path TABLE = Zoo.TABLE.resolveSibling("spin.md");

    /**
     * A row of the table.
     *
     * @param model what spin has searched
     * @param sighting what Handoff has found
     * @param reduced what spin says, with its partial-order reduction
     * @param full what it says without
     */
    record Row(SpinModel model, Sighting sighting, SpinResult reduced, SpinResult full) {
        boolean agrees() {
            Verdict verdict = sighting.report().verdict();
            return sighting.isAsExpected()
                    && reduced.finding() == full.finding()
                    && reduced.finding().agreesWith(verdict);
        }

        @Override
        public String toString() {
            return "| %s | %s | %s |"
                            .formatted(model, sighting.report().verdict(), reduced.finding().words)
                    + String.format(
                            Locale.ROOT,
                            " %s | %,d%s | %,d | %,d | %,d | %,d |",
                            sighting.expectation().way(),
                            sighting.report().schedules(),
                            sighting.report().isComplete() ? " (all)" : "",
                            sighting.report().turns(),
                            reduced.states(),
                            full.states(),
                            full.transitions());
        }
    }

    private SpinComparison() {}

    static void main(String[] args) throws Exception {
        Options.none(args);
        if (!Spin.isInstalled()) {
            throw Options.refuse("spin is not here: apt-get install spin gcc libc6-dev");
        }
        List<ZooProgram> programs = ZooProgram.in(Zoo.FOLDER);
        List<Row> rows = new ArrayList<>();
        for (SpinModel model : SpinModel.in(FOLDER)) {
            Zoo.Entry entry = model.entry(programs);
            Row row =
                    new Row(
                            model,
                            Sighting.of(entry.program(), entry.expectation()),
                            Spin.verify(model, true),
                            Spin.verify(model, false));
            System.out.println(row + (row.agrees() ? "" : " they do not agree"));
            rows.add(row);
        }
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, table(rows));
        long apart = rows.stream().filter(row -> !row.agrees()).count();
        System.out.println("spin: " + rows.size() + " models, " + apart + " do not agree");
        if (apart > 0) {
            System.exit(1);
        }
    }

    private static String table(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        lines.add("# The zoo, and its models in Promela");
        lines.add("");
        lines.add(
                "Programs of [the zoo](zoo.md) were written again in Promela, in"
                        + " [verify/zoo/promela](../../verify/zoo/promela), and");
        lines.add(
                "searched by [spin](https://spinroot.com): the same verdicts. `verify/run spin`"
                        + " writes this page; it needs `spin` and a C");
        lines.add("compiler (`apt-get install spin gcc libc6-dev`).");
        lines.add("");
        lines.add(
                "Both stop at the first error. A schedule is one run of the program from its"
                        + " beginning, a turn one step of it; spin");
        lines.add(
                "stores states, and does not run what it has seen. *Reduced* is with spin's"
                        + " partial-order reduction, *full* without.");
        lines.add("");
        lines.add(
                "| program | Handoff | spin | explored | schedules | turns | states reduced |"
                        + " states full | transitions full |");
        lines.add("|---|---|---|---|---:|---:|---:|---:|---:|");
        rows.forEach(row -> lines.add(row.toString()));
        lines.add("");
        return String.join("\n", lines);
    }
}
