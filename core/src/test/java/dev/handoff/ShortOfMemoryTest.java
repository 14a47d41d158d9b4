package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Operations that come to the end of the stack or the heap in their midst. */
class ShortOfMemoryTest {
    /** Counts, and has no memory for the third of its values, nor for what is left at its first cancel. */
    private static final class Scarce extends Kind<Integer> {
        private int taken;
        private boolean drained;

        @Override
        Sending send(Integer value) {
            return Sending.WAIT;
        }

        @Override
        Integer receive() {
            if (++taken == 3) {
                throw new StackOverflowError();
            }
            return taken;
        }

        @Override
        List<Integer> drain() {
            if (!drained) {
                drained = true;
                throw new OutOfMemoryError();
            }
            return List.of(7);
        }

        @Override
        String describe() {
            return "scarce";
        }
    }

    @Test
    @DisplayName("L23 a batch that there is no more memory for has what was taken")
    void aBatchHasWhatWasTaken() throws Exception {
        Channel<Integer> channel = new Channel<>(new Scarce(), null, null);
        assertThat(channel.receiveBatch(5)).containsExactly(1, 2);
        assertThat(channel.receiveBatch(2)).containsExactly(4, 5);
    }

    @Test
    @DisplayName("R10 a try to send that there is no memory for leaves an owned value where it was")
    void aTryThatFailsMovesNothing() {
        Kind<Owned<String>> full =
                new Kind<>() {
                    @Override
                    Sending send(Owned<String> value) {
                        throw new OutOfMemoryError();
                    }

                    @Override
                    Owned<String> receive() {
                        throw new OutOfMemoryError();
                    }

                    @Override
                    String describe() {
                        return "full";
                    }
                };
        Channel<Owned<String>> channel = new Channel<>(full, null, null);
        Owned<String> owned = Owned.of("a letter");
        assertThatThrownBy(() -> channel.trySend(owned)).isInstanceOf(OutOfMemoryError.class);
        assertThat(owned.isMine()).isTrue();
        assertThatThrownBy(() -> channel.send(owned)).isInstanceOf(OutOfMemoryError.class);
        assertThat(owned.isMine()).isTrue();
    }

    /** It would stay there until somebody comes to the other side. */
    @Test
    @DisplayName("L6 an operation that there is no memory to wait in leaves no place behind")
    void aWaitThatFailsLeavesNoPlace() {
        Scheduling sleepless =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public void park(Parked who, WaitReason why, long nanos) {
                        throw new OutOfMemoryError("planted");
                    }
                };
        Channel<Integer> channel = new Channel<>(new Rendezvous<>(), null, null, sleepless);
        assertThatThrownBy(channel::receive).isInstanceOf(OutOfMemoryError.class);
        assertThat(channel.kind.plainReceivers()).isEmpty();
        assertThatThrownBy(() -> channel.send(1)).isInstanceOf(OutOfMemoryError.class);
        assertThat(channel.kind.plainSenders()).isEmpty();
    }

    @Test
    @DisplayName("L15 a cancel that there is no memory for has done nothing, and can be repeated")
    void aCancelThatFailsHasDoneNothing() {
        List<Integer> undelivered = new ArrayList<>();
        Channel<Integer> channel = new Channel<>(new Scarce(), null, undelivered::add);
        assertThatThrownBy(channel::cancel).isInstanceOf(OutOfMemoryError.class);
        assertThat(channel.isClosed()).isFalse();
        channel.cancel();
        assertThat(channel.isClosed()).isTrue();
        assertThat(undelivered).containsExactly(7);
    }

    /** There it would be matched in place of another case, and its queue would become a circle. */
    @Test
    @DisplayName(
            "L25 a place that a select had no stack left to take back is taken back in its next"
                    + " run")
    void aPlaceThatWasLeftIsTakenBackInTheNextRun() throws Exception {
        Kind<Integer> kind =
                new Kind<>() {
                    @Override
                    Sending send(Integer value) {
                        return handOver(value) ? Sending.DONE : Sending.WAIT;
                    }

                    @Override
                    Integer receive() {
                        return null;
                    }

                    @Override
                    String describe() {
                        return "deep";
                    }

                    @Override
                    int nanosAlone() { // it is asked of a lock that is found taken
                        throw new StackOverflowError("planted");
                    }
                };
        Deque<Runnable> sleeps = new ArrayDeque<>();
        Scheduling awake =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public void park(Parked who, WaitReason why, long nanos) {
                        sleeps.remove().run();
                    }
                };
        Channel<Integer> channel = new Channel<>(kind, null, null, awake);
        Select<Integer> select = Select.of(Select.on(channel, value -> value));
        sleeps.add(
                () -> {
                    kind.lock();
                    Thread.currentThread().interrupt();
                });
        assertThatThrownBy(select::run).hasMessage("planted");
        kind.unlock();
        sleeps.add(() -> assertThat(channel.trySend(7).accepted()).isTrue());
        assertThat(select.run()).isEqualTo(7);
        assertThat(kind.hasReceivers()).isFalse();
    }
}
