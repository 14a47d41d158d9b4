package dev.handoff.check;

import static dev.handoff.Select.after;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.HandoffException;
import dev.handoff.Scope;
import dev.handoff.Select;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** Two operations on one channel: where their order can be told from what they answer, both are tried. */
class DependenceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private enum Operation {
        SEND,
        RECEIVE,
        TRY_SEND,
        TRY_RECEIVE,
        SELECT,
        CLOSE,
        CANCEL,
        SIZE,
        NEW_SENDER;

        String on(Channel<Integer> channel) throws InterruptedException {
            try {
                return switch (this) {
                    case SEND -> "" + channel.sendWithin(1, SECOND);
                    case RECEIVE -> "" + channel.receiveWithin(SECOND);
                    case TRY_SEND -> "" + channel.trySend(1);
                    case TRY_RECEIVE -> "" + channel.tryReceive();
                    case SELECT ->
                            Select.one(
                                    Select.<Integer, String>on(channel, v -> "got " + v)
                                            .onClosed(cause -> "ended"),
                                    after(SECOND, () -> "late"));
                    case CLOSE -> "closed " + channel.tryClose();
                    case CANCEL -> {
                        channel.cancel();
                        yield "cancelled";
                    }
                    case SIZE -> "size " + channel.size();
                    case NEW_SENDER -> "new " + channel.newSender().trySend(1);
                };
            } catch (HandoffException e) {
                return e.getClass().getSimpleName();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("exhaustive exploration sees all that two operations on one channel can answer")
    void twoOperations(Operation one) throws Exception {
        for (Operation other : Operation.values()) {
            if (one.compareTo(other) <= 0) {
                assertAllSeen(0, false, one, other);
                assertAllSeen(1, false, one, other);
                assertAllSeen(1, true, one, other);
            }
        }
    }

    private static void assertAllSeen(int capacity, boolean filled, Operation one, Operation other)
            throws InterruptedException {
        assertThat(ends(Explore.exhaustive(), capacity, filled, one, other))
                .as("%s and %s, %s, %s", one, other, capacity, filled)
                .containsAll(ends(Explore.random().schedules(20), capacity, filled, one, other));
    }

    private static Set<String> ends(
            Explore explore, int capacity, boolean filled, Operation one, Operation other)
            throws InterruptedException {
        Set<String> ends = new TreeSet<>();
        explore.require(
                () -> {
                    Channel<Integer> channel =
                            capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity);
                    if (filled) {
                        channel.trySend(0);
                    }
                    String[] answers = new String[2];
                    Scope.run(
                            scope -> {
                                scope.go(() -> answers[0] = one.on(channel));
                                scope.go(() -> answers[1] = other.on(channel));
                            });
                    ends.add(answers[0] + ", " + answers[1] + ", " + channel.size());
                });
        return ends;
    }
}
