package dev.handoff.verify.lincheck;

import static dev.handoff.verify.lincheck.TryOperations.ACCEPTED;
import static dev.handoff.verify.lincheck.TryOperations.CLOSED;
import static dev.handoff.verify.lincheck.TryOperations.EMPTY;
import static dev.handoff.verify.lincheck.TryOperations.FULL;

import java.util.ArrayDeque;
import java.util.Deque;

/** What {@link TryOperations} should do, in the plainest words. */
public abstract class Model {
    /** What a send does that finds no room. */
    enum Full {
        WAITS,
        DROPS_OLDEST,
        DROPS_NEWEST
    }

    private final int capacity;
    private final Full full;
    private final Deque<Integer> values = new ArrayDeque<>();
    private boolean closed;
    private long dropped;

    Model(int capacity, Full full) {
        this.capacity = capacity;
        this.full = full;
    }

    public int trySend(int value) {
        if (closed) {
            return CLOSED;
        }
        if (values.size() < capacity) {
            values.add(value);
            return ACCEPTED;
        }
        if (full == Full.WAITS) {
            return FULL;
        }
        dropped++;
        if (full == Full.DROPS_OLDEST) {
            values.remove();
            values.add(value);
        }
        return ACCEPTED;
    }

    public int tryReceive() {
        return values.isEmpty() ? (closed ? CLOSED : EMPTY) : values.remove();
    }

    public int tryReceiveOrNull() {
        return values.isEmpty() ? EMPTY : values.remove();
    }

    public int size() {
        return values.size();
    }

    public int waiting() {
        return 0;
    }

    public long dropped() {
        return dropped;
    }

    public boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    public void cancel() {
        closed = true;
        values.clear();
    }

    public static final class Rendezvous extends Model {
        public Rendezvous() {
            super(0, Full.WAITS);
        }
    }

    public static final class One extends Model {
        public One() {
            super(1, Full.WAITS);
        }
    }

    public static final class Two extends Model {
        public Two() {
            super(2, Full.WAITS);
        }
    }

    public static final class Unbounded extends Model {
        public Unbounded() {
            super(Integer.MAX_VALUE, Full.WAITS);
        }
    }

    public static final class Latest extends Model {
        public Latest() {
            super(1, Full.DROPS_OLDEST);
        }
    }

    public static final class DropsNewest extends Model {
        public DropsNewest() {
            super(1, Full.DROPS_NEWEST);
        }
    }
}
