package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.handoff.cli.Checkout.Ended;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code handoff check} as a shell sees it. */
@DisabledOnOs(OS.WINDOWS)
class CheckIT {
    private static final String RACY =
            """
            import dev.handoff.*;

            void main(String[] args) throws Exception {
                Channel<String> answers = Channel.<String>named("answers").open();
                Scope.run(scope -> {
                    scope.go("a", () -> answers.send("a"));
                    scope.go("b", () -> answers.send("b"));
                    String first = answers.receive();
                    IO.println(first + args.length);
                    answers.receive();
                    if (first.equals("b")) {
                        answers.receive();
                    }
                });
            }
            """;

    private static final String NEVER =
            "import dev.handoff.*;\nvoid main() throws Exception { Channel.never().receive(); }";

    private static final Pattern PROGRESS =
            Pattern.compile("\\r2 schedules in \\d+ s; shrinking what was found$");

    @TempDir private static Path folder;
    private static Checkout checkout;

    @BeforeAll
    static void build() throws IOException {
        checkout = new Checkout(folder, "checkout").thatLearns();
        assertThat(checkout.handoff("--version").status()).isZero();
    }

    @Test
    @DisplayName(
            "what goes wrong in one schedule is found, with status 1, and its replay goes wrong as"
                    + " well")
    void findsAndReplays() throws IOException {
        Path file = checkout.program("Racy.java", RACY);
        Ended found = checkout.handoff("check", "--exhaustive", file, "x", "y");
        assertThat(found.status()).isEqualTo(1);
        assertThat(found.err()).isEmpty();
        assertThat(found.out())
                .startsWith("what it prints in the schedule that was found:\n  b2\n\n")
                .contains("DEADLOCK")
                .contains("Racy.java:12");
        Matcher next =
                Pattern.compile("\\S+/handoff check (\\S+) --replay (\\S+) x y")
                        .matcher(found.out());
        assertThat(next.find()).isTrue();
        Ended again = checkout.handoff("check", next.group(1), "--replay", next.group(2), "x", "y");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.out()).contains("  b2\n").contains("DEADLOCK");
    }

    @Test
    @DisplayName("what processes print that are made to end when the schedule is over is not shown")
    void outputUntilTheEnd() throws IOException {
        Path file =
                checkout.program(
                        "Farewell.java",
                        """
                        import dev.handoff.*;

                        void main() throws Exception {
                            Scope.run(scope -> scope.go("w", () -> {
                                IO.println("w begins");
                                try {
                                    Channel.never().receive();
                                } finally {
                                    IO.println("finally of w");
                                }
                            }));
                            IO.println("after the scope");
                        }
                        """);
        assertThat(checkout.handoff("check", file).out())
                .startsWith("what it prints in the schedule that was found:\n  w begins\n\n");
    }

    @Test
    @DisplayName(
            "what a schedule prints that does not go wrong again is not shown as what it printed")
    void outputOfAnotherRun() throws IOException {
        Path file =
                checkout.program(
                        "Once.java",
                        """
                        void main() {
                            boolean isFirst = System.setProperty("once", "no longer") == null;
                            IO.println("first: " + isFirst);
                            if (isFirst) {
                                throw new IllegalStateException("once");
                            }
                        }
                        """);
        Ended ended = checkout.handoff("check", file);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out()).startsWith("FAILURE: ").doesNotContain("first: ");
    }

    @Test
    @DisplayName("a failure whose message is another in each run comes with what was printed")
    void messageWithAHashCode() throws IOException {
        Path file =
                checkout.program(
                        "Hash.java",
                        """
                        void main() {
                            IO.println("before");
                            throw new IllegalStateException("of " + new Object());
                        }
                        """);
        assertThat(checkout.handoff("check", file).out())
                .startsWith("what it prints in the schedule that was found:\n  before\n\n");
    }

    @Test
    @DisplayName("a right program is clean, with status 0, and what it prints is not shown")
    void clean() throws IOException {
        Path file = checkout.program("Right.java", RACY.replace("equals(\"b\")", "isEmpty()"));
        Ended ended = checkout.handoff("check", file, "--schedules", "20", "--seed", "7");
        assertThat(ended.status()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).startsWith("clean: 20 schedules").doesNotContain("a0");
    }

    @Test
    @DisplayName(
            "if asked it shows what each schedule prints, and not once more what the found one"
                    + " does")
    void outputOfEachSchedule() throws IOException {
        Path file =
                checkout.program(
                        "Prints.java",
                        """
                        import dev.handoff.*;

                        void main() throws Exception {
                            IO.println("from a schedule");
                            Channel.never().receive();
                        }
                        """);
        Ended ended = checkout.handoff("check", file, "--output", "--replay", "h1");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out())
                .matches("(?s)(from a schedule\\n)+DEADLOCK: .*")
                .doesNotContain("what it prints");
    }

    @Test
    @DisplayName("on a terminal it says how far it is, in a line that is cleared before the report")
    void progress() throws Exception {
        Path first = folder.resolve("first run");
        Path seen = folder.resolve("seen");
        Path file =
                checkout.program(
                        "Shrinks.java",
                        """
                        void main(String[] a) throws Exception {
                            if (Files.exists(Path.of(a[0]))) {
                                while (!Files.exists(Path.of(a[1]))) { Thread.onSpinWait(); }
                            }
                            Files.write(Path.of(a[0]), new byte[1]);
                            throw new IllegalStateException("wrong");
                        }
                        """);
        String line =
                "JAVA_OPTS=-Dhandoff.terminal=true ./handoff check '%s' '%s' '%s'"
                        .formatted(file, first, seen);
        Process check = checkout.start(checkout.script("watched", line));
        StringBuilder said = new StringBuilder();
        while (!PROGRESS.matcher(said).find()) {
            int c = check.getErrorStream().read();
            assertThat(c).as(said.toString()).isNotNegative();
            said.append((char) c);
        }
        Files.write(seen, new byte[1]);
        Ended ended = Checkout.end(check);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).endsWith("\r\033[K");
        assertThat(ended.out()).contains("FAILURE: java.lang.IllegalStateException: wrong");
    }

    @Test
    @DisplayName("static state does not pass from one schedule to the next")
    void staticState() throws IOException {
        Path file =
                checkout.program(
                        "Counter.java",
                        """
                        static int runs;

                        void main() {
                            if (++runs > 1) {
                                throw new IllegalStateException("run " + runs);
                            }
                        }
                        """);
        Ended ended = checkout.handoff("check", file, "--schedules", "5");
        assertThat(ended.status()).as(ended.out()).isZero();
    }

    @Test
    @DisplayName("nor does what the constants of an enum hold")
    void stateOfConstants() throws IOException {
        Path file =
                checkout.program(
                        "Constants.java",
                        """
                        import dev.handoff.*;

                        enum Desk {
                            ONLY;
                            final Channel<Integer> jobs = Channel.buffered(1);
                        }

                        void main() {
                            Desk.ONLY.jobs.trySend(1);
                        }
                        """);
        Ended ended = checkout.handoff("check", file, "--schedules", "5");
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out()).startsWith("clean: 5 schedules");
    }

    @Test
    @DisplayName("each schedule reads standard input from its beginning")
    void input() throws IOException {
        Path file =
                checkout.program(
                        "Reader.java",
                        """
                        void main() throws Exception {
                            if (!IO.readln().equals("first")) {
                                throw new IllegalStateException();
                            }
                            System.in.close();
                        }
                        """);
        Process process = checkout.start(checkout.root.resolve("handoff"), "check", file);
        process.getOutputStream().write("first\nsecond\n".getBytes(UTF_8));
        Ended ended = Checkout.end(process);
        assertThat(ended.status()).as(ended.out()).isZero();
    }

    @Test
    @DisplayName("what was found is written as a page, too")
    void html() throws IOException {
        Path file = checkout.program("Stuck.java", NEVER);
        Path page = folder.resolve("found.html");
        Ended ended = checkout.handoff("check", file, "--html", page);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(page).content().contains("/handoff check", "Stuck.java");
        Path nowhere = folder.resolve("no folder/found.html");
        Ended unwritten = checkout.handoff("check", file, "--html", nowhere);
        assertThat(unwritten.err()).startsWith("handoff: " + nowhere + " cannot be written");
        assertThat(unwritten.status()).isEqualTo(2);
    }

    @Test
    @DisplayName("a schedule may take as many turns as is said, in its replay, too")
    void turns() throws IOException {
        Path file =
                checkout.program(
                        "Polls.java",
                        """
                        import dev.handoff.*;

                        void main() {
                            Channel<Integer> empty = Channel.rendezvous();
                            IO.println("polls");
                            while (empty.tryReceive() instanceof Received.Empty) { }
                        }
                        """);
        Ended ended = checkout.handoff("check", file, "--turns", "50", "--fine");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out())
                .startsWith(
                        "what it prints in the schedule that was found:\n  polls\n\n"
                                + "LIVELOCK: the program does not end within 50 turns, the most")
                .contains(" --fine --turns 50 --replay h1");
    }

    @Test
    @DisplayName("an hour of sleep takes no time")
    void virtualTime() throws IOException {
        Path file =
                checkout.program(
                        "Slow.java",
                        "import dev.handoff.*;\n"
                            + "void main() throws Exception { Timers.sleep(Duration.ofHours(1));"
                            + " }");
        assertThat(checkout.handoff("check", file, "--schedules", "5").status()).isZero();
    }

    @Test
    @DisplayName("threads that a program has left behind do not keep it from its end")
    void leftThreads() throws IOException {
        Path file =
                checkout.program(
                        "Left.java",
                        "void main() { Executors.newFixedThreadPool(1).execute(() -> {}); }");
        Ended ended = checkout.handoff("check", file, "--schedules", "2");
        assertThat(ended.status()).isZero();
        assertThat(ended.out()).startsWith("clean: 2 schedules");
    }

    @Test
    @DisplayName("shutdown hooks are not run: what they wait for was given up with their schedule")
    void shutdownHooks() throws IOException {
        Path file =
                checkout.program(
                        "Hooked.java",
                        """
                        import dev.handoff.*;

                        void main() throws Exception {
                            CountDownLatch over = new CountDownLatch(1);
                            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                                IO.println("bye");
                                try {
                                    over.await();
                                } catch (InterruptedException e) {
                                    // nobody interrupts it
                                }
                            }));
                            Channel.never().receive();
                            over.countDown();
                        }
                        """);
        Ended ended = checkout.handoff("check", file, "--schedules", "3");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out()).startsWith("DEADLOCK").doesNotContain("bye");
    }

    @Test
    @DisplayName("a program that ends the JVM is refused, with status 2")
    void exit() throws IOException {
        Path file = checkout.program("Exits.java", "void main() { System.exit(0); }");
        assertThat(checkout.handoff("check", file))
                .isEqualTo(
                        new Ended(
                                2,
                                "",
                                "handoff: the program has ended the JVM (System.exit?) in schedule"
                                        + " 1; such a program cannot be checked\n"));
    }

    @Test
    @DisplayName("a program that halts the JVM is refused: nothing could be said of it afterwards")
    void halt() throws IOException {
        Path file = checkout.program("Halts.java", "void main() { Runtime.getRuntime().halt(0); }");
        assertThat(checkout.handoff("check", file))
                .isEqualTo(
                        new Ended(
                                2,
                                "",
                                "handoff: "
                                        + file
                                        + " calls Runtime.halt, which would end the checking,"
                                        + " too\n"));
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    @DisplayName("a signal ends it with its own status, and it says how far it had come")
    void signal(String name, int status) throws Exception {
        Path begun = folder.resolve("begun-" + name);
        Path file =
                checkout.program(
                        "Long" + name + ".java",
                        "void main(String[] a) throws Exception { Files.write(Path.of(a[0]), new"
                                + " byte[1]); }");
        Process check =
                checkout.start(
                        checkout.root.resolve("handoff"),
                        "check",
                        file,
                        "--schedules",
                        "2000000000",
                        begun);
        Ended ended = signalled(check, begun, name);
        assertThat(ended.status()).isEqualTo(status);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .matches(
                        "handoff: stopped after [\\d,]+ schedules? in \\d+ s; nothing was found\n");
    }

    /** How it ends if it gets the signal when its program has written {@code sign}. */
    private static Ended signalled(Process check, Path sign, String signal) throws Exception {
        awaitSign(check, sign);
        Checkout.signal(check, signal);
        return Checkout.end(check);
    }

    /** As timeout(1) sends one: to the program, and to the group that it is in. */
    @Test
    @DisplayName("of signals that come together one is told of")
    void signalsTogether() throws Exception {
        Path begun = folder.resolve("begun-together");
        Path file =
                checkout.program(
                        "LongTogether.java",
                        "void main(String[] a) throws Exception { Files.write(Path.of(a[0]), new"
                                + " byte[1]); }");
        Path handoff = checkout.root.resolve("handoff");
        Process check = checkout.start(handoff, "check", file, "--schedules", "2000000000", begun);
        awaitSign(check, begun);
        Checkout.shell("for s in TERM HUP INT; do kill -$s %s; done".formatted(check.pid()));
        Ended ended = Checkout.end(check);
        assertThat(ended.status()).isIn(143, 129, 130); // by which was first
        assertThat(ended.err()).startsWith("handoff: stopped after ").hasLineCount(1);
    }

    private static void awaitSign(Process check, Path sign) {
        while (check.isAlive() && !Files.exists(sign)) {
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("a signal while a finding is shrunk shows it as it came, with status 1")
    void signalWhileShrinking() throws Exception {
        Path first = folder.resolve("first");
        Path again = folder.resolve("again");
        Path file =
                checkout.program(
                        "Wrong.java",
                        """
                        void main(String[] a) throws Exception {
                            if (Files.exists(Path.of(a[0]))) {
                                Files.write(Path.of(a[1]), new byte[1]);
                                while (true) { Thread.onSpinWait(); }
                            }
                            Files.write(Path.of(a[0]), new byte[1]);
                            throw new IllegalStateException("wrong");
                        }
                        """);
        Path handoff = checkout.root.resolve("handoff");
        Ended ended = signalled(checkout.start(handoff, "check", file, first, again), again, "INT");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out())
                .startsWith("FAILURE: java.lang.IllegalStateException: wrong")
                .contains("found after 1 schedule,", "replay with " + handoff + " check ");
        assertThat(ended.err()).isEqualTo("handoff: stopped before what was found was shrunk\n");
    }

    @Test
    @DisplayName("a signal while a finding is run again for its output shows it, with status 1")
    void signalAfterShrinking() throws Exception {
        Path runs = folder.resolve("runs");
        Path third = folder.resolve("third");
        Path file =
                checkout.program(
                        "WrongThrice.java",
                        """
                        void main(String[] a) throws Exception {
                            Path runs = Path.of(a[0]);
                            if (Files.exists(runs) && Files.size(runs) == 2) {
                                Files.write(Path.of(a[1]), new byte[1]);
                                while (true) { Thread.onSpinWait(); }
                            }
                            Files.write(runs, new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                            throw new IllegalStateException("wrong");
                        }
                        """);
        Process check =
                checkout.start(checkout.root.resolve("handoff"), "check", file, runs, third);
        Ended ended = signalled(check, third, "INT");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out())
                .startsWith("FAILURE: java.lang.IllegalStateException: wrong")
                .contains("found after 1 schedule,", "main begins");
        assertThat(ended.err())
                .isEqualTo("handoff: stopped before what was found was run again for its output\n");
    }

    @Test
    @DisplayName("a program that ends the JVM while a finding is shrunk does not hide it")
    void exitWhileShrinking() throws IOException {
        Path file =
                checkout.program(
                        "ExitsAgain.java",
                        """
                        void main(String[] a) throws Exception {
                            if (Files.exists(Path.of(a[0]))) {
                                System.exit(0);
                            }
                            Files.write(Path.of(a[0]), new byte[1]);
                            throw new IllegalStateException("wrong");
                        }
                        """);
        Ended ended = checkout.handoff("check", file, folder.resolve("exits"));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out()).startsWith("FAILURE: java.lang.IllegalStateException: wrong");
        assertThat(ended.err())
                .isEqualTo(
                        "handoff: the program has ended the JVM (System.exit?) in schedule 2 before"
                                + " what was found was shrunk\n");
    }

    @Test
    @DisplayName("a program that ends the JVM while it is told what was found does not cut that")
    void exitWhileTelling() throws Exception {
        Path told = folder.resolve("told");
        Path ending = folder.resolve("ending");
        Path file =
                checkout.program(
                        "ExitsWhileTold.java",
                        """
                        void main(String[] a) {
                            Runtime.getRuntime().addShutdownHook(new Thread(() -> write(a[1])));
                            Thread.ofPlatform().daemon().start(() -> {
                                while (!Files.exists(Path.of(a[0]))) { LockSupport.parkNanos(10_000_000); }
                                System.exit(0);
                            });
                            IO.println("x".repeat(2_000_000)); // more than a pipe holds
                            throw new IllegalStateException("wrong");
                        }

                        void write(String file) {
                            try {
                                Files.write(Path.of(file), new byte[1]);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }
                        """);
        Process check =
                checkout.start(checkout.root.resolve("handoff"), "check", file, told, ending);
        BufferedReader out = check.inputReader();
        assertThat(out.readLine()).isEqualTo("what it prints in the schedule that was found:");
        Files.write(told, new byte[1]);
        awaitSign(check, ending);
        assertThat(out.lines()).anyMatch(line -> line.startsWith("replay with "));
        assertThat(Checkout.end(check)).isEqualTo(new Ended(1, "", ""));
    }

    /** Here the page is a pipe, so the JVM is halted when somebody reads that. */
    @ParameterizedTest
    @ValueSource(strings = {"--fine", "--output"}) // with and without what a schedule prints
    @DisplayName("threads that were left behind neither print below the report nor end the JVM")
    void leftBehind(String option) throws Exception {
        Path page = folder.resolve("pipe" + option);
        Checkout.shell("mkfifo '" + page + "'");
        Path ending = folder.resolve("ending while the page is written " + option);
        Path file =
                checkout.program(
                        "LeavesOneBehind.java",
                        """
                        void main(String[] a) {
                            Runtime.getRuntime().addShutdownHook(new Thread(() -> write(a[0])));
                            Thread.ofPlatform().daemon().start(() -> {
                                while (!isPageWritten()) { LockSupport.parkNanos(10_000_000); }
                                IO.println("left behind");
                                System.err.println("left behind");
                                System.exit(0);
                            });
                            throw new IllegalStateException("wrong");
                        }

                        boolean isPageWritten() {
                            return Thread.getAllStackTraces().values().stream()
                                    .flatMap(Arrays::stream)
                                    .anyMatch(frame -> frame.getMethodName().equals("writeHtml"));
                        }

                        void write(String file) {
                            try {
                                Files.write(Path.of(file), new byte[1]);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }
                        """);
        Path handoff = checkout.root.resolve("handoff");
        Process check = checkout.start(handoff, "check", file, option, "--html", page, ending);
        awaitSign(check, ending);
        Process reader =
                checkout.start(checkout.script("reader" + option, "exec cat '" + page + "'"));
        Ended ended = Checkout.end(check);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out()).contains("replay with ").doesNotContain("left behind");
        assertThat(ended.err()).isEmpty();
        assertThat(Checkout.end(reader).out()).contains("LeavesOneBehind.java");
    }

    /** Here a thread has the lock of System.err for twice as long as the checker waits for a process that stands still. */
    @Test
    @DisplayName("a program that has ended the JVM is refused, however late it is told of")
    void exitToldLate() throws IOException {
        Path file =
                checkout.program(
                        "ExitsMute.java",
                        """
                        record Slow(CountDownLatch begun) {
                            @Override public String toString() {
                                begun.countDown();
                                LockSupport.parkNanos(4_000_000_000L);
                                return "";
                            }
                        }

                        void main() {
                            CountDownLatch begun = new CountDownLatch(1);
                            Thread.ofPlatform().start(() -> System.err.printf("%s", new Slow(begun)));
                            while (begun.getCount() > 0) { Thread.onSpinWait(); }
                            System.exit(0);
                        }
                        """);
        assertThat(checkout.handoff("check", "--output", "--replay", "h1", file))
                .isEqualTo(
                        new Ended(
                                2,
                                "",
                                "handoff: the program has ended the JVM (System.exit?) in schedule"
                                        + " 1; such a program cannot be checked\n"));
    }

    @Test
    @DisplayName("what fails before it begins is said in one line, with status 2")
    void cannotBegin() throws IOException {
        Path file = checkout.root.resolve("Huge.java");
        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(1L << 32); // more than an array holds; without blocks on the disk
        }
        Ended ended = checkout.handoff("check", file);
        Ended run = checkout.handoff("run", file);
        Files.delete(file);
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .startsWith("handoff: " + file + " cannot be checked: java.lang.OutOfMemoryError")
                .hasLineCount(1);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("handoff: " + file + " cannot be run: java.lang.OutOfMemoryError")
                .hasLineCount(1);
    }

    @Test
    @DisplayName("with -Xrs, by which signals are the system's, it works as well")
    void signalsOfTheSystem() throws IOException {
        Path file = checkout.program("Any.java", "void main() {}");
        String line = "JAVA_OPTS=-Xrs ./handoff check " + file + " --schedules 2";
        Ended ended = Checkout.end(checkout.start(checkout.script("unsignalled", line)));
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).startsWith("clean: 2 schedules");
        assertThat(ended.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_OPTS", "HANDOFF_JAVA_OPTS", "JDK_JAVA_OPTIONS"})
    @DisplayName("options that the JVM does not know are no finding")
    void optionsThatTheJvmDoesNotKnow(String variable) throws IOException {
        Path file = checkout.program("Any.java", "void main() {}");
        String line = variable + "=-XX:+NoSuch ./handoff check " + file;
        Ended ended = Checkout.end(checkout.start(checkout.script("unknown-" + variable, line)));
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("NoSuch");
    }

    @Test
    @DisplayName("what is no schedule is refused in one line, with status 2")
    void noSchedule() throws IOException {
        Path file = checkout.program("Any.java", "void main() {}");
        Ended ended = checkout.handoff("check", file, "--replay", "h1.x");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("handoff: not a schedule: \"h1.x\"").hasLineCount(1);
    }
}
