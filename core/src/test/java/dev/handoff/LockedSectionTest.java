package dev.handoff;

import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.laws.Under;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;

/** What comes out of a section under a channel's lock, a stack overflow for example, leaves the lock free. */
class LockedSectionTest {
    private static final Duration SHORT = Duration.ofNanos(1);

    /** Whose moves come to the end of the stack. */
    private static final class Overflowing extends Kind<Integer> {
        @Override
        Sending send(Integer value) {
            throw new StackOverflowError();
        }

        @Override
        Integer receive() {
            throw new StackOverflowError();
        }

        @Override
        boolean canTakeAtOnce() {
            return true;
        }

        @Override
        boolean looksReady() {
            return true;
        }

        @Override
        boolean hasRoom() {
            return true;
        }

        @Override
        String describe() {
            return "overflowing";
        }
    }

    /** Looks, whenever it is asked for its name, whether the lock is free. */
    private static final class Named extends Kind<Integer> {
        private boolean wasLocked;
        private int asked;

        @Override
        Sending send(Integer value) {
            return Sending.WAIT;
        }

        @Override
        Integer receive() {
            return null;
        }

        @Override
        String title(String name) {
            asked++;
            if (lockWithinSpins()) {
                unlock();
            } else {
                wasLocked = true;
            }
            return super.title(name);
        }

        @Override
        String describe() {
            return "named";
        }
    }

    @Test
    @DisplayName("L15 the text of what ends with a channel is not made under its lock")
    void noTextIsMadeUnderTheLock() {
        Named kind = new Named();
        Channel<Integer> channel = new Channel<>(kind, null, null);
        assertThat(channel.done()).isSameAs(channel.done());
        assertThat(kind.asked).isOne();
        assertThat(kind.wasLocked).isFalse();
    }

    /** Looks, whenever something is made, whether the lock of a scope is free. */
    private static final class LooksAtAScope extends DelegatingScheduling {
        private @Nullable Scope scope;
        private boolean wasLocked;

        LooksAtAScope() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public long newId() {
            if (scope != null) {
                if (scope.state().lockWithinSpins()) {
                    scope.state().unlock();
                } else {
                    wasLocked = true;
                }
            }
            return super.newId();
        }
    }

    @Test
    @DisplayName("L40 what ends with a scope is not made under its lock")
    void nothingIsMadeUnderTheLockOfAScope() {
        LooksAtAScope scheduling = new LooksAtAScope();
        Under.run(
                scheduling,
                () ->
                        Scope.run(
                                scope -> {
                                    scheduling.scope = scope;
                                    assertThat(scope.done()).isSameAs(scope.done());
                                }));
        assertThat(scheduling.wasLocked).isFalse();
    }

    interface Deed {
        void doTo(Channel<Integer> channel) throws InterruptedException;
    }

    enum Operation {
        SENDS(channel -> channel.send(1)),
        TRIES_TO_SEND(channel -> channel.trySend(1)),
        SENDS_IN_TIME(channel -> channel.sendWithin(1, SHORT)),
        SENDS_ALL(channel -> channel.sendAll(List.of(1, 2))),
        RECEIVES(Channel::receive),
        TRIES_TO_RECEIVE(Channel::tryReceive),
        RECEIVES_IN_TIME(channel -> channel.receiveWithin(SHORT)),
        RECEIVES_A_BATCH(channel -> channel.receiveBatch(2)),
        RECEIVES_AND_HANDLES(channel -> channel.receiveHolding(value -> {})),
        SELECTS_A_RECEIVE(channel -> Select.<Integer>one(on(channel, v -> v), otherwise(() -> 0))),
        SELECTS_A_SEND(channel -> Select.<Integer>one(to(channel, 1, () -> 1), otherwise(() -> 0)));

        private final Deed deed;

        Operation(Deed deed) {
            this.deed = deed;
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("L22 an error that comes out of a locked section leaves the channel unlocked")
    void anErrorInALockedSectionLeavesTheChannelUnlocked(Operation operation) {
        Channel<Integer> channel = new Channel<>(new Overflowing(), null, null);
        assertThatThrownBy(() -> operation.deed.doTo(channel))
                .isInstanceOf(StackOverflowError.class);
        assertThat(channel.kind.lockWithinSpins()).isTrue();
        channel.kind.unlock();
    }
}
