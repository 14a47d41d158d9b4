package dev.handoff.examples;

import dev.handoff.check.Explore;
import dev.handoff.check.Report;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Compiles and runs what is Java in a page, and says where it is not as the page says. */
final class PageRun {
    private static final int SCHEDULES = 60;
    private static final String ROWS = "Rows";

    /** What the rows of all pages import. */
    private static final List<String> IMPORTS =
            List.of(
                    "static dev.handoff.Select.*",
                    "dev.handoff.*",
                    "dev.handoff.bridge.*",
                    "dev.handoff.coordinate.*",
                    "dev.handoff.generate.*",
                    "dev.handoff.pipeline.*",
                    "dev.handoff.share.*");

    private final Page page;
    private final Path folder;
    private final Sources sources = new Sources();
    private final List<Integer> rowLines =
            new ArrayList<>(); // of the page, for those of the rows' source
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());

    /** {@code folder} is for what must be a file to be run. */
    PageRun(Page page, Path folder) {
        this.page = page;
        this.folder = folder;
    }

    /** Each problem begins with the page and the line. */
    List<String> problems() throws Exception {
        CommandLine.OUTPUT.readLock().lock();
        try {
            return compile() ? run() : problems;
        } finally {
            CommandLine.OUTPUT.readLock().unlock();
        }
    }

    private List<String> run() throws Exception {
        for (Page.Snippet snippet : page.programs()) {
            run(snippet);
        }
        for (Page.Row row : page.rows()) {
            run(row);
        }
        return problems;
    }

    // ---- compiling

    private boolean compile() throws IOException {
        for (Page.Snippet snippet : page.programs()) {
            if (!snippet.source().contains("void main() throws Exception {")
                    && snippet.source().stream().noneMatch(l -> l.startsWith("void main("))) {
                problem(snippet.fence(), "the program has no main");
            } else if (snippet.mode() != Page.Mode.REFUSED) {
                sources.add(snippet.name(), snippet.text());
            }
        }
        if (!page.rows().isEmpty()) {
            sources.add(ROWS, rows());
        }
        for (Sources.Complaint complaint : sources.compile()) {
            problem(line(complaint), complaint.message());
        }
        return problems.isEmpty();
    }

    private String rows() {
        StringBuilder text = new StringBuilder();
        IMPORTS.forEach(name -> write(text, 0, "import " + name + ";"));
        write(text, 0, "void main() {}");
        for (Page.Row row : page.rows()) {
            write(text, row.line(), "void " + row.method() + "() throws Exception {");
            row.body().forEach(line -> write(text, row.line(), line));
            write(text, row.line(), "}");
        }
        return text.toString();
    }

    private void write(StringBuilder text, int lineOfPage, String line) {
        text.append(line).append('\n');
        rowLines.add(lineOfPage);
    }

    private int line(Sources.Complaint complaint) {
        if (complaint.source().equals(ROWS)) {
            return rowLines.get(complaint.line() - 1);
        }
        for (Page.Snippet snippet : page.programs()) {
            if (snippet.name().equals(complaint.source())) {
                return snippet.fence() + complaint.line();
            }
        }
        return 0;
    }

    // ---- running

    private void run(Page.Snippet snippet) throws Exception {
        switch (snippet.mode()) {
            case EXPLORED, FAILS -> explore(snippet);
            case FOUND -> compare(snippet, found(snippet));
            case REAL, RUN -> compare(snippet, inRealTime(snippet));
            case REFUSED -> compare(snippet, refusal(snippet));
        }
    }

    private void explore(Page.Snippet snippet) throws InterruptedException {
        boolean fails = snippet.mode() == Page.Mode.FAILS;
        Set<String> outputs = new LinkedHashSet<>();
        Report report = explore(snippet.name(), "main", SCHEDULES, fails, outputs);
        if (!report.isClean()) {
            problem(snippet.fence(), report.toString());
        }
        outputs.forEach(output -> compare(snippet, output));
    }

    private void run(Page.Row row) throws InterruptedException {
        Set<String> outputs = new LinkedHashSet<>();
        Report report = explore(ROWS, row.method(), SCHEDULES, false, outputs);
        if (!report.isClean()) {
            problem(row.line(), row.java() + "\n" + report);
        }
        for (String output : outputs) {
            if (!output.strip().equals(row.gives())) {
                problem(row.line(), row.java() + "\ngives: " + output);
            }
        }
    }

    private Report explore(
            String type, String method, int schedules, boolean fails, Set<String> outputs)
            throws InterruptedException {
        List<Printed> all = new ArrayList<>();
        Report report =
                Explore.random()
                        .schedules(schedules)
                        .check(
                                () -> {
                                    Printed printed = Printed.begin();
                                    all.add(printed);
                                    call(type, method, fails);
                                });
        all.forEach(printed -> outputs.add(printed.text()));
        return report;
    }

    private String found(Page.Snippet snippet) throws InterruptedException {
        Report report =
                Explore.random()
                        .check(
                                () -> {
                                    Printed.begin();
                                    call(snippet.name(), "main", false);
                                });
        return report.replayedBy(
                        schedule ->
                                "./handoff check " + snippet.name() + ".java --replay " + schedule)
                .toString();
    }

    /** Again, some times at most, if it is not as shown: the machine may stall for as long as a program sleeps. */
    private String inRealTime(Page.Snippet snippet) throws Exception {
        String output = onTheMachine(snippet);
        for (int i = 1; i < 5 && !isAsShown(snippet, output); i++) {
            output = onTheMachine(snippet);
        }
        return output;
    }

    private String onTheMachine(Page.Snippet snippet) throws Exception {
        return snippet.mode() == Page.Mode.REAL ? real(snippet) : inItsOwnJvm(snippet);
    }

    private String real(Page.Snippet snippet) throws Exception {
        Printed printed = Printed.begin();
        try {
            call(snippet.name(), "main", false);
        } finally {
            printed.end();
        }
        return printed.text();
    }

    private String inItsOwnJvm(Page.Snippet snippet) throws Exception {
        CommandLine.Result result = CommandLine.runAlone(file(snippet).toString());
        return result.out() + result.err().replace(folder + "/", ""); // javac's words have it
    }

    private static String refusal(Page.Snippet snippet) throws IOException {
        Sources alone = new Sources();
        alone.add(snippet.name(), snippet.text());
        StringBuilder said = new StringBuilder();
        for (Sources.Complaint complaint : alone.compile()) {
            said.append(
                    "%s.java:%d: %s\n"
                            .formatted(snippet.name(), complaint.line(), complaint.message()));
        }
        return said.toString();
    }

    private Path file(Page.Snippet snippet) throws IOException {
        return Files.writeString(folder.resolve(snippet.name() + ".java"), snippet.text());
    }

    /** Calls a method of a new instance in a new loader. */
    private void call(String type, String method, boolean fails) throws Exception {
        try {
            Class<?> loaded = Class.forName(type, true, sources.loader());
            Constructor<?> maker = loaded.getDeclaredConstructor();
            Method called = loaded.getDeclaredMethod(method);
            maker.setAccessible(true);
            called.setAccessible(true);
            called.invoke(maker.newInstance());
        } catch (InvocationTargetException e) {
            Throwable failure = e.getCause();
            if (fails && failure instanceof Exception) {
                for (Throwable t = failure; t != null; t = t.getCause()) {
                    System.out.println((t == failure ? "" : "Caused by: ") + t);
                }
                return;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        }
        if (fails) {
            System.out.println("(it does not fail)");
        }
    }

    // ---- comparing

    private void compare(Page.Snippet snippet, String output) {
        if (!isAsShown(snippet, output)) {
            problem(snippet.fence(), snippet.name() + " prints:\n" + output);
        }
    }

    private static boolean isAsShown(Page.Snippet snippet, String output) {
        List<String> lines = output.lines().map(PageRun::masked).toList();
        List<String> expected = snippet.expected().stream().map(PageRun::masked).toList();
        if (snippet.anyOrder()) {
            lines = lines.stream().sorted().toList();
            expected = expected.stream().sorted().toList();
        }
        return matches(expected, lines);
    }

    /** For how long a process has waited is a matter of the machine. */
    private static String masked(String line) {
        return line.stripTrailing().replaceAll("for at least [0-9.]+ s$", "for at least N s");
    }

    /** A line that is an ellipsis stands for any number of lines. */
    static boolean matches(List<String> expected, List<String> lines) {
        if (expected.isEmpty()) {
            return lines.isEmpty();
        }
        List<String> rest = expected.subList(1, expected.size());
        if (expected.getFirst().strip().equals("…")) {
            for (int i = 0; i <= lines.size(); i++) {
                if (matches(rest, lines.subList(i, lines.size()))) {
                    return true;
                }
            }
            return false;
        }
        return !lines.isEmpty()
                && Objects.equals(expected.getFirst(), lines.getFirst())
                && matches(rest, lines.subList(1, lines.size()));
    }

    private void problem(int line, String what) {
        problems.add(page.place(line) + ": " + what);
    }
}
