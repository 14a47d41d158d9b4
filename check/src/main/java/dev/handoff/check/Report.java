package dev.handoff.check;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** What an exploration has shown. Its text is one page; {@link #writeHtml} writes a page that one can look at. */
public final class Report {
    /** A longer schedule would fill the screen. */
    static final int MOST_LETTERS = 2_000;

    private final String how;
    private final int schedules;
    private final long turns;
    private final boolean complete;
    private final @Nullable Evidence evidence;
    private final List<String> uncontrolled;
    private final @Nullable String misfit;
    private final List<String> notes;
    private final UnaryOperator<String> command;
    private final int mostLetters;

    Report(
            String how,
            int schedules,
            long turns,
            boolean complete,
            @Nullable Evidence evidence,
            List<String> uncontrolled,
            @Nullable String misfit,
            List<String> notes,
            UnaryOperator<String> command,
            int mostLetters) {
        this.how = how;
        this.schedules = schedules;
        this.turns = turns;
        this.complete = complete;
        this.evidence = evidence;
        this.uncontrolled = List.copyOf(uncontrolled);
        this.misfit = misfit;
        this.notes = List.copyOf(notes);
        this.command = command;
        this.mostLetters = mostLetters;
    }

    /**
     * The same report with other words for the next command.
     *
     * @param words makes, of the text of a schedule, the command that replays it
     * @return with those
     */
    public Report replayedBy(UnaryOperator<String> words) {
        return with(Objects.requireNonNull(words, "words"), mostLetters);
    }

    /**
     * The same report, for where there is no HTML page: its text has the next command even if the schedule has more
     * than 2,000 letters.
     *
     * @return with that
     */
    public Report withLongSchedule() {
        return with(command, Integer.MAX_VALUE);
    }

    private Report with(UnaryOperator<String> words, int letters) {
        return new Report(
                how,
                schedules,
                turns,
                complete,
                evidence,
                uncontrolled,
                misfit,
                notes,
                words,
                letters);
    }

    /**
     * The verdict.
     *
     * @return {@link Verdict#CLEAN} if nothing was found
     */
    public Verdict verdict() {
        return evidence == null ? Verdict.CLEAN : evidence.finding().verdict();
    }

    /**
     * Whether nothing was found.
     *
     * @return false if there is a finding
     */
    public boolean isClean() {
        return evidence == null;
    }

    /**
     * What was found.
     *
     * @return null if nothing was
     */
    public @Nullable Finding finding() {
        return evidence == null ? null : evidence.finding();
    }

    /**
     * How many schedules were tried until the finding, without those that were tried to shrink it.
     *
     * @return one or more
     */
    public int schedules() {
        return schedules;
    }

    /**
     * How many turns were taken, in all of these schedules together.
     *
     * @return one or more
     */
    public long turns() {
        return turns;
    }

    /**
     * Whether every schedule was tried, or one that is equivalent; of a {@linkplain Explore#fine fine} exploration, every
     * one in which nobody wakes up for no reason.
     *
     * @return true only for an exhaustive exploration that was not cut short, of a program that it controlled in all runs
     */
    public boolean isComplete() {
        return complete;
    }

    /**
     * The schedule of the finding, for {@link Explore#replay}: the shortest that is known.
     *
     * @return null if nothing was found
     */
    public @Nullable String schedule() {
        return evidence == null ? null : evidence.schedule().toString();
    }

    /**
     * What the runs could not control: then a schedule may not replay.
     *
     * @return one line each; mostly none
     */
    public List<String> uncontrolled() {
        return uncontrolled;
    }

    /**
     * Why the schedule that was to be replayed is not one of this program, for example because the program was changed
     * since. Then another schedule was tried, and it is not known whether the one that was meant is right.
     *
     * @return null if it was followed to its end, or none was to be replayed
     */
    public @Nullable String misfit() {
        return misfit;
    }

    /**
     * Writes one file that shows the finding and the run as a sequence diagram. The file needs no other.
     *
     * @param file where; replaced if it is there
     * @throws IOException if it cannot be written
     */
    public void writeHtml(Path file) throws IOException {
        Html page =
                new Html(
                        verdict().toString(),
                        isClean(),
                        evidence == null ? tried() : evidence.finding().summary());
        if (evidence != null) {
            List<String> details = new ArrayList<>(evidence.finding().details());
            details.addAll(evidence.notes());
            page.section("Who and where", details);
            if (evidence.diagram() != null && !evidence.diagram().rows().isEmpty()) {
                page.diagram("How it came about", evidence.diagram());
            }
            page.section("The schedule", schedule(evidence, Integer.MAX_VALUE));
        }
        page.section("Beside", beside());
        Files.writeString(file, page.end());
    }

    /** One page: what is wrong, who waits for what, the end of the run, and the next command. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        if (evidence == null) {
            lines.add("clean: " + tried());
        } else {
            lines.add(evidence.finding().verdict() + ": " + evidence.finding().summary());
            if (!evidence.finding().details().isEmpty()) {
                lines.add("");
            }
            evidence.finding().details().forEach(line -> lines.add(indented(line)));
            evidence.notes().forEach(line -> lines.add(indented(line)));
            if (evidence.diagram() != null && !evidence.diagram().rows().isEmpty()) {
                lines.add("");
                TextDiagram.lines(evidence.diagram()).forEach(line -> lines.add(indented(line)));
            }
            lines.add("");
            lines.addAll(schedule(evidence, mostLetters));
        }
        lines.addAll(beside());
        return String.join("\n", lines);
    }

    private static String indented(String line) {
        return line.isEmpty() ? "" : "  " + line;
    }

    private List<String> schedule(Evidence shown, int most) {
        List<String> lines = new ArrayList<>();
        int after = shown.schedule().switches();
        lines.add("found after " + tried());
        if (after < shown.switchesBefore()) {
            lines.add(
                    "shrunk to %s, from %s"
                            .formatted(
                                    after == 1 ? "1 switch" : after + " switches",
                                    shown.switchesBefore()));
        }
        String text = shown.schedule().toString();
        lines.add(
                text.length() <= most
                        ? "replay with " + command.apply(text)
                        : "replay with the command on the HTML page: the schedule has "
                                + Words.count(text.length(), "letter"));
        return lines;
    }

    private List<String> beside() {
        List<String> lines = new ArrayList<>(notes);
        uncontrolled.forEach(line -> lines.add("not controlled: " + line));
        return lines;
    }

    private String tried() {
        return "%s, %s, %s%s"
                .formatted(
                        Words.count(schedules, "schedule"),
                        Words.count(turns, "turn"),
                        how,
                        complete ? ", all there are" : "");
    }
}
