package dev.handoff.check;

/** A schedule was found in which the program goes wrong. The message is the report. */
public final class ExplorationFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    private final transient Report report;

    ExplorationFailure(Report report) {
        super(report.toString(), report.finding() == null ? null : report.finding().cause());
        this.report = report;
    }

    /**
     * What was found.
     *
     * @return the report
     */
    public Report report() {
        return report;
    }
}
