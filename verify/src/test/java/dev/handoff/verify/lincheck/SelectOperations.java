package dev.handoff.verify.lincheck;

import dev.handoff.Channel;
import dev.handoff.Select;
import dev.handoff.Sent;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** Selects that never wait, over two channels, and what else never waits on each of them. */
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public class SelectOperations {
    static final int FULL = 0;
    static final int EMPTY = 0;
    static final int ACCEPTED = 1;
    static final int CLOSED = -1;

    /** What comes from b, or goes there, by a select, has this added. */
    static final int OF_B = 10;

    private final Channel<Integer> a = Channel.buffered(1);
    private final Channel<Integer> b = Channel.buffered(1);

    @Operation
    public int takeBOrA() throws InterruptedException {
        return Select.<Integer>prioritized(
                        Select.on(b, value -> value + OF_B),
                        Select.on(a, value -> value),
                        Select.otherwise(() -> EMPTY))
                .run();
    }

    @Operation
    public int putAOrB(@Param(name = "value") int value) throws InterruptedException {
        return Select.<Integer>prioritized(
                        Select.to(a, value, () -> ACCEPTED),
                        Select.to(b, value, () -> ACCEPTED + OF_B),
                        Select.otherwise(() -> FULL))
                .run();
    }

    @Operation
    public int trySendA(@Param(name = "value") int value) {
        return trySend(a, value);
    }

    @Operation
    public int trySendB(@Param(name = "value") int value) {
        return trySend(b, value);
    }

    private static int trySend(Channel<Integer> channel, int value) {
        Sent sent = channel.trySend(value);
        return sent.accepted() ? ACCEPTED : sent instanceof Sent.Full ? FULL : CLOSED;
    }

    @Operation
    public int tryReceiveA() {
        return tryReceive(a);
    }

    @Operation
    public int tryReceiveB() {
        return tryReceive(b);
    }

    private static int tryReceive(Channel<Integer> channel) {
        Integer value = channel.tryReceiveOrNull();
        return value == null ? EMPTY : value;
    }

    @Operation
    public boolean closeA() {
        return a.tryClose();
    }

    /** Planted: looks at one channel after the other. Alone it is exact. */
    public static final class Racy extends SelectOperations {
        @Operation
        @Override
        public int takeBOrA() {
            int value = tryReceiveB();
            return value == EMPTY ? tryReceiveA() : value + OF_B;
        }
    }
}
