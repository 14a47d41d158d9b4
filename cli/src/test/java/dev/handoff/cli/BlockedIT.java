package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.Checkout.Ended;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What {@code handoff run} says of processes that are blocked for good, and that it says nothing of others. */
@DisabledOnOs(OS.WINDOWS)
class BlockedIT {
    private static final String ALL =
            "handoff: every process is blocked for good, and nothing is left to wake one\n";

    @TempDir private static Path folder;
    private static Checkout checkout;

    @BeforeAll
    static void build() throws IOException {
        checkout = new Checkout(folder, "checkout").thatLearns();
        assertThat(checkout.handoff("--version").status()).isZero();
    }

    @Test
    @DisplayName("L48 R26 a receive too many ends the program with status 3, and says where")
    void missedSend() throws IOException {
        Ended ended =
                run(
                        "Missed.java",
                        """
                        void main() throws Exception {
                            Channel<Integer> results = Channel.<Integer>named("results").open();
                            Scope.run(scope -> {
                                scope.go("worker", () -> results.send(1));
                                IO.println(results.receive());
                                results.receive();
                            });
                        }
                        """);
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.out()).isEqualTo("1\n");
        assertThat(ended.err())
                .matches(
                        Pattern.quote(
                                        ALL
                                                + "  thread main at Missed.java:7: receive: channel"
                                                + " \"results\" (rendezvous) is empty, for at"
                                                + " least")
                                + " \\d+\\.\\d s\n"
                                + "  scope #2: no processes\n"
                                + "  to see how it comes about: \\S+/handoff check"
                                + " \\S*Missed\\.java\n");
    }

    @Test
    @DisplayName(
            "L48 a program that has slept and waited with a limit before it was blocked for good")
    void afterSleeping() throws IOException {
        Ended ended =
                run(
                        "Slept.java",
                        """
                        import static dev.handoff.Select.*;

                        void main() throws Exception {
                            Channel<Integer> answers = Channel.<Integer>named("answers").open();
                            Scope.run(scope -> {
                                IO.println(Select.<String>one(
                                        on(answers, answer -> "in time"),
                                        after(Duration.ofMillis(50), () -> "late")));
                                scope.go("slow", () -> {
                                    Timers.sleep(Duration.ofSeconds(2));
                                    answers.send(1);
                                });
                            });
                        }
                        """);
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.out()).isEqualTo("late\n");
        assertThat(ended.err())
                .startsWith(ALL)
                .contains("process \"slow\" at Slept.java:12: send: nobody receives from channel");
    }

    @Test
    @DisplayName(
            "L48 processes that wait for each other in a circle, with channels in static fields")
    void circle() throws IOException {
        Ended ended =
                run(
                        "Circle.java",
                        """
                        static final Channel<Integer> LEFT = Channel.<Integer>named("left").open();
                        static final Channel<Integer> RIGHT = Channel.<Integer>named("right").open();

                        void main() throws Exception {
                            Scope.named("ring").run(scope -> {
                                scope.go("a", () -> { LEFT.send(1); RIGHT.receive(); });
                                scope.go("b", () -> { RIGHT.send(1); LEFT.receive(); });
                            });
                        }
                        """);
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err())
                .startsWith(ALL)
                .contains("  thread main at Circle.java:6: scope: scope \"ring\"")
                .contains(
                        "    process \"a\" at Circle.java:7: send: nobody"
                                + " receives from channel \"left\" (rendezvous)");
    }

    @Test
    @DisplayName("L48 R25 waiting on never() alone")
    void never() throws IOException {
        Ended ended =
                run("Nil.java", "void main() throws Exception { Channel.never().receive(); }");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).startsWith(ALL).contains("thread main at Nil.java:2: receive: ");
    }

    @Test
    @DisplayName("a latch of the JDK that nobody can count down is no less final")
    void latch() throws IOException {
        Ended ended =
                run(
                        "Latch.java",
                        """
                        void main() throws Exception {
                            new java.util.concurrent.CountDownLatch(1).await();
                        }
                        """);
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).contains("waits outside of Handoff");
    }

    @Test
    @DisplayName(
            "what main waits for is seen, however often the collector ran before anybody looked")
    void collectedEarly() throws IOException {
        Ended ended =
                run(
                        "Early.java",
                        """
                        void main() throws Exception {
                            Handoff.go("collections", () -> {
                                for (int i = 0; i < 100; i++) {
                                    System.gc();
                                }
                            });
                            Channel.<String>named("lost").rendezvous().open().receive();
                        }
                        """);
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).startsWith(ALL).contains("thread main at Early.java:8: receive: ");
    }

    @Test
    @DisplayName("a program that sleeps is not blocked, nor one that waits for what sleeps")
    void sleeping() throws IOException {
        assertThat(
                        run(
                                "Sleeps.java",
                                """
                                void main() throws Exception {
                                    Channel<String> late = Channel.rendezvous();
                                    Handoff.go("late", () -> {
                                        Thread.sleep(1500);
                                        late.send("awake");
                                    });
                                    IO.println(late.receive());
                                }
                                """))
                .isEqualTo(new Ended(0, "awake\n", ""));
    }

    @Test
    @DisplayName("a program that waits for input is not blocked")
    void input() throws Exception {
        Path file =
                program(
                        "Input.java",
                        """
                        void main() throws Exception {
                            Channel<String> lines = Channel.rendezvous();
                            Handoff.go("reader", () -> lines.send(IO.readln()));
                            IO.println("waiting");
                            IO.println(lines.receive());
                        }
                        """);
        Process process = checkout.start(checkout.root.resolve("handoff"), "run", file);
        for (int c; (c = process.getInputStream().read()) != '\n'; ) {
            assertThat(c).isNotNegative();
        }
        assertThat(process.waitFor(1500, TimeUnit.MILLISECONDS)).isFalse();
        process.getOutputStream().write("hello\n".getBytes());
        process.getOutputStream().flush();
        assertThat(Checkout.end(process)).isEqualTo(new Ended(0, "hello\n", ""));
    }

    @Test
    @DisplayName(
            "virtual threads that Handoff has not started may still work: main is told of, no more")
    void otherVirtualThreads() throws Exception {
        Process process = withoutMain("Others.java");
        process.getOutputStream().write("hello\n".getBytes());
        process.getOutputStream().flush();
        assertThat(Checkout.end(process)).isEqualTo(new Ended(0, "worked: hello\n", ""));
    }

    /** A program that has told that its main is blocked for good, while another thread of it reads a line. */
    private static Process withoutMain(String name) throws IOException {
        Path file =
                program(
                        name,
                        """
                        void main() throws Exception {
                            Thread.ofVirtual().start(() -> {
                                IO.println("worked: " + IO.readln());
                                System.exit(0);
                            });
                            Channel.never().receive();
                        }
                        """);
        String line = "HANDOFF_JAVA_OPTS=-Dhandoff.grace=20s exec ./handoff run " + file;
        Process process = checkout.start(checkout.script(name + ".sh", line));
        BufferedReader err = process.errorReader();
        assertThat(err.readLine())
                .isEqualTo(
                        "handoff: main is blocked for good, while other threads go on (a virtual"
                                + " thread); when last seen");
        assertThat(err.readLine()).startsWith("  thread main at " + name + ":");
        return process;
    }

    @Test
    @DisplayName("Ctrl-C ends a program whose main is blocked for good while other threads go on")
    void ctrlCWithoutMain() throws Exception {
        Process process = withoutMain("Stopped.java");
        Checkout.signal(process, "INT");
        assertThat(process.waitFor()).isEqualTo(130); // before its input is closed
        assertThat(Checkout.end(process)).isEqualTo(new Ended(130, "", ""));
    }

    @Test
    @DisplayName("who waits until all scopes are cancelled is not blocked for good")
    void cancelAllFromOutside() throws Exception {
        Path file =
                program(
                        "Stop.java",
                        """
                        void main() throws Exception {
                            Channel<String> stop = Channel.rendezvous();
                            Thread.startVirtualThread(() -> {
                                IO.readln();
                                try { stop.send("now"); } catch (InterruptedException e) { }
                            });
                            Handoff.go("stopper", () -> { stop.receive(); Handoff.cancelAll(); });
                            Thread.startVirtualThread(() -> {
                                for (int i = 0; i < 20; i++) {
                                    System.gc();
                                    try { Thread.sleep(50); } catch (InterruptedException e) { }
                                }
                                IO.println("asked");
                            });
                            Scope.run(scope -> {
                                try { Channel.never().receive(); } finally { IO.println("cleaned up"); }
                            });
                        }
                        """);
        Process process = checkout.start(checkout.root.resolve("handoff"), "run", file);
        assertThat(process.inputReader().readLine()).isEqualTo("asked");
        process.getOutputStream().write("stop\n".getBytes());
        process.getOutputStream().flush();
        assertThat(process.inputReader().readLine()).isEqualTo("cleaned up");
        assertThat(Checkout.end(process).status()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "what is stuck unless something outside acts is told so after ten seconds, also where"
                    + " the collector takes long")
    void stuck() throws Exception {
        Path file =
                program(
                        "Stuck.java",
                        """
                        static final List<Object> MANY = new LinkedList<>();

                        void main() throws Exception {
                            for (int i = 0; i < 3_000_000; i++) {
                                MANY.add(List.of(i));
                            }
                            Channel<String> answers = Channel.<String>named("answers").open();
                            System.getProperties().put("held", answers);
                            IO.println("waiting");
                            answers.receive();
                        }
                        """);
        Process process = checkout.start(checkout.root.resolve("handoff"), "run", file);
        assertThat(process.inputReader().readLine()).isEqualTo("waiting");
        long start = System.nanoTime();
        assertThat(process.errorReader().readLine())
                .startsWith("handoff: all processes wait, and are stuck unless something outside");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        Checkout.signal(process, "TERM");
        assertThat(process.waitFor()).isEqualTo(143);
    }

    @Test
    @DisplayName("a platform thread of the program's own may still act, and the JVM waits for it")
    void otherPlatformThreads() throws IOException {
        assertThat(
                        run(
                                "Platform.java",
                                """
                                void main() throws Exception {
                                    Channel<String> late = Channel.rendezvous();
                                    new Thread(() -> {
                                        try {
                                            Thread.sleep(1500);
                                            late.send("sent");
                                            IO.println("sender ends");
                                        } catch (InterruptedException e) {
                                            return;
                                        }
                                    }).start();
                                    late.receive();
                                }
                                """))
                .isEqualTo(new Ended(0, "sender ends\n", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sends    | answer.send(1)   | send: nobody receives from channel \"answer\""
                        + " (rendezvous)",
                "Receives | answer.receive() | receive: channel \"answer\" (rendezvous) is empty"
            })
    @DisplayName(
            "L49 R23 a process that leaks is told of while the program goes on, and counted at its"
                    + " end")
    void leak(String name, String operation, String said) throws IOException {
        String file = name + ".java";
        Ended ended =
                run(
                        file,
                        """
                        void main() throws Exception {
                            ask();
                            Handoff.go("lives", () -> Thread.sleep(3_600_000));
                            Thread.sleep(1200);
                            System.gc();
                            Thread.sleep(1200);
                            IO.println("main ends");
                        }

                        void ask() throws Exception {
                            Channel<Integer> answer = Channel.<Integer>named("answer").open();
                            Thread asker = Handoff.go("asker", () -> %s);
                            while (asker.getState() != Thread.State.WAITING) {
                                Thread.sleep(1);
                            }
                            Diagnosis.takeLeaks(); // notes where it waits: it may be gone before the launcher looks
                            Reference.reachabilityFence(asker);
                        }
                        """
                                .formatted(operation));
        assertThat(ended.status()).isZero();
        assertThat(ended.out()).isEqualTo("main ends\n");
        assertThat(ended.err())
                .matches(
                        Pattern.quote(
                                        "handoff: a process has leaked, it is blocked for good:"
                                                + " detached process \"asker\" started at "
                                                + file
                                                + ":13, at "
                                                + file
                                                + ":13: "
                                                + said)
                                + "(, for at least \\d+\\.\\d s)?\n" // if it was seen before
                                + "handoff: 1 process has leaked\n");
    }

    @Test
    @DisplayName("L49 R23 a process that leaks is told of also while the program's hooks run")
    void leakAtTheEnd() throws Exception {
        Path file =
                program(
                        "Hook.java",
                        """
                        void main() {
                            Runtime.getRuntime().addShutdownHook(new Thread(this::takeLeave));
                            ask();
                            System.exit(0);
                        }

                        void ask() {
                            Channel<Integer> answer = Channel.<Integer>named("answer").open();
                            Handoff.go("asker", () -> answer.send(1));
                        }

                        void takeLeave() {
                            try {
                                while (System.in.available() == 0) {
                                    Thread.sleep(100);
                                    System.gc();
                                }
                            } catch (Exception e) {
                                return;
                            }
                        }
                        """);
        Process process = checkout.start(checkout.root.resolve("handoff"), "run", file);
        assertThat(process.errorReader().readLine())
                .startsWith("handoff: a process has leaked, it is blocked for good: detached");
        process.getOutputStream().write("seen\n".getBytes());
        process.getOutputStream().flush();
        assertThat(Checkout.end(process)).isEqualTo(new Ended(0, "", ""));
    }

    @Test
    @DisplayName(
            "L49 R23 a program that was too short for the collector is told of its leaks at its"
                    + " end")
    void leakOfShortProgram() throws IOException {
        Path file =
                program(
                        "Short.java",
                        """
                        void main() throws Exception {
                            Channel<Integer> answers = Channel.<Integer>named("answers").open();
                            Handoff.go("works", () -> Thread.sleep(3_600_000));
                            Thread asker = Handoff.go("asker", () -> answers.send(1));
                            while (asker.getState() != Thread.State.WAITING) {
                                Thread.sleep(1);
                            }
                            IO.println("main ends");
                        }
                        """);
        Ended ended;
        int runs = 0;
        do { // the thread that had it until it waited may be late in letting go of it
            ended = checkout.handoff("run", file);
        } while (ended.err().isEmpty() && ++runs < 5);
        assertThat(ended.status()).isZero();
        assertThat(ended.out()).isEqualTo("main ends\n");
        assertThat(ended.err())
                .startsWith(
                        "handoff: a process has leaked, it is blocked for good: detached process"
                                + " \"asker\" started at Short.java:5")
                .endsWith("handoff: 1 process has leaked\n");
    }

    @Test
    @DisplayName(
            "L49 of many processes that leak alike some are told of, and how many more there are")
    void manyLeaksAlike() throws IOException {
        Ended ended =
                run(
                        "Many.java",
                        """
                        void main() throws Exception {
                            for (int i = 0; i < 50; i++) {
                                Channel<Integer> answers = Channel.<Integer>named("answers").open();
                                Thread asker = Handoff.go("asker " + i, () -> answers.send(1));
                                while (asker.getState() != Thread.State.WAITING) {
                                    Thread.sleep(1);
                                }
                            }
                        }
                        """);
        assertThat(ended.status()).isZero();
        long told =
                ended.err().lines().filter(line -> line.contains("a process has leaked")).count();
        int more =
                Pattern.compile("; and (\\d+) more like it$", Pattern.MULTILINE)
                        .matcher(ended.err())
                        .results()
                        .mapToInt(match -> Integer.parseInt(match.group(1)))
                        .sum();
        assertThat(more).isPositive();
        assertThat(told).isLessThan(50);
        assertThat(ended.err()).endsWith("handoff: " + (told + more) + " processes have leaked\n");
    }

    private static Ended run(String name, String source) throws IOException {
        return checkout.handoff("run", program(name, source));
    }

    private static Path program(String name, String source) throws IOException {
        return checkout.program(name, "import dev.handoff.*;\n" + source);
    }
}
