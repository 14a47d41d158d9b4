package dev.handoff.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of Markdown of which {@code bench/report} writes a part: it stands between two marks. */
final class Marked {
    private static final String BEGIN = "<!-- bench/report writes what follows -->\n";
    private static final String END = "<!-- bench/report has written this -->\n";

    private Marked() {}

    /** Whether there is such a page. */
    static boolean is(Path page) {
        return Files.isRegularFile(page) && text(page).contains(BEGIN);
    }

    /** The page's text, with {@code part} in place of what stands between its marks. */
    static String with(Path page, String part) {
        String text = text(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END, begin);
        if (end < 0) {
            throw new IllegalArgumentException(page + " lacks the line " + END.strip());
        }
        return text.substring(0, begin) + '\n' + part + '\n' + text.substring(end);
    }

    private static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
