package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The examples that print figures of the machine: what must be true of them everywhere. */
class MeasuredExamplesTest {
    @Test
    @DisplayName("R20 a buffer is sized by what a meter has seen of fill and waits")
    void sizingBuffers() throws Throwable {
        List<String> lines = lines("SizingBuffers.java", "2");
        assertThat(lines).hasSize(8).first().asString().startsWith("capacity  producer waits");
        Map<Integer, String[]> sizes = new HashMap<>();
        for (String line : lines.subList(1, 8)) {
            String[] cells = line.strip().split("\\D+");
            sizes.put(Integer.valueOf(cells[0]), cells);
        }
        assertThat(sizes).containsOnlyKeys(0, 1, 4, 8, 12, 16, 64);
        sizes.forEach(
                (size, cells) -> {
                    long all = Long.parseLong(cells[2]);
                    assertThat(Long.parseLong(cells[3])).isLessThanOrEqualTo(all); // the longest
                    if (cells[1].equals("0")) {
                        assertThat(all).isZero();
                    }
                    int most = Integer.parseInt(cells[5]);
                    assertThat(Integer.parseInt(cells[4])).isLessThanOrEqualTo(most);
                    assertThat(most).isLessThanOrEqualTo(size);
                });
        assertThat(Long.parseLong(sizes.get(1)[2])).isPositive(); // a burst waits for its consumer
        int waitsOfNone = Integer.parseInt(sizes.get(0)[1]);
        int waitsForNone = Integer.parseInt(sizes.get(0)[6]);
        assertThat(waitsOfNone).isLessThanOrEqualTo(32); // it sends 32 values
        assertThat(waitsOfNone + waitsForNone).isBetween(32, 33); // one waits, and for the end
        assertThat(sizes.get(64)[1]).isEqualTo("0"); // there is room for all
    }

    @Test
    @DisplayName("A meter's cost is printed for channels with and without")
    void meterCost() throws Throwable {
        assertThat(lines("MeterCost.java", "1000"))
                .hasSize(3)
                .allMatch(line -> line.matches(".* +\\d+ ns a value"));
    }

    @Test
    @DisplayName("R27 the costs of locks, queues, channels and selects are measured side by side")
    void channelCosts() throws Throwable {
        assertThat(lines("ChannelCosts.java", "200"))
                .hasSize(8)
                .allMatch(line -> line.matches(".+ +\\d+ ns, \\d+ at best, \\d+ at worst"));
    }

    /** In a JVM of its own, and so many that what they take is more than what the compiler has left there to collect. */
    @Test
    @DisplayName("R28 processes by the thousand are started, parked, woken, and bounded by eight")
    void howMany() throws Throwable {
        assertThat(lines(CommandLine.runAlone("HowMany.java", "50000")))
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .matches("50,000 processes started and joined: .* ns each"),
                        line ->
                                assertThat(line)
                                        .matches(
                                                "50,000 processes parked, .*: [1-9][\\d,]* bytes"
                                                        + " and [1-9][\\d,]* ns each"),
                        line -> assertThat(line).matches("50,000 jobs by 8 processes: .* ns each"));
    }

    @Test
    @DisplayName("R28 a process that fails ends the program, which does not go on waiting for it")
    void oneFails(@TempDir Path folder) throws Throwable {
        String source = Files.readString(CommandLine.EXAMPLES.resolve("HowMany.java"));
        String receive = "channel::receive";
        assertThat(source).containsOnlyOnce(receive);
        String failing =
                source.replace(
                        receive, "() -> { throw new IllegalStateException(\"none left\"); }");
        Path file = Files.writeString(folder.resolve("HowMany.java"), failing);
        assertThatThrownBy(() -> CommandLine.run(file.toString(), "10"))
                .hasRootCauseMessage("none left");
    }

    @Test
    @DisplayName("R29 a number and a table are shared by locks and by channels, and measured")
    void mutexOrChannel() throws Throwable {
        assertThat(lines("MutexOrChannel.java", "200")) // it throws if a sum is wrong
                .hasSize(8)
                .allMatch(line -> line.matches(".+ +\\d+ ns a step, \\d+ at best, \\d+ at worst"));
    }

    private static List<String> lines(String example, String... args) throws Throwable {
        return lines(CommandLine.run(example, args));
    }

    private static List<String> lines(CommandLine.Result result) {
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        return result.lines();
    }
}
