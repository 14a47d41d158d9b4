package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

class RepeatedInputTest {
    /** A terminal: it ends at a Ctrl-D, and goes on for whoever reads again. */
    private static final class Terminal extends InputStream {
        final AtomicInteger ends = new AtomicInteger();
        private int next = 'a';

        @Override
        public int read() {
            if (next > 'c') {
                ends.incrementAndGet();
                next = 'a';
                return -1;
            }
            return next++;
        }

        @Override
        public int read(byte[] bytes, int start, int most) {
            int read = read();
            if (read < 0) {
                return -1;
            }
            bytes[start] = (byte) read;
            return 1;
        }
    }

    /** More than is kept at first, bytes that are no letters, and pieces of any size. */
    @Test
    void allIsReadAgainAsItWas() throws IOException {
        byte[] all = new byte[20_000];
        new Random(1).nextBytes(all);
        all[0] = (byte) 0xFF;
        try (RepeatedInput input = new RepeatedInput(new ByteArrayInputStream(all))) {
            assertThat(input.available()).isEqualTo(all.length);
            byte[] most = new byte[18_000];
            assertThat(input.read(most, 0, most.length)).isEqualTo(most.length);
            assertThat(most).isEqualTo(Arrays.copyOf(all, most.length));
            assertThat(input.available()).isEqualTo(2_000);
            input.beginAgain();
            assertThat(input.available()).isEqualTo(all.length);
            assertThat(input.read()).isEqualTo(0xFF);
            byte[] some = new byte[10];
            assertThat(input.read(some, 2, 3)).isEqualTo(3);
            assertThat(some).containsExactly(0, 0, all[1], all[2], all[3], 0, 0, 0, 0, 0);
            assertThat(input.readAllBytes()).isEqualTo(Arrays.copyOfRange(all, 4, all.length));
            assertThat(input.read()).isEqualTo(-1);
        }
    }

    @Test
    void theEndOfATerminalIsAskedForOnce() throws IOException {
        Terminal terminal = new Terminal();
        try (RepeatedInput input = new RepeatedInput(terminal)) {
            assertThat(input.readAllBytes()).containsExactly('a', 'b', 'c');
            assertThat(input.read()).isEqualTo(-1);
            assertThat(input.readAllBytes()).isEmpty();
        }
        assertThat(terminal.ends).hasValue(1);
    }
}
