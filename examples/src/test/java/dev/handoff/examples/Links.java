package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The links of a page of Markdown, but for those to other machines. */
final class Links {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#: ]*)(#[^)]*)?\\)");

    private Links() {}

    /** Each leads to a file, and to a heading of it if it names one. */
    static void assertLead(Path page) throws IOException {
        Matcher links = LINK.matcher(Files.readString(page));
        while (links.find()) {
            MatchResult link = links.toMatchResult();
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            assertThat(target).as(page + ": " + link.group()).exists();
            if (link.group(2) != null) {
                assertThat(headings(target)).as(page + ": " + link.group()).contains(link.group(2));
            }
        }
    }

    /** As links name them: in small letters, without signs, with a hyphen for each space. */
    private static List<String> headings(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ +", "").toLowerCase(Locale.ROOT))
                .map(line -> "#" + line.replaceAll("[^\\w -]", "").replace(' ', '-'))
                .toList();
    }
}
