package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Examples whose times or schedules belong to what they show, in many schedules, by a clock that is exact. */
class TimedExamplesTest {
    @Test
    @DisplayName("R2 nine jobs of 100 ms take three workers 300 ms, and each has done three")
    void fanOut() throws Exception {
        for (VirtualRun run : runs("FanOut")) {
            assertThat(run.time()).isEqualTo(Duration.ofMillis(300));
            for (int worker = 1; worker <= 3; worker++) {
                String announced = "worker " + worker + " processing job ";
                assertThat(run.lines()).filteredOn(line -> line.startsWith(announced)).hasSize(3);
            }
            assertThat(run.lines()).contains("sum 90");
        }
    }

    @Test
    @DisplayName("R2, R11 whoever is free takes the next job: who has the long one takes no other")
    void balanced() throws Exception {
        String work = "Timers.sleep(Duration.ofMillis(100));";
        String uneven = source("FanOut", work, work.replace("100", "job == 1 ? 800 : 100"));
        for (VirtualRun run : VirtualRun.all("FanOut", uneven)) {
            assertThat(run.time()).isEqualTo(Duration.ofMillis(800)); // a fixed deal takes 1,000
            assertThat(run.lines()).contains("sum 90");
        }
    }

    @Test
    @DisplayName("R3 each message begins the five seconds anew")
    void silenceBeginsAnew() throws Exception {
        for (VirtualRun run : VirtualRun.all("Multiplex", withALetterAfter(3))) {
            assertThat(run.time()).isEqualTo(Duration.ofSeconds(8));
            assertThat(run.lines()).hasSize(5).endsWith("mail: a letter", "timeout");
        }
    }

    @Test
    @DisplayName("R3 who speaks after the silence is not heard, and keeps nobody")
    void tooLate() throws Exception {
        for (VirtualRun run : VirtualRun.all("Multiplex", withALetterAfter(6))) {
            assertThat(run.time()).isEqualTo(Duration.ofSeconds(5));
            assertThat(run.lines()).hasSize(4).endsWith("timeout");
        }
    }

    private static String withALetterAfter(int seconds) throws IOException {
        String send = "mail.send(\"a letter\")";
        String late = "{ Timers.sleep(Duration.ofSeconds(%d)); %s; }".formatted(seconds, send);
        return source("Multiplex", send, late);
    }

    @Test
    @DisplayName("R3 the time-out comes after five seconds without a message, not before")
    void multiplex() throws Exception {
        for (VirtualRun run : runs("Multiplex")) {
            assertThat(run.time()).isEqualTo(Duration.ofSeconds(5));
            assertThat(run.lines())
                    .hasSize(5)
                    .contains("mail: a letter")
                    .containsSubsequence("news: headline 1", "news: headline 2", "news: headline 3")
                    .endsWith("timeout");
        }
    }

    @Test
    @DisplayName("R4 each producer's values come in its order, and then the end, in every schedule")
    void manyProducers() throws Exception {
        for (VirtualRun run : runs("ManyProducers")) {
            assertThat(run.lines()).hasSize(31).endsWith("all senders are gone");
            for (int first = 0; first <= 200; first += 100) {
                assertThat(run.lines()).containsSubsequence(got(first, 10));
            }
        }
    }

    @Test
    @DisplayName("R4 of 300 values for a slow consumer 100 wait in the buffer, and never more")
    void manyProducersWait() throws Exception {
        String print = "IO.println(\"got \" + number);";
        String slow = " Timers.sleep(Duration.ofMillis(1)); IO.println(channel.size());";
        String many = source("ManyProducers", "first + 10;", "first + 100;");
        for (VirtualRun run : VirtualRun.all("ManyProducers", replaced(many, print, slow))) {
            List<String> sizes = run.lines().subList(0, 300);
            assertThat(sizes.subList(0, 199)).containsOnly("100");
            assertThat(sizes.subList(199, 300)).containsExactlyElementsOf(downFrom(100));
        }
    }

    private static List<String> got(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(i -> "got " + i).toList();
    }

    private static List<String> downFrom(int size) {
        return IntStream.rangeClosed(0, size).mapToObj(i -> "" + (size - i)).toList();
    }

    @Test
    @DisplayName("R5 five values, 100 ms apart, come through two generators in 500 ms")
    void generators() throws Exception {
        for (VirtualRun run : runs("Generators")) {
            assertThat(run.time()).isEqualTo(Duration.ofMillis(500));
            assertThat(run.lines()).containsExactly("0", "1", "4", "9", "16");
        }
    }

    /** What runs ahead would have the next value ready when it is asked for. */
    @Test
    @DisplayName("R5 nothing runs ahead of a consumer that takes 100 ms: five values take 1,000 ms")
    void slowConsumer() throws Exception {
        String print = "IO.println(square);";
        String slow = source("Generators", print, print + " Timers.sleep(pause);");
        for (VirtualRun run : VirtualRun.all("Generators", slow)) {
            assertThat(run.time()).isEqualTo(Duration.ofMillis(1_000));
            assertThat(run.lines()).containsExactly("0", "1", "4", "9", "16");
        }
    }

