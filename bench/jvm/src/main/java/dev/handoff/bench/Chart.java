package dev.handoff.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture of bars in SVG: groups of lying bars on one logarithmic axis, each as long as a median, with a whisker from
 * the least figure to the greatest if there are several. It has a light and a dark dress, of which the reader's browser chooses one.
 *
 * <p>Written out by hand: the chart libraries at hand measure text by the fonts of the machine, so the same figures
 * would give other bytes elsewhere; have one dress; and draw no whiskers with two different arms on such an axis.
 *
 * @param title what it shows
 * @param unit of the axis
 */
record Chart(String title, String unit, List<Group> groups) {
    /**
     * Bars that are compared.
     *
     * @param name stands above them
     */
    record Group(String name, List<Bar> bars) {}

    /** One bar; the word is the class of its dress. */
    record Bar(String name, String word, Sample sample) {}

    private static final int WIDTH = 800;

    /** Where bars begin, unless a name is longer than that. */
    private static final int LEFT = 120;

    /** The width of a letter in the names: those of a browser may be narrower. */
    private static final int LETTER = 6;

    private static final int RIGHT = 740;
    private static final int TOP = 62;
    private static final int BAR = 15;
    private static final int HEADING = 26;
    private static final int GAP = 6;

    private static final String STYLE =
            """
            <style>
            svg { --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --grid: #dce2e8;
                  --bar: #b9c3cd; --go: #7d8b99; --handoff: #1f6feb; }
            @media (prefers-color-scheme: dark) {
            svg { --paper: #0d1117; --ink: #e6edf3; --faint: #9198a1; --grid: #2a313a;
                  --bar: #4b5563; --go: #8994a1; --handoff: #4493f8; } }
            text { font: 11px system-ui, sans-serif; fill: var(--faint); }
            .title { font-size: 15px; font-weight: 600; fill: var(--ink); }
            .heading { font-size: 12px; font-weight: 600; fill: var(--ink); }
            text.handoff { font-weight: 700; fill: var(--handoff); }
            .end { text-anchor: end; }
            .middle { text-anchor: middle; }
            .paper { fill: var(--paper); }
            .grid { stroke: var(--grid); }
            .whisker { stroke: var(--ink); stroke-width: 1.2; fill: none; }
            rect.peer { fill: var(--bar); }
            rect.go { fill: var(--go); }
            rect.handoff { fill: var(--handoff); }
            </style>
            """;

    /** The whole file. */
    String svg() {
        int height = TOP + GAP;
        for (Group group : groups) {
            height += HEADING + group.bars.size() * BAR + GAP;
        }
        int bottom = height;
        height += 46;
        Axis axis = axis();
        StringBuilder svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
                <title>%s</title>
                """
                        .formatted(WIDTH, height, WIDTH, height, title));
        svg.append(STYLE);
        svg.append(
                """
                <rect class="paper" width="%d" height="%d"/>
                <text class="title" x="16" y="26">%s</text>
                """
                        .formatted(WIDTH, height, title));
        ticks(svg, axis, bottom);
        int y = TOP + GAP;
        for (Group group : groups) {
            svg.append(text("heading", 16, y + 17, group.name));
            y += HEADING;
            for (Bar bar : group.bars) {
                bar(svg, axis, bar, y);
                y += BAR;
            }
            y += GAP;
        }
        return svg.append("</svg>\n").toString();
    }

    /** Lines at 1, 2, 5, 10 …, with their numbers above and below. */
    private void ticks(StringBuilder svg, Axis axis, int bottom) {
        for (double tick : axis.ticks()) {
            double x = axis.at(tick);
            svg.append(
                    "<path class=\"grid\" d=\"M%s %dV%d\"/>\n"
                            .formatted(coordinate(x), TOP, bottom));
            String number = tickNumber(tick);
            svg.append(text("middle", x, TOP - 6, number));
            svg.append(text("middle", x, bottom + 15, number));
        }
        svg.append(text("middle", (axis.left + RIGHT) / 2.0, bottom + 35, unit));
    }

    private static void bar(StringBuilder svg, Axis axis, Bar bar, int y) {
        int left = axis.left;
        double middle = y + BAR / 2.0;
        double from = axis.at(bar.sample.min());
        double to = axis.at(bar.sample.max());
        svg.append(text("end " + bar.word, left - 8, y + 11, bar.name));
        svg.append(
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%s\" height=\"%d\"/>\n"
                        .formatted(
                                bar.word,
                                left,
                                y + 2,
                                coordinate(axis.at(bar.sample.median()) - left),
                                BAR - 4));
        if (bar.sample.hasSpread()) {
            svg.append(
                    "<path class=\"whisker\" d=\"M%s %sv6m0 -3H%sm0 -3v6\"/>\n"
                            .formatted(coordinate(from), coordinate(middle - 3), coordinate(to)));
        }
        svg.append(text(bar.word, to + 6, y + 11, Table.number(bar.sample.median())));
    }

    private static String text(String word, double x, int y, String text) {
        return "<text class=\"%s\" x=\"%s\" y=\"%d\">%s</text>\n"
                .formatted(word, coordinate(x), y, text);
    }

    private static String coordinate(double x) {
        return String.format(Locale.ROOT, "%.1f", x);
    }

    private static String tickNumber(double tick) {
        return tick < 1
                ? String.format(Locale.ROOT, "%s", tick)
                : String.format(Locale.ROOT, "%,.0f", tick);
    }

    private Axis axis() {
        double least = Double.MAX_VALUE;
        double greatest = 0;
        for (Group group : groups) {
            for (Bar bar : group.bars) {
                least = Math.min(least, bar.sample.min());
                greatest = Math.max(greatest, bar.sample.max());
            }
        }
        return Axis.over(left(), least, greatest);
    }

    private int left() {
        int longest =
                groups.stream()
                        .flatMap(group -> group.bars.stream())
                        .mapToInt(bar -> bar.name.length())
                        .max()
                        .orElse(0);
        return Math.max(LEFT, 16 + longest * LETTER);
    }

    /** A logarithmic scale from one round number to another. */
    private record Axis(int left, double from, double to) {
        private static final double[] ROUND = {1, 2, 5};

        /** An axis on which the least figure still has some length. */
        static Axis over(int left, double least, double greatest) {
            return new Axis(left, below(least * 0.8), greatest);
        }

        private static double below(double figure) {
            double decade = Math.pow(10, Math.floor(Math.log10(figure)));
            double below = decade;
            for (double round : ROUND) {
                if (round * decade <= figure) {
                    below = round * decade;
                }
            }
            return below;
        }

        double at(double figure) {
            return left + (RIGHT - left) * Math.log(figure / from) / Math.log(to / from);
        }

        /** At most about a dozen: only the powers of ten if it spans more than that. */
        List<Double> ticks() {
            boolean wide = to / from > 5_000;
            List<Double> ticks = new ArrayList<>();
            for (int i = (int) Math.floor(Math.log10(from)); Math.pow(10, i) <= to; i++) {
                for (double round : wide ? new double[] {1} : ROUND) {
                    double tick = round * Math.pow(10, i);
                    if (tick >= from && tick <= to) {
                        ticks.add(tick);
                    }
                }
            }
            return ticks;
        }
    }
}
