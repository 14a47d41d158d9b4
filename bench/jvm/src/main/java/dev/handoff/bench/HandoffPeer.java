package dev.handoff.bench;

import static dev.handoff.Select.on;
import static dev.handoff.Select.toNext;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Received;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Handoff. */
class HandoffPeer extends Peer {
    @Override
    Set<Feature> features() {
        return EnumSet.allOf(Feature.class);
    }

    @Override
    boolean has(int capacity) {
        return true;
    }

    @Override
    Pipe pipe(int capacity) {
        return new HandoffPipe(capacity);
    }

    @Override
    Chooser chooser(Pipe[] from) {
        List<Case<Integer>> cases = new ArrayList<>();
        for (Pipe pipe : from) {
            cases.add(on(((HandoffPipe) pipe).channel, value -> value));
        }
        return new HandoffChooser(Select.of(cases));
    }

    @Override
    Junction junction(Pipe to, Pipe from) {
        return new HandoffJunction(((HandoffPipe) to).channel, ((HandoffPipe) from).channel);
    }

    @Override
    void startAndJoin(Runnable[] bodies) throws InterruptedException {
        Scope.run(
                scope -> {
                    for (Runnable body : bodies) {
                        scope.go(body::run);
                    }
                });
    }

    private static final class HandoffPipe extends Pipe {
        private static final Duration SECOND = Duration.ofSeconds(1);

        final Channel<Integer> channel;

        HandoffPipe(int capacity) {
            channel = Channel.buffered(capacity);
        }

        @Override
        void send(Integer value) throws InterruptedException {
            channel.send(value);
        }

        @Override
        Integer receive() throws InterruptedException {
            return channel.receive();
        }

        @Override
        boolean trySend(Integer value) {
            return channel.trySend(value) instanceof Sent.Accepted;
        }

        @Override
        int tryReceive() {
            return channel.tryReceive() instanceof Received.Value<Integer>(Integer value)
                    ? value
                    : -1;
        }

        @Override
        int receiveBatch(int next, int max) throws InterruptedException {
            List<Integer> batch = channel.receiveBatch(max);
            for (int i = 0; i < batch.size(); i++) {
                Traffic.check(batch.get(i), next + i);
            }
            return batch.size();
        }

        @Override
        int receiveWithinSecond() throws InterruptedException {
            return channel.receiveWithin(SECOND) instanceof Received.Value<Integer>(Integer value)
                    ? value
                    : -1;
        }
    }

    private static final class HandoffChooser extends Chooser {
        private final Select<Integer> select;

        HandoffChooser(Select<Integer> select) {
            this.select = select;
        }

        @Override
        Integer choose() throws InterruptedException {
            return select.run();
        }
    }

    private static final class HandoffJunction extends Junction {
        private static final Integer SENT = -1;

        private final Select<Integer> select;
        private Integer next = SENT;

        HandoffJunction(Channel<Integer> to, Channel<Integer> from) {
            select = Select.of(toNext(to, () -> next, () -> SENT), on(from, value -> value));
        }

        @Override
        int sendOrReceive(Integer value) throws InterruptedException {
            next = value;
            return select.run();
        }
    }
}
