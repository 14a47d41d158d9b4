package dev.handoff.laws;

import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Select;
import dev.handoff.Sender;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A channel whose last counted sender was closed while nobody waited. Found by the referees. */
class LapseTest {
    private static Channel<Integer> lapsed() {
        Channel<Integer> channel = Channel.rendezvous();
        Sender<Integer> only = channel.newSender();
        only.close();
        return channel;
    }

    /** The first to ask may be a select. */
    @Test
    @DisplayName("L16 L28 the end by the last counted sender is seen by a send case")
    void isSeenByASendCase() throws InterruptedException {
        assertThat(Select.<String>one(to(lapsed(), 1, () -> "sent").onClosed(() -> "closed")))
                .isEqualTo("closed");
        assertThat(
                        Select.<String>one(
                                to(lapsed(), 1, () -> "sent").onClosed(() -> "closed"),
                                otherwise(() -> "otherwise")))
                .isEqualTo("closed");
    }

    /** Only one call can have closed it. */
    @Test
    @DisplayName("L10 L16 a channel that the last counted sender has closed cannot be closed again")
    void cannotBeClosedAgain() {
        assertThat(lapsed().tryClose()).isFalse();
        assertThat(lapsed().fail(new IllegalStateException())).isFalse();
    }
}
