package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.Checkout.Ended;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code handoff run} as a shell sees it. */
@DisabledOnOs(OS.WINDOWS)
class RunIT {
    private static final String POLITE =
            """
            void main() throws InterruptedException {
                try {
                    IO.println("waiting");
                    Thread.sleep(Duration.ofHours(1));
                } finally {
                    IO.println("good bye");
                }
            }
            """;

    private static final Path ROOT = Path.of(System.getProperty("handoff.root"));

    @TempDir private static Path folder;
    private static Checkout checkout;

    @BeforeAll
    static void build() throws IOException {
        checkout = new Checkout(folder, "checkout").thatLearns();
        assertThat(checkout.handoff("--version").status()).isZero();
    }

    @Test
    void argumentsAfterTheFileAreTheProgramsOwn() throws IOException {
        Path file =
                checkout.program(
                        "Echo.java",
                        "void main(String[] args) { for (String a : args) { IO.println(a); } }");
        assertThat(checkout.handoff("run", file, "--help", "-x", "--", "two words", "@file", "*"))
                .isEqualTo(new Ended(0, "--help\n-x\n--\ntwo words\n@file\n*\n", ""));
    }

    @Test
    void inputAndOutputAreTheProgramsOwn() throws IOException {
        Path file =
                checkout.program(
                        "Copy.java",
                        "void main() throws IOException { System.in.transferTo(System.out); }");
        Process process = checkout.start(checkout.root.resolve("handoff"), "run", file);
        process.getOutputStream().write("a line\n".getBytes());
        assertThat(Checkout.end(process)).isEqualTo(new Ended(0, "a line\n", ""));
    }

    /** The JVM would take its own class path for the input. */
    @Test
    void aClosedStreamIsEmpty() throws IOException {
        Path file =
                checkout.program(
                        "Read.java", "void main() { System.err.print(\"read \" + IO.readln()); }");
        for (String closed : List.of("<&-", "<&- >&-")) {
            String line = "./handoff run " + file + " " + closed;
            assertThat(Checkout.end(checkout.start(checkout.script("closed", line))))
                    .as(closed)
                    .isEqualTo(new Ended(0, "", "read null"));
        }
    }

    /** As other programs do before {@code | head}; 141 is SIGPIPE's. */
    @Test
    void endsWhenNobodyReadsItsOutput() throws Exception {
        String source =
                """
                import dev.handoff.*;

                void main() throws Exception {
                    Scope.run(scope -> {
                        Receiver<String> lines = scope.produce("lines", out -> {
                            while (true) {
                                out.send("waiting");
                            }
                        });
                        try {
                            lines.forEach(IO::println);
                        } finally {
                            System.err.print("cancelled");
                        }
                    });
                }
                """;
        Process process = startedWithTime("Endless.java", source);
        process.getInputStream().close();
        assertThat(new String(process.getErrorStream().readAllBytes())).isEqualTo("cancelled");
        assertThat(process.waitFor()).isEqualTo(141);
    }

    /** Here a second write comes while it is asked about the first, which was into a socket. */
    @Test
    void endsWhenNobodyReadsItsOutputThoughItIsAskingMeanwhile() throws IOException {
        Path file =
                checkout.program(
                        "Broken.java",
                        """
                        import sun.misc.Signal;

                        static final CountDownLatch ASKED = new CountDownLatch(1);

                        static final class Pipe extends PrintStream {
                            Pipe() { super(OutputStream.nullOutputStream()); }

                            @Override public boolean checkError() {
                                if (ASKED.getCount() == 0) {
                                    return true;
                                }
                                CountDownLatch dispatched = new CountDownLatch(1);
                                Signal.handle(new Signal("WINCH"), signal -> dispatched.countDown());
                                Signal.raise(new Signal("PIPE"));
                                Signal.raise(new Signal("WINCH")); // dispatched after it
                                while (dispatched.getCount() > 0 || handlers() > 1) { Thread.onSpinWait(); }
                                ASKED.countDown();
                                return false;
                            }
                        }

                        static long handlers() {
                            return Thread.getAllStackTraces().keySet().stream()
                                    .filter(thread -> thread.getName().equals("SIGPIPE handler"))
                                    .count();
                        }

                        void main() throws Exception {
                            System.setOut(new Pipe());
                            Signal.raise(new Signal("PIPE"));
                            ASKED.await();
                            while (handlers() > 0) { Thread.onSpinWait(); }
                        }
                        """);
        assertThat(checkout.handoff("run", file).status()).isEqualTo(141);
    }