    @Test
    @DisplayName("R7, R13 a sender goes on when its receiver comes, at 20 ms, in every schedule")
    void handShake() throws Exception {
        for (VirtualRun run : runs("HandShake")) {
            assertThat(run.time()).isEqualTo(Duration.ofMillis(20));
            assertThat(run.lines())
                    .containsExactly(
                            "nobody there: accepted is false",
                            "the receiver is ready",
                            "the sender goes on",
                            "answered a question",
                            "the sender has its answer");
        }
    }

    @Test
    @DisplayName(
            "R14 a slow consumer slows its producer down, which is two values ahead at its end")
    void backpressure() throws Exception {
        String taken = "received++;";
        String told = source("Backpressure", taken, taken + " IO.println(\"took \" + value);");
        String start = "produce(out, sent)";
        String end = "{ " + start + "; IO.println(\"all sent\"); }";
        for (VirtualRun run : VirtualRun.all("Backpressure", replaced(told, start, end))) {
            assertThat(run.time()).isEqualTo(Duration.ofMillis(200)); // of 20 values
            assertThat(run.lines())
                    .containsSubsequence("took 17", "all sent", "took 19", "took 20")
                    .endsWith("received 20, never more than 2 waiting: true");
        }
    }

    @Test
    @DisplayName("R15 whoever waits or comes later hears the one close, in every schedule")
    void closing() throws Exception {
        for (VirtualRun run : runs("Closing")) {
            assertThat(run.lines()).startsWith("3 heard the one close");
        }
    }

    @Test
    @DisplayName(
            "R22 what four send while one closes is received or still theirs, in every schedule")
    void closingOnce() throws Exception {
        for (VirtualRun run : runs("Closing")) {
            assertThat(run.lines())
                    .endsWith(
                            "received what was accepted: true",
                            "4 still have what was refused: true",
                            "closed once");
        }
    }

    @Test
    @DisplayName("R18 the nearer of two deadlines ends it all, and nobody waits for an hour")
    void cancellation() throws Exception {
        for (VirtualRun run : runs("Cancellation")) {
            assertThat(run.time()).isEqualTo(Duration.ofMillis(100));
            assertThat(run.lines())
                    .endsWith(
                            "scope \"search\": the deadline has passed",
                            "scope \"page\": the deadline has passed");
        }
    }

    @Test
    @DisplayName("R20 a meter tells how long each side has waited, to the microsecond")
    void sizingBuffers() throws Exception {
        String bursts = source("SizingBuffers", "? 20 :", "? 2 :");
        for (VirtualRun run : VirtualRun.all("SizingBuffers", bursts)) {
            assertThat(run.lines()).hasSize(8);
            String tight = run.lines().get(4);
            assertThat(tight).matches(" +8 .* 7000 µs +500 µs .* 11000 µs");
            String roomy = run.lines().get(7);
            assertThat(roomy).matches(" +64 +0 +0 µs +0 µs .* 4000 µs"); // after each burst 2 ms
        }
    }

    /** A pause of 50 ms at the busy table; two batches that are not full, of 200 ms each. */
    @Test
    @DisplayName("a batch is written when it is full, or its first row has waited for 200 ms")
    void batchingWriter() throws Exception {
        String few = source("BatchingWriter", "= 1_200;", "= 12;");
        for (VirtualRun run : VirtualRun.all("BatchingWriter", replaced(few, "= 500;", "= 5;"))) {
            assertThat(run.time()).isEqualTo(Duration.ofMillis(450));
            assertThat(run.lines()).contains("3 batches, the biggest of 5 rows");
        }
    }

    @Test
    @DisplayName("R28 eight processes do eighty jobs of 10 ms in 100 ms: always eight at once")
    void bounded() throws Exception {
        String few = source("HowMany", "? 100_000 :", "? 80 :");
        String pool = replaced(few, "    park(many);", "");
        String job = "mine++;";
        String timed = replaced(pool, job, "Timers.sleep(Duration.ofMillis(10)); " + job);
        for (VirtualRun run : VirtualRun.all("HowMany", timed)) {
            assertThat(run.time()).isEqualTo(Duration.ofMillis(100));
            assertThat(run.lines()).last().asString().startsWith("80 jobs by 8 processes");
        }
    }

    private static List<VirtualRun> runs(String example) throws Exception {
        return VirtualRun.all(example, source(example));
    }

    private static String source(String example, String line, String instead) throws IOException {
        return replaced(source(example), line, instead);
    }

    private static String replaced(String source, String line, String instead) {
        assertThat(source).containsOnlyOnce(line);
        return source.replace(line, instead);
    }

    private static String source(String example) throws IOException {
        return Files.readString(CommandLine.EXAMPLES.resolve(example + ".java"));
    }
}
