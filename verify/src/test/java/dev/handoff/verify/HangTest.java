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
            Channel<Integer> silent = Channel.rendezvous();
            Thread waits = Thread.ofPlatform().daemon().start(() -> hang(silent));
            while (silent.waitingReceivers() == 0) {
                Thread.onSpinWait();
            }
            Hang.orReport(Duration.ofSeconds(1), "planted", 7, "a round", () -> round(waits));
        }

        private static void hang(Channel<Integer> silent) {
            try {
                Scope.run(scope -> scope.go("waits for ever", () -> silent.receive()));
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts it", e);
            }
        }

        private static void round(Thread waits) {
            Thread.ofPlatform()
                    .start(
                            () -> {
                                while (true) {
                                    LockSupport.park();
                                }
                            });
            try {
                waits.join();
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
