package dev.handoff.check;

/**
 * An exploration for those who ask whether it was complete. A process that waits for a class that a test beside this one is
 * loading waits outside of Handoff, and the exploration then says that it has not controlled all; once the classes are
 * there, it has. So it is begun anew, some times.
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