    @Test
    void exitStatusIsTheProgramsOwn() throws IOException {
        Path file = checkout.program("Exit.java", "void main() { System.exit(7); }");
        assertThat(checkout.handoff("run", file)).isEqualTo(new Ended(7, "", ""));
    }

    /** Its thread is the program's, though it is the JDK that makes it. */
    @Test
    void serverOfTheJdkServesAfterMain() throws IOException {
        Path file =
                checkout.program(
                        "Serve.java",
                        """
                        import com.sun.net.httpserver.*;

                        void main() throws Exception {
                            var here = new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0);
                            HttpServer server = HttpServer.create(here, 0);
                            server.createContext("/", exchange -> {
                                exchange.sendResponseHeaders(204, -1);
                                exchange.close();
                                IO.println("served");
                                server.stop(0);
                            });
                            server.start();
                            IO.println(server.getAddress().getPort());
                        }
                        """);
        Process process = checkout.start(checkout.root.resolve("handoff"), "run", file);
        BufferedReader out = process.inputReader();
        String port = Objects.requireNonNull(out.readLine());
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
            client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes());
            assertThat(out.readLine()).isEqualTo("served");
        }
        assertThat(Checkout.end(process)).isEqualTo(new Ended(0, "", ""));
    }

    /** As with java: the other threads of the program end first. */
    @Test
    void uncaughtExceptionIsStatusOne() throws IOException {
        Path file =
                checkout.program(
                        "Throw.java",
                        """
                        void main() throws Exception {
                            Thread.ofPlatform().start(() -> IO.println("still here"));
                            fail();
                        }

                        void fail() throws Exception {
                            throw new Exception("on purpose");
                        }
                        """);
        assertThat(checkout.handoff("run", file))
                .isEqualTo(
                        new Ended(
                                1,
                                "still here\n",
                                """
                                Exception in thread "main" java.lang.Exception: on purpose
                                \tat Throw.fail(Throw.java:7)
                                \tat Throw.main(Throw.java:3)
                                """));
    }

    @Test
    void compileErrorIsStatusTwo() throws IOException {
        Path file = checkout.program("Wrong.java", "void main() { int n = 1 }");
        Ended ended = checkout.handoff("run", file);
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .startsWith(file + ":1: error: ';' expected\n")
                .endsWith("1 error\n");
    }

    @Test
    void mainRunsInTheMainThread() throws IOException {
        Path file =
                checkout.program(
                        "Where.java",
                        "void main() { IO.println(Thread.currentThread().getName()); }");
        assertThat(checkout.handoff("run", file)).isEqualTo(new Ended(0, "main\n", ""));
    }

    /** javac is not even loaded the second time; what was learned would bring its classes along. */
    @Test
    void compilesOnce() throws IOException {
        Path file = checkout.program("Once.java", "void main() { IO.println(\"hi\"); }");
        Path log = folder.resolve("classes.log");
        String options = "-Xshare:auto -Xlog:class+load:file=" + log;
        String line = "HANDOFF_JAVA_OPTS='" + options + "' ./handoff run " + file;
        Path script = checkout.script("verbose", line);
        String javac = "com.sun.tools.javac.main.JavaCompiler ";
        assertThat(Checkout.end(checkout.start(script))).isEqualTo(new Ended(0, "hi\n", ""));
        assertThat(log).content().contains(javac);
        assertThat(Checkout.end(checkout.start(script))).isEqualTo(new Ended(0, "hi\n", ""));
        assertThat(log).content().contains(" Once ").doesNotContain(javac);
        assertThat(checkout.root.resolve(".handoff/programs")).isNotEmptyDirectory();
    }

    /** In C or POSIX, and in a locale that is not installed. */
    @Test
    void namesNeedNoLocale() throws IOException {
        Path file =
                checkout.program(
                        "Named.java",
                        "void main(String[] a) { IO.println(Files.exists(Path.of(a[0]))); }");
        Path script =
                checkout.script(
                        "named",
                        "name=$(printf 'n\\303\\244me')\n"
                                + "touch \"$name\"\n"
                                + ("LC_ALL=$1 ./handoff run " + file + " \"$name\""));
        for (String locale : List.of("C", "POSIX", "xx_XX.UTF-8", "C.UTF-8")) {
            assertThat(Checkout.end(checkout.start(script, locale)))
                    .as(locale)
                    .isEqualTo(new Ended(0, "true\n", ""));
        }
    }

    /** Ctrl-C interrupts main, which may take leave. */
    @Test
    void ctrlCRunsFinallyBlocks() throws Exception {
        assertEnds("INT", "Polite.java", POLITE, new Ended(130, "good bye\n", ""));
    }

    /** Ctrl-C cancels the processes of all scopes, wherever they wait. */
    @Test
    void ctrlCCancelsScopes() throws Exception {
        String source =
                """
                import dev.handoff.*;

                void main() throws Exception {
                    Channel<String> orders = Channel.rendezvous();
                    Scope.run(scope -> {
                        scope.go("sender", () -> {
                            try {
                                orders.send("one");
                                Channel.never().receive();
                            } finally {
                                IO.println("sender ends");
                            }
                        });
                        scope.go("clock", () -> Timers.sleep(Duration.ofHours(1))); // else all are blocked for good
                        orders.receive();
                        IO.println("waiting");
                    });
                }
                """;
        assertEnds("INT", "Scoped.java", source, new Ended(130, "sender ends\n", ""));
    }

    /** Also where main ends before them. */
    @Test
    void ctrlCWaitsForDetachedProcesses() throws Exception {
        String source =
                """
                import dev.handoff.*;

                void main() throws Exception {
                    Channel<String> begun = Channel.rendezvous();
                    Handoff.go("cleaner", () -> {
                        try {
                            begun.send("begun");
                            Timers.sleep(Duration.ofHours(1));
                        } finally {
                            Timers.sleep(Duration.ofMillis(200)); // the interrupt has been heard
                            IO.println("cleaned up");
                        }
                    });
                    begun.receive();
                    IO.println("waiting");
                    Timers.sleep(Duration.ofHours(1));
                }
                """;
        assertEnds("INT", "Detached.java", source, new Ended(130, "cleaned up\n", ""));
    }

    /** With plain java they would run at once, beside main. */
    @Test
    void shutdownHooksRunAfterMainHasTakenLeave() throws Exception {
        String source =
                """
                void main() throws InterruptedException {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> IO.println("hook")));
                    try {
                        IO.println("waiting");
                        Thread.sleep(Duration.ofHours(1));
                    } finally {
                        IO.println("main ends");
                    }
                }
                """;
        assertEnds("INT", "Hooked.java", source, new Ended(130, "main ends\nhook\n", ""));
    }

    @Test
    void terminationRunsFinallyBlocks() throws Exception {
        assertEnds("TERM", "Terminated.java", POLITE, new Ended(143, "good bye\n", ""));
    }

    /** As timeout(1) sends one: to the program, and to the group that it is in. Two of a kind may become one by themselves. */
    @Test
    void signalsThatComeTogetherAreOne() throws Exception {
        String slowly =
                """
                long start = System.nanoTime();
                while (System.nanoTime() - start < 200_000_000) { }
                IO.println("good bye");
                """;
        String source = POLITE.replace("IO.println(\"good bye\");", slowly);
        Ended ended;
        int runs = 0;
        do { // where a machine stalls between the two, they do not come together
            Process process = startedWithTime("Timed.java", source);
            Checkout.shell("kill -TERM %1$s; kill -HUP %1$s".formatted(process.pid()));
            ended = Checkout.end(process);
        } while (ended.out().isEmpty() && ++runs < 5);
        assertThat(ended.out()).isEqualTo("good bye\n");
        assertThat(ended.status()).isIn(143, 129); // by which was first
    }

    /** Who does not listen is ended all the same; on a machine under load, once in a minute. */
    @Test
    void ctrlCEndsWhoIgnoresItWithinASecond() throws Exception {
        String source =
                """
                void main() {
                    IO.println("waiting");
                    while (true) {
                        Thread.interrupted();
                        Thread.yield();
                    }
                }
                """;
        long least = Long.MAX_VALUE;
        long begin = System.nanoTime();
        while (least > 1_000_000_000 && System.nanoTime() - begin < 60_000_000_000L) {
            Process process = started("Deaf.java", source);
            long start = System.nanoTime();
            Checkout.signal(process, "INT");
            assertThat(Checkout.end(process).status()).isEqualTo(130);
            least = Math.min(least, System.nanoTime() - start);
        }
        assertThat(Duration.ofNanos(least)).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    /** And what it is doing, as the guide shows it; those who have ended are not in the way. */
    @Test
    void theHaltNamesWhoStillRuns() throws Exception {
        String source =
                """
                import dev.handoff.*;

                void main() throws Exception {
                    Channel<String> begun = Channel.rendezvous();
                    Scope.named("shop").run(scope -> {
                        scope.go("polite", () -> begun.receive());
                        scope.go("consumer", () -> {
                            begun.send("begun");
                            while (true) { Thread.interrupted(); }
                        });
                        scope.go("printer", () -> {
                            Timers.sleep(Duration.ofMillis(1));
                            IO.println("waiting");
                            Channel.never().receive();
                        });
                    });
                }
                """;
        String shown = untimed(shownBy("docs/guide/services.md"));
        Ended ended;
        int runs = 0;
        do { // a machine that stalls may not come to tell it in time, or tell of those who are late
            Process process = started("Shop.java", source);
            Checkout.signal(process, "INT");
            ended = Checkout.end(process);
        } while (!untimed(ended.err()).equals(shown) && ++runs < 5);
        assertThat(ended.status()).isEqualTo(130);
        assertThat(untimed(ended.err())).isEqualTo(shown);
    }

    /** The one block that a page says no program for. */
    private static String shownBy(String page) throws IOException {
        String text = Files.readString(ROOT.resolve(page));
        List<String> blocks =
                Pattern.compile("(?ms)^```page\\n(.*?)^```$")
                        .matcher(text)
                        .results()
                        .map(block -> block.group(1))
                        .toList();
        assertThat(blocks).hasSize(1);
        return blocks.getFirst();
    }

    /** For how long somebody has waited is a matter of the machine. */
    private static String untimed(String report) {
        return report.replaceAll(", for at least [0-9.]+ s", "");
    }

    @Test
    void theTimeToTakeLeaveCanBeSet() throws Exception {
        String source =
                """
                import dev.handoff.*;

                void main() throws Exception {
                    Scope.run(scope -> {
                        try {
                            IO.println("waiting");
                            Timers.sleep(Duration.ofHours(1));
                        } finally {
                            IO.println("going");
                            long start = System.nanoTime();
                            while (System.nanoTime() - start < 1_500_000_000) { }
                            IO.println("gone");
                        }
                    });
                }
                """;
        Path file = checkout.program("Slow.java", source);
        String line = "HANDOFF_JAVA_OPTS=-Dhandoff.grace=20s exec ./handoff run " + file;
        Process process = checkout.start(checkout.script("graceful", line));
        awaitFirstLine(process);
        Checkout.signal(process, "INT");
        assertThat(Checkout.end(process)).isEqualTo(new Ended(130, "going\ngone\n", ""));
    }

    @Test
    void aSecondCtrlCHaltsAtOnce() throws Exception {
        String source =
                """
                void main() throws InterruptedException {
                    try {
                        IO.println("waiting");
                        Thread.sleep(Duration.ofHours(1));
                    } finally {
                        IO.println("waiting");
                        Thread.sleep(Duration.ofHours(1));
                    }
                }
                """;
        Path file = checkout.program("Again.java", source);
        String line = "HANDOFF_JAVA_OPTS=-Dhandoff.grace=60s exec ./handoff run " + file;
        Process process = checkout.start(checkout.script("impatient", line));
        awaitFirstLine(process);
        Checkout.signal(process, "INT");
        awaitFirstLine(process);
        do { // what comes together with the first is none
            Checkout.signal(process, "INT");
        } while (!process.waitFor(50, TimeUnit.MILLISECONDS));
        assertThat(Checkout.end(process)).isEqualTo(new Ended(130, "", ""));
    }

    @Test
    void ctrlCEndsAProgramOfWhichOtherThreadsAreLeft() throws Exception {
        String source =
                """
                import java.util.concurrent.locks.LockSupport;

                void main() {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> IO.println("hook")));
                    new Thread(() -> {
                        while (!isMainOver()) { Thread.onSpinWait(); }
                        IO.println("waiting");
                        while (true) { LockSupport.park(); }
                    }).start();
                }

                boolean isMainOver() {
                    return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals("DestroyJavaVM"));
                }
                """;
        assertEnds("INT", "Left.java", source, new Ended(130, "hook\n", ""));
    }

    @Test
    void aGraceThatIsNoTimeIsStatusTwo() throws Exception {
        Path file = checkout.program("Never.java", "void main() { IO.println(1); }");
        String line = "HANDOFF_JAVA_OPTS=-Dhandoff.grace=soon ./handoff run " + file;
        assertThat(Checkout.end(checkout.start(checkout.script("graceless", line))))
                .isEqualTo(
                        new Ended(
                                2,
                                "",
                                "handoff: -Dhandoff.grace=soon is not a time such as 5s or"
                                        + " 800ms\n"));
    }

    /** The JVM leaves them to the system with -Xrs. */
    @Test
    void signalsMayBeTheSystems() throws Exception {
        Path file = checkout.program("Short.java", POLITE);
        String line = "JAVA_OPTS=-Xrs exec ./handoff run " + file;
        Process process = checkout.start(checkout.script("unsignalled", line));
        awaitFirstLine(process);
        Checkout.signal(process, "TERM");
        assertThat(Checkout.end(process)).isEqualTo(new Ended(143, "", ""));
    }

    /** What goes wrong while taking leave is told. */
    @Test
    void ctrlCShowsOtherExceptions() throws Exception {
        String source =
                """
                void main() throws InterruptedException {
                    try {
                        IO.println("waiting");
                        Thread.sleep(Duration.ofHours(1));
                    } finally {
                        throw new IllegalStateException("dropped it");
                    }
                }
                """;
        assertTells("Clumsy.java", source, "java.lang.IllegalStateException: dropped it");
    }

    /** Here the thread that passes Ctrl-C on is held up until main is over: it must not be the one that ends all. */
    @Test
    void ctrlCShowsOtherExceptionsHoweverSoonMainEnds() throws Exception {
        String source =
                """
                import dev.handoff.*;

                /** Whoever interrupts the thread that blocks here waits for the end of main. */
                class Gate extends java.nio.channels.spi.AbstractInterruptibleChannel {
                    final Thread main = Thread.currentThread();

                    void block() {
                        begin();
                        try {
                            java.util.concurrent.locks.LockSupport.park();
                        } finally {
                            try {
                                end(true);
                            } catch (java.nio.channels.AsynchronousCloseException e) {
                                IO.println("the gate is closed");
                            }
                        }
                    }

                    @Override protected void implCloseChannel() {
                        try {
                            main.join();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }

                /** Takes a while to be told. */
                class Dropped extends RuntimeException {
                    @Override public String toString() {
                        java.util.concurrent.locks.LockSupport.parkNanos(300_000_000);
                        return "dropped it";
                    }
                }

                void main() throws InterruptedException {
                    Gate gate = new Gate();
                    Thread blocked = Handoff.go("gate", gate::block);
                    while (blocked.getState() != Thread.State.WAITING) {
                        Thread.sleep(1);
                    }
                    try {
                        IO.println("waiting");
                        Thread.sleep(Duration.ofHours(1));
                    } finally {
                        throw new Dropped();
                    }
                }
                """;
        assertTells("Prompt.java", source, "dropped it");
    }

    @Test
    void ctrlCShowsWhatACloseHasFailedWith() throws Exception {
        String source =
                """
                void main() throws Exception {
                    try (AutoCloseable commit = () -> { throw new IllegalStateException("not committed"); }) {
                        IO.println("waiting");
                        Thread.sleep(Duration.ofHours(1));
                    }
                }
                """;
        assertTells("Commit.java", source, "java.lang.IllegalStateException: not committed");
    }

    @Test
    void ctrlCAtASocketIsNoFailure() throws Exception {
        assertEnds(
                "INT",
                "Socket.java",
                """
                void main() throws Exception {
                    try (var server = new java.net.ServerSocket(0)) {
                        IO.println("waiting");
                        server.accept();
                    }
                }
                """,
                new Ended(130, "", ""));
    }

    @Test
    void aFailureThatCannotTellItsCauseIsStatusOne() throws Exception {
        Path file =
                checkout.program(
                        "Odd.java",
                        """
                        static class Odd extends RuntimeException {
                            @Override public synchronized Throwable getCause() { throw new IllegalStateException(); }
                        }
                        void main() { throw new Odd(); }
                        """);
        assertThat(checkout.handoff("run", file).status()).isEqualTo(1);
    }

    private static void assertTells(String name, String source, String failure) throws Exception {
        Ended ended = endedBy("INT", name, source);
        assertThat(ended.status()).isEqualTo(130);
        assertThat(ended.err()).contains(failure).doesNotContain("InterruptedException");
    }

    private static void assertEnds(String signal, String name, String source, Ended right)
            throws Exception {
        assertThat(endedBy(signal, name, source)).isEqualTo(right);
    }

    private static Ended endedBy(String signal, String name, String source) throws Exception {
        Process process = startedWithTime(name, source);
        Checkout.signal(process, signal);
        return Checkout.end(process);
    }

    /** Starts the program and waits for its first line. */
    private static Process started(String name, String source) throws IOException {
        Path file = checkout.program(name, source);
        Process process = checkout.start(checkout.root.resolve("handoff"), "run", file);
        awaitFirstLine(process);
        return process;
    }

    /** As {@link #started}; it has 20 s to take leave, since a machine may stall for longer than 800 ms. */
    private static Process startedWithTime(String name, String source) throws IOException {
        Path file = checkout.program(name, source);
        String line = "HANDOFF_JAVA_OPTS=-Dhandoff.grace=20s exec ./handoff run " + file;
        Process process = checkout.start(checkout.script(name + ".sh", line));
        awaitFirstLine(process);
        return process;
    }

    private static void awaitFirstLine(Process process) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = process.getInputStream().read()) != '\n'; line.append((char) c)) {
            assertThat(c).as("the end of the output, before a line of it").isNotNegative();
        }
        assertThat(line.toString()).isEqualTo("waiting");
    }
}
