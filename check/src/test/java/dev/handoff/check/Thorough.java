package dev.handoff.check;

/**
 * An exploration for those who ask whether it was complete. A process that waits for a lock of the libraries of tests, as
 * when a test beside this one uses them for the first time, waits outside of Handoff, and the exploration then says that it
 * has not controlled all. So it is begun anew, some times.
 */
public final class Thorough {
    private static final int ATTEMPTS = 5;

    private Thorough() {}

    public static Report check(Explore explore, Program program) throws InterruptedException {
        Report report = explore.check(program);
        for (int i = 1; i < ATTEMPTS && report.isClean() && !report.uncontrolled().isEmpty(); i++) {
            report = explore.check(program);
        }
        return report;
    }
}
