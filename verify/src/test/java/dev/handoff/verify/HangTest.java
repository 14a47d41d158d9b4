package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Scope;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class HangTest {
    /** A referee, and a round of it that does not end. */
    static final class Planted {
        private Planted() {}

        static void main(String[] args) throws InterruptedException {
            // by then the round is to have come to its wait, on a slow machine, too
            Hang.orReport(Duration.ofSeconds(2), "planted", 7, "a round", Planted::hang);
        }

        private static void hang() {
            Thread.ofPlatform()
                    .start(
                            () -> {
                                while (true) {
                                    LockSupport.park();
                                }
                            });
            try {
                Scope.run(scope -> scope.go("waits for ever", () -> Channel.never().receive()));
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts it", e);
            }
        }
    }

    @Test
    @DisplayName("a round that hangs ends the JVM, with a status, its seed and its threads")
    void endsTheJvm() throws Exception {
        Jvm jvm = Jvm.run(Planted.class.getName(), List.of());
        assertThat(jvm.status()).as(jvm.toString()).isEqualTo(1);
        Matcher report =
                Pattern.compile("planted with seed 7 hangs: a round; threads are in (\\S+)")
                        .matcher(jvm.err());
        assertThat(report.find()).as(jvm.toString()).isTrue();
        Path threads = Path.of(report.group(1));
        assertThat(Files.readString(threads)).contains("waits for ever");
        Files.delete(threads);
        Files.delete(threads.getParent());
    }
}
