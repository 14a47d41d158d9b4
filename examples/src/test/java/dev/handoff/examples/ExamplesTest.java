package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Each example is run as a user runs it, and prints what its comment says. */
class ExamplesTest {
    @Test
    @DisplayName("R1 a pipeline prints the squares 4, 9, 16, 25")
    void pipeline() throws Throwable {
        assertThat(lines("Pipeline.java")).containsExactly("4", "9", "16", "25");
    }

    @Test
    @DisplayName("R2 nine jobs are shared by three workers and collected")
    void fanOut() throws Throwable { // that each does three of them: TimedExamplesTest
        List<String> lines = lines("FanOut.java");
        assertThat(lines).hasSize(11).doesNotHaveDuplicates();
        List<String> announced = lines.subList(0, 9);
        assertThat(announced).allMatch(l -> l.matches("worker [1-3] processing job [1-9]"));
        assertThat(lines.get(9)).isEqualTo("sum 90");
        int millis = Integer.parseInt(lines.get(10).replaceAll("\\D", ""));
        assertThat(millis).isGreaterThanOrEqualTo(300); // three rounds, never fewer
    }

    @Test
    @DisplayName("R3 two streams are multiplexed until a time of silence")
    void multiplex() throws Throwable {
        List<String> lines = lines("Multiplex.java", "100");
        // what is sent later than 100 ms after the rest is missing; TimedExamplesTest sees it all
        assertThat(lines).last().isEqualTo("timeout");
        assertThat(lines).filteredOn("mail: a letter"::equals).hasSizeLessThanOrEqualTo(1);
        List<String> news = lines.stream().filter(line -> line.startsWith("news: ")).toList();
        List<String> all = List.of("news: headline 1", "news: headline 2", "news: headline 3");
        assertThat(news).isEqualTo(all.subList(0, news.size()));
        assertThat(lines.stream().filter("timeout"::equals)).hasSize(1);
        assertThat(Files.readString(CommandLine.EXAMPLES.resolve("Multiplex.java")))
                .contains("args.length == 0 ? 5000 :");
    }

    @Test
    @DisplayName("R4 a receive loop ends by itself when the last sender is gone")
    void manyProducers() throws Throwable {
        List<String> lines = lines("ManyProducers.java");
        assertThat(lines).hasSize(31).last().isEqualTo("all senders are gone");
        for (int first = 0; first <= 200; first += 100) {
            assertThat(lines)
                    .containsSubsequence(
                            IntStream.range(first, first + 10).mapToObj(i -> "got " + i).toList());
        }
    }

    @Test
    @DisplayName("R5 a generator squares what it pulls from another, one step at a time")
    void generators() throws Throwable {
        assertThat(lines("Generators.java", "1")).containsExactly("0", "1", "4", "9", "16");
        assertThat(Files.readString(CommandLine.EXAMPLES.resolve("Generators.java")))
                .contains("args.length == 0 ? 100 :");
    }

    @Test
    @DisplayName("R6, R12, R17 what a channel's type or end forbids does not compile")
    void forbiddenIsNotCompiled(@TempDir Path folder) throws Throwable {
        assertThat(lines("Directions.java")).containsExactly("received 1", "closed by its sender");
        assertThat(Files.readString(CommandLine.EXAMPLES.resolve("Directions.java")))
                .contains("// out.send(\"two\");", "// out.receive();")
                .contains("// in.send(3);", "// in.close();");
        for (String forbidden : List.of("out.send(\"two\")", "out.receive()", "in.send(3)")) {
            assertNotCompiled(folder, forbidden);
        }
        assertNotCompiled(folder, "in.close()");
    }

    @Test
    @DisplayName("R24 a process cannot capture a loop variable that changes")
    void loopVariableIsNotCaptured(@TempDir Path folder) throws Throwable {
        String loop = "for (int i = 0; i < 2; i++) { scope.go(() -> IO.println(i)); }";
        assertThat(Files.readString(CommandLine.EXAMPLES.resolve("Shared.java")))
                .contains("// " + loop);
        assertThat(assertNotCompiled(folder, "Scope.run(scope -> { " + loop + " })"))
                .contains("must be final or effectively final");
    }

