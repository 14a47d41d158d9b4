package dev.handoff.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page of the documentation, for what in it is Java: whole programs, and the lines of its tables. */
final class Page {
    /* Overview
     *
     *   ```java [mode]     a program, a compact source file; Mode says how it is run
     *   ```text            right after it: what it prints; "…" stands for any number of lines. `text any order`
     *                      says that the order of the lines is not fixed. Without it, it prints nothing.
     *   | Go | Handoff | gives |
     *                      a table whose second column holds lines of Java, each in a code span; an expression is
     *                      printed, and the third column, if there is one, says what is. One that does not begin with code
     *                      is in words, and is not run
     *   <!-- frame … -->   what the lines of the tables below stand in: Java, with a comment "line" in their place
     */
    private static final Pattern FENCE = Pattern.compile("```([\\w+-]*) *(.*)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final String PLACE = "/* line */";
    private static final String DOCS = "docs";

    private final Path file;
    private final List<String> lines;
    private final List<Snippet> programs = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<String> rowsInWords = new ArrayList<>();
    private List<String> frame = List.of(PLACE);
    private int at; // the index of the line that is read next

    private Page(Path file) throws IOException {
        this.file = file;
        this.lines = Files.readAllLines(file);
    }

    static Page of(Path file) throws IOException {
        Page page = new Page(file);
        page.read();
        return page;
    }

    List<Snippet> programs() {
        return programs;
    }

    List<Row> rows() {
        return rows;
    }

    /** What they stand beside: their first cells. */
    List<String> rowsInWords() {
        return rowsInWords;
    }

    /** Where a reader finds it: such as {@code docs/guide/select.md:12}. */
    String place(int line) {
        Path docs = file.getParent();
        while (!docs.endsWith(DOCS)) {
            docs = docs.getParent();
        }
        return docs.getParent().relativize(file) + ":" + line;
    }

    /** The names of the programs begin with this: {@code ComingFromGo} would do for coming-from-go.md. */
    String name() {
        String words = file.getFileName().toString().replace(".md", "");
        return Pattern.compile("[-_]")
                .splitAsStream(words)
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }

    private void read() {
        while (at < lines.size()) {
            String line = lines.get(at);
            Matcher fence = FENCE.matcher(line);
            if (fence.matches()) {
                readBlock(fence.group(1), fence.group(2));
            } else if (line.startsWith("<!-- frame")) {
                readFrame();
            } else if (line.startsWith("|")) {
                readTable();
            } else {
                at++;
            }
        }
    }

    private void readBlock(String language, String info) {
        int fence = at + 1; // as readers count
        List<String> source = content();
        if (!language.equals("java")) {
            return;
        }
        int next = at;
        while (next < lines.size() && lines.get(next).isBlank()) {
            next++;
        }
        List<String> expected = List.of();
        boolean anyOrder = false;
        Matcher text = FENCE.matcher(next < lines.size() ? lines.get(next) : "");
        if (text.matches() && text.group(1).equals("text")) {
            anyOrder = text.group(2).equals("any order");
            at = next;
            expected = content();
        }
        programs.add(
                new Snippet(
                        name() + (programs.size() + 1),
                        fence,
                        Mode.of(info),
                        source,
                        expected,
                        anyOrder));
    }

    /** The lines of the block that begins here; goes behind it. */
    private List<String> content() {
        int from = ++at;
        while (!lines.get(at).equals("```")) {
            at++;
        }
        return lines.subList(from, at++);
    }

    private void readFrame() {
        int from = ++at;
        while (!lines.get(at).equals("-->")) {
            at++;
        }
        frame = lines.subList(from, at++);
        if (frame.stream().filter(line -> line.contains(PLACE)).count() != 1) {
            throw new AssertionError(place(from) + ": a frame has one place: " + PLACE);
        }
    }

    private void readTable() {
        List<String> header = cells(lines.get(at));
        boolean isOfLines =
                header.size() > 1
                        && header.get(1).equals("Handoff")
                        && (header.size() == 2 || header.get(2).equals("gives"));
        at += 2; // the header, and the line below it
        for (; at < lines.size() && lines.get(at).startsWith("|"); at++) {
            if (isOfLines) {
                List<String> cells = cells(lines.get(at));
                if (cells.get(1).startsWith("`")) {
                    String gives = cells.size() == 2 ? "" : code(cells.get(2));
                    rows.add(new Row(at + 1, frame, code(cells.get(1)), gives));
                } else {
                    rowsInWords.add(cells.getFirst());
                }
            }
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        String[] parts = line.split("(?<!\\\\)\\|", -1);
        for (int i = 1; i < parts.length - 1; i++) {
            cells.add(parts[i].strip().replace("\\|", "|"));
        }
        return cells;
    }

    private static String code(String cell) {
        return CODE.matcher(cell).results().map(m -> m.group(1)).collect(Collectors.joining(" "));
    }

    /** How a program is run. */
    enum Mode {
        /** Under random schedules in virtual time: it prints the same in each, and nothing goes wrong. */
        EXPLORED(""),
        /** As above, but it throws; what it throws is printed last, without the stack. */
        FAILS("fails"),
        /** Goes wrong under some schedule: shown is what {@code ./handoff check} reports. */
        FOUND("found"),
        /** On the machine as it is, once. */
        REAL("real"),
        /** By {@code ./handoff run} in a JVM of its own; shown is its standard error, too. */
        RUN("run"),
        /** Does not compile: shown is what javac says. */
        REFUSED("refused");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        static Mode of(String word) {
            for (Mode mode : values()) {
                if (mode.word.equals(word)) {
                    return mode;
                }
            }
            throw new AssertionError("no way to run a program is called " + word);
        }
    }

    /** A program, and what it should print. */
    record Snippet(
            String name,
            int fence,
            Mode mode,
            List<String> source,
            List<String> expected,
            boolean anyOrder) {
        String text() {
            return String.join("\n", source) + "\n";
        }
    }

    /** A line of a table. */
    record Row(int line, List<String> frame, String java, String gives) {
        String method() {
            return "row" + line;
        }

        /** What it is compiled as, in one line for each of its frame. */
        List<String> body() {
            String statement =
                    java.endsWith(";") || java.endsWith("}") ? java : "IO.println(" + java + ");";
            return frame.stream().map(line -> line.replace(PLACE, statement)).toList();
        }
    }
}
