package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

/** A recursion that overflows its stack in the middle of an operation may lose its own wait, but not the channel. */
class DeepRecursionTest {
    private static final int FRAMES = 300;
    private static final long STACK_BYTES = 256 * 1024;
    private static final Duration SHORT = Duration.ofNanos(1);

    interface Deed {
        void doTo(Channel<Integer> channel) throws InterruptedException;
    }

    enum Operation {
        TRIES(
                channel -> {
                    channel.trySend(1);
                    channel.tryReceive();
                }),
        SENDS_IN_TIME(channel -> channel.sendWithin(1, SHORT)),
        RECEIVES_IN_TIME(channel -> channel.receiveWithin(SHORT)),
        SELECTS(channel -> Select.<Integer>one(on(channel, v -> v), otherwise(() -> 0))),
        SELECTS_IN_TIME(channel -> Select.<Integer>one(on(channel, v -> v), after(SHORT, () -> 0))),
        LOOKS(Channel::size);

        private final Deed deed;

        Operation(Deed deed) {
            this.deed = deed;
        }
    }

    /** Down to the end of the stack; then the deed in each frame on the way back, the first of which are too near to it. */
    private static int descend(Operation operation, Channel<Integer> channel)
            throws InterruptedException {
        int tried = 0;
        try {
            tried = descend(operation, channel);
        } catch (StackOverflowError e) {
            // now the way back begins
        }
        if (tried < FRAMES) {
            try {
                operation.deed.doTo(channel);
            } catch (StackOverflowError e) {
                // it was too near to the end
            }
        }
        return tried + 1;
    }

    /** A lock that stayed taken would have all who come spin for ever. */
    @ParameterizedTest
    @EnumSource
    @DisplayName("L22 a stack overflow within an operation leaves no channel locked")
    void aStackOverflowLeavesNoChannelLocked(Operation operation) throws Exception {
        for (int i = 0; i < 20; i++) {
            Channel<Integer> channel = Channel.buffered(4);
            Runnable deep =
                    () -> {
                        try {
                            descend(operation, channel);
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    };
            Thread thread = new Thread(null, deep, "deep", STACK_BYTES + 16 * i);
            thread.setDaemon(true);
            thread.start();
            thread.join();
            assertThat(channel.size()).isBetween(0, 4);
            channel.cancel();
            assertThat(channel.isClosed()).isTrue();
        }
    }
}