    @Test
    @DisplayName("R24 a field that two processes change is warned of while it is compiled")
    void sharedField(@TempDir Path folder) throws Throwable {
        assertThat(compiled("Shared", folder))
                .contains(
                        "warning: [handoff] total is changed by a process, and changed by another");
    }

    @Test
    @DisplayName("R24 an array that one process writes and another reads is warned of")
    void sharedArray(@TempDir Path folder) throws Throwable {
        assertThat(compiled("Shared", folder))
                .contains(
                        "warning: [handoff] price[0] is changed by a process, and read by another");
    }

    @Test
    @DisplayName("R10 a value that is touched after it was sent is warned of while it is compiled")
    void ownershipIsLinted(@TempDir Path folder) throws Throwable {
        assertThat(compiled("Ownership", folder))
                .contains("warning: [handoff] letter was moved by the send in line ")
                .containsPattern(
                        "warning: \\[handoff] batch was sent in line \\d+, and is changed here");
    }

    /** What is said of an example whose author had not told the lint that it is meant. */
    private static String compiled(String example, Path folder) throws Throwable {
        String name = example + ".java";
        String source = Files.readString(CommandLine.EXAMPLES.resolve(name));
        String meant = "@SuppressWarnings(\"handoff\")";
        assertThat(source).contains(meant);
        Path file = Files.writeString(folder.resolve(name), source.replace(meant, ""));
        return CommandLine.run(file.toString()).err();
    }

    @Test
    @DisplayName("R23, R26 a leak and an extra send are found by check")
    void checked() throws Throwable {
        assertThat(CommandLine.check("Leaks.java").out()).contains("\nLEAK: ");
        assertThat(CommandLine.check("ExtraSend.java").out())
                .containsPattern("\n(LEAK|DEADLOCK): ");
    }

    /** What the compiler says. */
    private static String assertNotCompiled(Path folder, String statement) throws Throwable {
        String program =
                """
                import dev.handoff.*;

                void main() {}

                void use(Sender<Integer> out, Receiver<Integer> in) throws Exception {
                    %s;
                }
                """;
        Path allowed = folder.resolve("Allowed.java");
        Files.writeString(allowed, program.formatted("out.send(in.receive())"));
        assertThat(CommandLine.run(allowed.toString()).status()).isZero();

        Path refused = folder.resolve("Refused.java");
        Files.writeString(refused, program.formatted(statement));
        CommandLine.Result result = CommandLine.run(refused.toString());
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("Refused.java:6: error:").contains("1 error");
        return result.err();
    }

    @Test
    @DisplayName("R7, R13 a send without a buffer returns when the receiver has the value")
    void handShake() throws Throwable {
        assertThat(lines("HandShake.java"))
                .containsExactly(
                        "nobody there: accepted is false",
                        "the receiver is ready",
                        "the sender goes on",
                        "answered a question",
                        "the sender has its answer");
    }

    @Test
    @DisplayName("R8, R14 a buffered send waits only while the buffer is full")
    void backpressure() throws Throwable {
        assertThat(lines("Backpressure.java"))
                .containsExactly(
                        "two sent, 2 in the buffer",
                        "Full[]",
                        "received 20, never more than 2 waiting: true");
    }

    @Test
    @DisplayName(
            "R9 a select merges, chooses at random, gives up in time, looks without waiting, sends")
    void selects() throws Throwable {
        assertThat(lines("Selects.java"))
                .containsExactly(
                        "merged: sum 21",
                        "chosen at random: true",
                        "too late",
                        "nothing there",
                        "found a letter",
                        "sent a reply",
                        "received a letter");
    }

    @Test
    @DisplayName("R10 a value that was sent is its receiver's, and a sender that forgets is told")
    void ownership() throws Throwable {
        assertThat(lines("Ownership.java"))
                .map(line -> line.replaceFirst(" at Ownership.java:\\d+", ""))
                .containsExactly(
                        "received: dear reader!",
                        "refused: an owned value cannot be touched by process \"writer\": it was"
                            + " sent by process \"writer\" to channel \"letters\"; it belongs to"
                            + " process \"reader\"",
                        "sent: false, still ours: true",
                        "a batch of 0");
    }

