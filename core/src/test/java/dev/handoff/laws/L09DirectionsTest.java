package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Sender;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

@DisplayName("L9 Only the sending end closes")
class L09DirectionsTest {
    /** A receiver can say that it wants no more; it cannot say that no more is sent. */
    @DisplayName("L9 a receiver has no method that closes")
    @Test
    void aReceiverHasNoMethodThatCloses() {
        assertThat(methods(Receiver.class))
                .contains("cancel", "receive")
                .doesNotContain("close", "tryClose", "fail", "send", "trySend", "newSender");
        assertThat(AutoCloseable.class.isAssignableFrom(Receiver.class)).isFalse();
    }

    /** A sender cannot take back what it sent. */
    @DisplayName("L9 a sender has no method that receives")
    @Test
    void aSenderHasNoMethodThatReceives() {
        assertThat(methods(Sender.class))
                .contains("close", "tryClose", "fail", "send")
                .noneMatch(name -> name.startsWith("receive") || name.startsWith("tryReceive"))
                .doesNotContain("cancel", "iterator");
        assertThat(AutoCloseable.class).isAssignableFrom(Sender.class);
    }

    /** A channel is both of its ends, a counted sender only the one. */
    @DisplayName("L9 a counted sender is no receiver")
    @Test
    void aCountedSenderIsNoReceiver() {
        Channel<String> channel = Channel.rendezvous();
        assertThat(channel).isInstanceOf(Receiver.class).isInstanceOf(Sender.class);
        assertThat(channel.newSender()).isNotInstanceOf(Receiver.class);
    }

    private static Set<String> methods(Class<?> type) {
        return Arrays.stream(type.getMethods()).map(Method::getName).collect(Collectors.toSet());
    }
}
