package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
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