    @Test
    @DisplayName("R11 ten thousand processes are fanned in by a select")
    void manyProcesses() throws Throwable {
        assertThat(lines("ManyProcesses.java")).containsExactly("10000 processes, sum 50005000");
    }

    @Test
    @DisplayName("R15, R17, R19, R22 a close is heard by all, told from values, and kills nobody")
    void closing() throws Throwable {
        assertThat(lines("Closing.java"))
                .containsExactly(
                        "3 heard the one close",
                        "Value[value=0]",
                        "Closed[cause=null]",
                        "null",
                        "Closed[cause=null]",
                        "not sent: a letter",
                        "the writer has failed, not sent: a postcard",
                        "4 senders, closed once, sum 10",
                        "received what was accepted: true",
                        "4 still have what was refused: true",
                        "closed once");
    }

    @Test
    @DisplayName("R16, R25 a case on never() is not selected, a null channel is refused")
    void never() throws Throwable {
        assertThat(lines("Never.java"))
                .containsExactly(
                        "mail one", "shut", "mail two", "Empty[]", "a null channel is refused");
    }

    @Test
    @DisplayName("R18 a done signal, a cancelled scope and a deadline stop what waits")
    void cancellation() throws Throwable {
        assertThat(lines("Cancellation.java"))
                .containsExactly(
                        "stopped by done",
                        "the search was cancelled",
                        "scope \"search\": the deadline has passed",
                        "scope \"page\": the deadline has passed");
    }

    @Test
    @DisplayName("R21 a scope waits for a growing number of processes, and so does a wait group")
    void waitForAll() throws Throwable {
        assertThat(lines("WaitForAll.java"))
                .containsExactly("visited 127 nodes", "visited 127 nodes, and the scope goes on");
    }

    @Test
    @DisplayName("philosophers with a butler eat in turn, and all get up")
    void philosophers() throws Throwable {
        assertThat(lines("Philosophers.java", "7"))
                .containsExactlyElementsOf(
                        IntStream.range(0, 7)
                                .mapToObj(i -> "philosopher " + i + " ate 3 times")
                                .toList());
    }

    @Test
    @DisplayName(
            "R26 philosophers are checked: two with a butler are clean, without one they deadlock")
    void philosophersChecked() throws Throwable {
        CommandLine.Result polite =
                CommandLine.check("Philosophers.java", "--schedules", "100", "2");
        assertThat(polite.out()).startsWith("clean: ");
        assertThat(polite.status()).isZero();
        CommandLine.Result greedy = CommandLine.check("Philosophers.java", "2", "greedy");
        assertThat(greedy.out())
                .matches("(?s)(DEADLOCK|LEAK): .*") // who holds a permit is not known
                .contains("receive from channel \"permits \"fork 0\"\"")
                .containsPattern(
                        "\"permits \"fork 1\"\", since turn \\d+, at Philosophers.java:\\d+");
        assertThat(greedy.status()).isEqualTo(1);
    }

    @Test
    @DisplayName("a bank without locks loses no transfer and no money")
    void bank() throws Throwable {
        List<String> lines = lines("Bank.java", "200", "7");
        assertThat(lines.getFirst()).matches("1600 transfers asked for, [1-9]\\d* made");
        assertThat(lines.subList(1, 5))
                .containsExactly(
                        "sum 20000",
                        "no account overdrawn: true",
                        "no transfer lost: true",
                        "the sum was right at each audit");
    }

    @Test
    @DisplayName("a fetcher keeps to its rate and bound, retries, hedges, and gives up in time")
    void rateLimitedFetcher() throws Throwable {
        String late = "page (?!13:).* the deadline has passed";
        List<String> lines = linesUnlessLate(late, "RateLimitedFetcher.java");
        assertThat(lines.get(2)).matches("refused and tried again: ([6-9]|1[0-2])");
        assertThat(lines)
                .hasSize(6)
                .contains(
                        "page 13: scope \"/page/13\": the deadline has passed",
                        "fetched 29 of 30",
                        "hedged: true",
                        "never more than 5 under way: true",
                        "never faster than the rate: true");
    }

