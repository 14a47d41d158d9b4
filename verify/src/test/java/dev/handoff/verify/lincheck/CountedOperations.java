package dev.handoff.verify.lincheck;

import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.Received;
import dev.handoff.Sender;
import dev.handoff.Sent;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/** Counted senders of one channel, at most one for each thread, and the ends of that channel. */
@Param(name = "value", gen = IntGen.class, conf = "1:3")
@Param(name = "thread", gen = ThreadIdGen.class)
public class CountedOperations {
    static final int THREADS = 4;

    static final int FULL = 0;
    static final int EMPTY = 0;
    static final int DONE = 1;
    static final int CLOSED = -1;
    static final int FAILED = -2;
    static final int NO_SENDER = -3;

    private final Channel<Integer> channel = Channel.buffered(1);
    private final Sender<Integer>[] senders = newSenders();

    @SuppressWarnings("unchecked")
    private static Sender<Integer>[] newSenders() {
        return new Sender[THREADS];
    }

    @Operation
    public int newSender(@Param(name = "thread") int thread) {
        if (senders[thread] != null) {
            return NO_SENDER;
        }
        try {
            senders[thread] = channel.newSender();
            return DONE;
        } catch (ClosedException e) {
            return CLOSED;
        }
    }

    @Operation
    public int trySend(@Param(name = "thread") int thread, @Param(name = "value") int value) {
        if (senders[thread] == null) {
            return NO_SENDER;
        }
        Sent sent = senders[thread].trySend(value);
        return sent.accepted() ? DONE : sent instanceof Sent.Full ? FULL : CLOSED;
    }

    @Operation
    public void closeSender(@Param(name = "thread") int thread) {
        if (senders[thread] != null) {
            senders[thread].close();
            senders[thread] = null;
        }
    }

    @Operation
    public boolean tryCloseSender(@Param(name = "thread") int thread) {
        boolean closed = senders[thread] != null && tryClose(senders[thread]);
        senders[thread] = null;
        return closed;
    }

    boolean tryClose(Sender<Integer> sender) {
        return sender.tryClose();
    }

    @Operation
    public int tryReceive() {
        return switch (channel.tryReceive()) {
            case Received.Value<Integer> got -> got.value();
            case Received.Empty<Integer> none -> EMPTY;
            case Received.Closed<Integer> end -> end.cause() == null ? CLOSED : FAILED;
        };
    }

    @Operation
    public boolean isClosed() {
        return channel.isClosed();
    }

    @Operation
    public boolean fail() {
        return channel.fail(new IllegalStateException());
    }

    /** Planted: closes and then looks, so that two may say that they were the last. Alone it is exact. */
    public static final class Racy extends CountedOperations {
        @Override
        boolean tryClose(Sender<Integer> sender) {
            boolean wasClosed = isClosed();
            sender.close();
            return !wasClosed && isClosed();
        }
    }
}
