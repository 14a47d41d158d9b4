package dev.handoff.check;

import static dev.handoff.Select.after;
import static dev.handoff.Select.otherwise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.HandoffException;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.spi.Op;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
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
        SELECT_NOW,
        SELECT_SEND_NOW,
        CLOSE,
        FAIL,
        CANCEL,
        SIZE,
        IS_CLOSED,
        NEW_SENDER,
        CLOSE_SENDER;

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
                    case SELECT_NOW ->
                            Select.one(
                                    Select.<Integer, String>on(channel, v -> "got " + v)
                                            .onClosed(cause -> "ended"),
                                    otherwise(() -> "empty"));
                    case SELECT_SEND_NOW ->
                            Select.one(
                                    Select.<Integer, String>to(channel, 2, () -> "sent")
                                            .onClosed(cause -> "refused"),
                                    otherwise(() -> "full"));
                    case CLOSE -> "closed " + channel.tryClose();
                    case FAIL -> "failed " + channel.fail(new IllegalStateException("planned"));
                    case CANCEL -> {
                        channel.cancel();
                        yield "cancelled";
                    }
                    case SIZE -> "size " + channel.size();
                    case IS_CLOSED -> "closed? " + channel.isClosed();
                    case NEW_SENDER -> "new " + channel.newSender().trySend(1);
                    case CLOSE_SENDER -> "last " + channel.newSender().tryClose();
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
                SameEndsTest.noting(
                        note -> {
                            Channel<Integer> channel =
                                    capacity == 0
                                            ? Channel.rendezvous()
                                            : Channel.buffered(capacity);
                            if (filled) {
                                channel.trySend(0);
                            }
                            String[] answers = new String[2];
                            Scope.run(
                                    scope -> {
                                        scope.go(() -> answers[0] = one.on(channel));
                                        scope.go(() -> answers[1] = other.on(channel));
                                    });
                            note.accept(answers[0] + ", " + answers[1] + ", " + channel.size());
                        },
                        ends));
        return ends;
    }

    @Test
    @DisplayName("of two turns, it does not matter which is asked whether it depends on the other")
    void symmetric() {
        for (Op one : Op.values()) {
            for (Op other : Op.values()) {
                for (long maker = 1; maker <= 3; maker++) {
                    assertSymmetric(turn(1, one, maker, true), turn(2, other, maker, true));
                    assertSymmetric(turn(1, one, maker, true), turn(2, other, maker, false));
                }
            }
        }
    }

    private static void assertSymmetric(Event one, Event other) {
        Dependence dependence = Dependence.OF_HANDOFF;
        assertThat(dependence.between(one, other))
                .as("%s and %s", one, other)
                .isEqualTo(dependence.between(other, one));
    }

    /** A turn in which a process does something to the first object that another has made. */
    private static Event turn(long process, Op op, long maker, boolean plain) {
        long[] objects = {new Maker(maker).newObject()};
        return new Event(
                process, op, new Op[] {op}, objects, new long[0], false, false, plain, 0, 0);
    }
}