    @Test
    @DisplayName("a call has an answer, a failure, or is given up, and holds no server up")
    void callChannels() throws Throwable {
        assertThat(linesUnlessLate("in time Empty\\[]|nobody serves", "CallChannels.java"))
                .containsExactly(
                        "answer 4",
                        "call of \"lengths\" with  has failed: java.lang.IllegalArgumentException:"
                                + " nothing to measure",
                        "in time Value[value=5]",
                        "too late Empty[]",
                        "answer 16",
                        "both servers have ended",
                        "while a book is copied: 2 pages",
                        "the book was not copied to its end: true");
    }

    @Test
    @DisplayName("rows of many callers are written in batches, and each caller has its own id")
    void batchingWriter() throws Throwable { // how many batches: TimedExamplesTest
        List<String> lines = lines("BatchingWriter.java");
        assertThat(lines.get(1))
                .matches("\\d+ batches, the biggest of ([1-9]\\d?|[1-4]\\d\\d|500) rows");
        assertThat(lines)
                .hasSize(4)
                .startsWith("1200 callers, each has the id of its own row")
                .endsWith("a row is empty: none of its batch is written", "the writer has ended");
    }

    @Test
    @DisplayName(
            "a price board loses nothing where it waits, counts what it loses, and ends in time")
    void priceBoard(@TempDir Path folder) throws Throwable {
        List<String> feed = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            feed.add("ACME " + (100 + i % 7));
            feed.add("BULL " + i + ".50");
        }
        Path file = Files.write(folder.resolve("feed"), feed);
        List<String> lines = lines("PriceBoard.java", file.toString(), "ACME");
        assertThat(lines)
                .hasSize(8)
                .containsSubsequence(
                        "opened with ACME at 100",
                        "tape: 600 prices",
                        "highs of ACME: [100, 101, 102, 103, 104, 105, 106]",
                        "ACME: 300 prices",
                        "BULL: 300 prices");
        Matcher mail =
                Pattern.compile("mail: (\\d+) sent, (\\d+) left out, the last BULL at 299.50")
                        .matcher(lines.get(3));
        assertThat(mail.matches()).as(lines.get(3)).isTrue();
        assertThat(Integer.parseInt(mail.group(1)) + Integer.parseInt(mail.group(2)))
                .isEqualTo(600);
        assertThat(lines.get(4)).startsWith("visitor: 1 seen, then: ").contains("\"visitor\"");
        assertThat(lines.get(5))
                .matches("board: drawn \\d+ times, the last \\{ACME=105, BULL=299.50}");
    }

    @Test
    @DisplayName("a price board whose feed breaks off says why, and takes nothing for the end")
    void priceBoardBreaksOff(@TempDir Path folder) throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong"), "ACME 100\nno price here\n");
        assertBreaksOff(wrong, "line 2: not a name and a price: no price here");
        Path bytes = Files.write(folder.resolve("bytes"), new byte[] {'A', (byte) 0xff});
        assertBreaksOff(bytes, "is not UTF-8");
    }

    private static void assertBreaksOff(Path feed, String why) throws Exception {
        CommandLine.Result result =
                CommandLine.runAlone("PriceBoard.java", feed.toString(), "ACME");
        assertThat(result.err()).isEqualTo("PriceBoard: " + feed + ": " + why + "\n");
        assertThat(result.out()).doesNotContain("tape: ", "board: ");
        assertThat(result.status()).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "channels are streams, futures, queues, publishers, bytes, executors, and the reverse")
    void bridges() throws Throwable {
        assertThat(linesUnlessLate("future: too late", "Bridges.java"))
                .containsExactly(
                        "stream: [4, 16, 36]",
                        "future: an answer!",
                        "future: cancelled true",
                        "queue: [1, 2, 3]",
                        "publisher: sum 10",
                        "bytes: one line",
                        "bytes: and another",
                        "executor: sum 42",
                        "executor: on a platform thread");
    }

    @Test
    @DisplayName("the prime sieve prints primes, and leaves no process behind")
    void primeSieve() throws Throwable {
        List<String> lines = lines("PrimeSieve.java", "168");
        assertThat(lines).hasSize(18).last().isEqualTo("no process is left");
        List<Integer> printed =
                lines.stream()
                        .limit(17)
                        .flatMap(line -> Stream.of(line.split(" ")))
                        .map(Integer::valueOf)
                        .toList();
        assertThat(printed)
                .isEqualTo(
                        IntStream.range(2, 1000)
                                .filter(n -> IntStream.range(2, n).noneMatch(d -> n % d == 0))
                                .boxed()
                                .toList());
    }

    @Test
    @DisplayName(
            "the crawler visits each page of its site once, and reports what is broken or too slow")
    void crawler() throws Throwable {
        for (String workers : List.of("1", "4")) {
            assertThat(linesUnlessLate("(?!/slow ).* too slow .*", "Crawler.java", workers))
                    .map(line -> line.replaceAll(" +", " "))
                    .containsExactly(
                            "/ 200 4 links",
                            "/about.html 200 2 links",
                            "/docs/ 200 3 links",
                            "/docs/guide 200 0 links",
                            "/gone 404 0 links",
                            "/news 200 4 links",
                            "/news/1 200 2 links",
                            "/news/2 200 3 links",
                            "/slow too slow 0 links",
                            "9 pages");
        }
    }

    @Test
    @DisplayName("word frequencies are those of a count by hand, with channels and with a stream")
    void wordFrequencies(@TempDir Path folder) throws Throwable {
        long seed = System.nanoTime();
        Map<String, Integer> expected = Texts.write(folder, seed);
        List<String> lines =
                expected.entrySet().stream()
                        .sorted(
                                Map.Entry.<String, Integer>comparingByValue()
                                        .reversed()
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .map(e -> "%8d %s".formatted(e.getValue(), e.getKey()))
                        .toList();
        assertThat(lines).hasSizeGreaterThan(10);
        String all = Integer.toString(lines.size() + 1);
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        assertThat(lines("WordFrequencies.java", link.toString(), all))
                .as("seed %d", seed)
                .isEqualTo(lines);
        assertThat(lines("WordFrequencies.java", "--stream", link.toString(), all))
                .as("seed %d", seed)
                .isEqualTo(lines);
        assertThat(lines("WordFrequencies.java", folder.toString()))
                .isEqualTo(lines.subList(0, 10));
    }

    @Test
    @DisplayName(
            "L46 pipelines read and write files, work in parallel, name what fails, and meet"
                    + " channels")
    void pipelines(@TempDir Path folder) throws Throwable {
        Files.writeString(folder.resolve("A.java"), "one two\ntwo, three and a two");
        Files.writeString(folder.resolve("B.java"), "two\n");
        Files.writeString(folder.resolve("C.txt"), "not this one");
        assertThat(lines("Pipelines.java", folder.toString()))
                .map(line -> line.replaceFirst("lines\\(.*/orders\\)", "lines(orders)"))
                .containsExactly(
                        "of(4 values) \"numbers\" → map \"square\"",
                        "[4, 9, 16, 25]",
                        "34",
                        "the first: [one, two, two]",
                        "most often: two=4",
                        "in order: true",
                        "pipeline \"lengths\", stage peek \"check\" has failed:"
                                + " java.io.IOException: 2 lines",
                        "NoSuchFileException: no-such-file.txt",
                        "flowchart LR",
                        "    s1[\"lines(orders)\"]",
                        "    s2[\"map(report) #quot;read#quot;\"]",
                        "    s1 --> s2",
                        "two pears: For input string: \"two\"",
                        "written: [apples 3, plums 4]",
                        "batch [1, 2, 3]",
                        "batch [4, 5, 6]",
                        "[0, 2, 6, 12]");
    }

    /** Again, some times at most, where the machine has stalled for so long that somebody else was late, too. */
    private static List<String> linesUnlessLate(String late, String example, String... args)
            throws Throwable {
        List<String> lines = lines(example, args);
        for (int i = 1; i < 5 && lines.stream().anyMatch(line -> line.matches(late)); i++) {
            lines = lines(example, args);
        }
        return lines;
    }

    private static List<String> lines(String example, String... args) throws Throwable {
        CommandLine.Result result = CommandLine.run(example, args);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        return result.lines();
    }
}
