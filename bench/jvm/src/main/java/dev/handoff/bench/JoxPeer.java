package dev.handoff.bench;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.Select;
import com.softwaremill.jox.SelectClause;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;

/** Jox, module channels. */
final class JoxPeer extends Peer {
    private static final Integer SENT = -1;
    private static final Integer NOTHING = -1;
    private static final SelectClause<Integer> ELSE_NOTHING = Select.defaultClause(NOTHING);

    @Override
    Set<Feature> features() {
        return EnumSet.complementOf(EnumSet.of(Feature.START_JOIN));
    }

    @Override
    boolean has(int capacity) {
        return true;
    }

    @Override
    Pipe pipe(int capacity) {
        return new JoxPipe(capacity);
    }

    @Override
    Chooser chooser(Pipe[] from) {
        return new JoxChooser(from);
    }

    @Override
    Junction junction(Pipe to, Pipe from) {
        return new JoxJunction(((JoxPipe) to).channel, ((JoxPipe) from).channel);
    }

    private static final class JoxPipe extends Pipe {
        final Channel<Integer> channel;

        /** Made once, when it is needed: nothing in Jox forbids it, and it is the faster way. */
        private @Nullable SelectClause<Integer> receiving;

        JoxPipe(int capacity) {
            channel =
                    capacity == 0
                            ? Channel.newRendezvousChannel()
                            : Channel.newBufferedChannel(capacity);
        }

        @Override
        void send(Integer value) throws InterruptedException {
            channel.send(value);
        }

        @Override
        Integer receive() throws InterruptedException {
            return channel.receive();
        }

        private SelectClause<Integer> receiving() {
            SelectClause<Integer> clause = receiving;
            if (clause == null) {
                clause = channel.receiveClause();
                receiving = clause;
            }
            return clause;
        }

        @Override
        boolean trySend(Integer value) {
            return channel.trySend(value);
        }

        /** Jox 1.1.1 has no such call: a select with a default clause is its way to say it, as in its own trySend. */
        @Override
        int tryReceive() {
            try {
                return Select.select(receiving(), ELSE_NOTHING);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        int receiveBatch(int next, int max) throws InterruptedException {
            Traffic.check(channel.receive(), next);
            for (int i = 1; i < max; i++) {
                int got = tryReceive();
                if (got < 0) {
                    return i;
                }
                Traffic.check(got, next + i);
            }
            return max;
        }

        /**
         * A select with a channel that a sleeper sends to, as in Jox's own selectWithin; but that one waits for the
         * sleeper's end, too, and takes longer. It is a rendezvous channel, since a select spins before it parks only
         * if all of its channels are.
         */
        @Override
        int receiveWithinSecond() throws InterruptedException {
            Channel<Integer> timer = Channel.newRendezvousChannel();
            Thread sleeper = Thread.startVirtualThread(() -> sleepThenSend(timer));
            try {
                return Select.select(receiving(), timer.receiveClause());
            } finally {
                sleeper.interrupt();
            }
        }

        private static void sleepThenSend(Channel<Integer> timer) {
            try {
                Thread.sleep(1_000);
                timer.send(NOTHING);
            } catch (InterruptedException e) {
                // the value came in time
            }
        }
    }

    /** With clauses made once: nothing in Jox forbids it, and it is the faster way. */
    private static final class JoxChooser extends Chooser {
        private final SelectClause<Integer>[] clauses;

        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
        JoxChooser(Pipe[] from) {
            clauses = new SelectClause[from.length];
            for (int i = 0; i < from.length; i++) {
                clauses[i] = ((JoxPipe) from[i]).channel.receiveClause();
            }
        }

        @Override
        Integer choose() throws InterruptedException {
            return Select.select(clauses);
        }
    }

    private static final class JoxJunction extends Junction {
        private final Channel<Integer> to;
        private final SelectClause<Integer> receive;

        JoxJunction(Channel<Integer> to, Channel<Integer> from) {
            this.to = to;
            this.receive = from.receiveClause();
        }

        @Override
        int sendOrReceive(Integer value) throws InterruptedException {
            return Select.select(to.sendClause(value, () -> SENT), receive);
        }
    }
}
