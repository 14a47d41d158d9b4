package dev.handoff.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Lines of which many may say the same of many processes: of lines that are alike, shows the first, and how many more
 * there are.
 */
final class Folded {
    private static final int SHOWN = 10;

    /** A number of a name, a channel or a time; not the line of a file, which stands behind a colon. */
    private static final Pattern NUMBER = Pattern.compile("(?<![:\\d])\\d+");

    private Folded() {}

    /**
     * As many of the lines as tell something.
     *
     * @return all of them, unless more than {@value #SHOWN} are alike but for numbers
     */
    static List<String> fold(List<String> lines) {
        Map<String, Integer> all = new HashMap<>();
        lines.forEach(line -> all.merge(kind(line), 1, Integer::sum));
        Map<String, Integer> seen = new HashMap<>();
        List<String> folded = new ArrayList<>();
        for (String line : lines) {
            String kind = kind(line);
            int more = all.getOrDefault(kind, 0) - SHOWN;
            int number = seen.merge(kind, 1, Integer::sum);
            if (number == SHOWN && more > 0) {
                folded.add(line + "; and " + more + " more like it");
            } else if (number <= SHOWN) {
                folded.add(line);
            }
        }
        return folded;
    }

    private static String kind(String line) {
        return NUMBER.matcher(line).replaceAll("0");
    }
}
