package dev.handoff.verify.lincheck;

import dev.handoff.Channel;
import dev.handoff.ChannelBuilder;
import dev.handoff.Overflow;
import dev.handoff.Received;
import dev.handoff.Sent;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** What never waits, as Lincheck calls it; the channel under it is a subclass's. */
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public abstract class TryOperations {
    static final int FULL = 0;
    static final int EMPTY = 0;
    static final int ACCEPTED = 1;
    static final int CLOSED = -1;

    private final Channel<Integer> channel;

    TryOperations(Channel<Integer> channel) {
        this.channel = channel;
    }

    @Operation
    public int trySend(@Param(name = "value") int value) {
        Sent sent = channel.trySend(value);
        return sent.accepted() ? ACCEPTED : sent instanceof Sent.Full ? FULL : CLOSED;
    }

    @Operation
    public int tryReceive() {
        Received<Integer> received = channel.tryReceive();
        Integer value = received.orNull();
        return value != null ? value : received instanceof Received.Empty<Integer> ? EMPTY : CLOSED;
    }

    @Operation
    public int tryReceiveOrNull() {
        Integer value = channel.tryReceiveOrNull();
        return value == null ? EMPTY : value;
    }

    @Operation
    public int size() {
        return channel.size();
    }

    @Operation
    public int waiting() {
        return channel.waitingSenders() + channel.waitingReceivers();
    }

    @Operation
    public long dropped() {
        return channel.dropped();
    }

    @Operation
    public boolean close() {
        return channel.tryClose();
    }

    @Operation
    public void cancel() {
        channel.cancel();
    }

    public static final class Rendezvous extends TryOperations {
        public Rendezvous() {
            super(Channel.rendezvous());
        }
    }

    public static final class One extends TryOperations {
        public One() {
            super(Channel.buffered(1));
        }
    }

    public static final class Two extends TryOperations {
        public Two() {
            super(Channel.buffered(2));
        }
    }

    public static final class Unbounded extends TryOperations {
        public Unbounded() {
            super(Channel.unbounded());
        }
    }

    public static final class Latest extends TryOperations {
        public Latest() {
            super(Channel.latest());
        }
    }

    public static final class DropsNewest extends TryOperations {
        public DropsNewest() {
            super(builder().buffered(1).overflow(Overflow.DROP_NEWEST).open());
        }

        private static ChannelBuilder<Integer> builder() {
            return Channel.unnamed();
        }
    }

    /** Planted: looks and then sends, so that two may think that they had the last room. Alone it is exact. */
    public static final class Racy extends TryOperations {
        private final Channel<Integer> channel;

        public Racy() {
            this(Channel.buffered(1));
        }

        private Racy(Channel<Integer> channel) {
            super(channel);
            this.channel = channel;
        }

        @Operation
        @Override
        public int trySend(@Param(name = "value") int value) {
            if (channel.isClosed()) {
                return CLOSED;
            }
            if (channel.size() == 1) {
                return FULL;
            }
            channel.trySend(value);
            return ACCEPTED;
        }
    }
}
