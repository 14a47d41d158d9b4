package dev.handoff.verify.stress;

import dev.handoff.AllClosedException;
import dev.handoff.CancelledException;
import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.ReceiverFailedException;
import dev.handoff.Select;
import dev.handoff.Sender;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/** Operations whose every outcome is a number. */
final class Calls {
    static final int ENDED = 0;
    static final int ACCEPTED = 1;
    static final int INTERRUPTED = -1;
    static final int CANCELLED = -2;
    static final int HANDLER_FAILED = -3;
    static final int TIMED_OUT = -4;
    static final int FAILED = -5;

    private Calls() {}

    static int send(Sender<Integer> sender, int value) {
        try {
            sender.send(value);
            return ACCEPTED;
        } catch (ClosedException e) {
            return ENDED;
        } catch (CancelledException e) {
            return CANCELLED;
        } catch (ReceiverFailedException e) {
            return HANDLER_FAILED;
        } catch (InterruptedException e) {
            return INTERRUPTED;
        }
    }

    /** Of a batch the value that a cancel has refused; zero if it was sent. */
    static int refusedOf(Sender<Integer> sender, List<Integer> values) {
        try {
            sender.sendAll(values);
            return 0;
        } catch (CancelledException e) {
            return e.undelivered() instanceof Integer value ? value : CANCELLED;
        } catch (InterruptedException e) {
            return INTERRUPTED;
        }
    }

    static int trySend(Sender<Integer> sender, int value) {
        return sender.trySend(value).accepted() ? ACCEPTED : ENDED;
    }

    static int sendWithin(Sender<Integer> sender, int value, long micros) {
        try {
            return sender.sendWithin(value, Duration.ofNanos(micros * 1000)).accepted()
                    ? ACCEPTED
                    : TIMED_OUT;
        } catch (InterruptedException e) {
            return INTERRUPTED;
        }
    }

    static int receive(Channel<Integer> channel) {
        try {
            Integer value = channel.receiveOrNull();
            return value == null ? ENDED : value;
        } catch (ChannelFailedException e) {
            return FAILED;
        } catch (InterruptedException e) {
            return INTERRUPTED;
        }
    }

    /** By an extended receive, unless the channel ends. */
    static void handle(Channel<Integer> channel, Consumer<Integer> handler) {
        try {
            channel.receiveHolding(handler::accept);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static int tryReceive(Channel<Integer> channel) {
        Integer value = channel.tryReceiveOrNull();
        return value == null ? ENDED : value;
    }

    static int receiveWithin(Channel<Integer> channel, long micros) {
        try {
            Integer value = channel.receiveWithin(Duration.ofNanos(micros * 1000)).orNull();
            return value == null ? TIMED_OUT : value;
        } catch (InterruptedException e) {
            return INTERRUPTED;
        }
    }

    @SafeVarargs
    static int select(Case<Integer>... cases) {
        return run(Select.of(cases));
    }

    static int run(Select<Integer> select) {
        try {
            return select.run();
        } catch (AllClosedException e) {
            return ENDED;
        } catch (InterruptedException e) {
            return INTERRUPTED;
        }
    }

    static Case<Integer> receives(Channel<Integer> channel) {
        return Select.on(channel, value -> value);
    }

    static Case<Integer> sends(Channel<Integer> channel, int value, int result) {
        return Select.to(channel, value, () -> result);
    }

    static Case<Integer> timesOut(long micros) {
        return Select.after(Duration.ofNanos(micros * 1000), () -> TIMED_OUT);
    }

    /** The body of an actor on a thread as processes have. */
    static void onVirtualThread(Runnable body) {
        FutureTask<Void> run = new FutureTask<>(body, null);
        Thread.startVirtualThread(run);
        try {
            run.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
