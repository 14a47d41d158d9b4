package dev.handoff.verify.lincheck;

import static dev.handoff.verify.lincheck.CountedOperations.CLOSED;
import static dev.handoff.verify.lincheck.CountedOperations.DONE;
import static dev.handoff.verify.lincheck.CountedOperations.EMPTY;
import static dev.handoff.verify.lincheck.CountedOperations.FAILED;
import static dev.handoff.verify.lincheck.CountedOperations.FULL;
import static dev.handoff.verify.lincheck.CountedOperations.NO_SENDER;

/** What {@link CountedOperations} should do, in the plainest words. */
public final class CountedModel {
    private enum End {
        OPEN,
        /** The last sender was closed, and nobody was told. */
        LAPSED,
        CLOSED,
        FAILED
    }

    private final boolean[] has = new boolean[CountedOperations.THREADS];
    private int senders;
    private int value;
    private End end = End.OPEN;

    public int newSender(int thread) {
        if (has[thread]) {
            return NO_SENDER;
        }
        if (isOver()) {
            return CLOSED;
        }
        end = End.OPEN;
        has[thread] = true;
        senders++;
        return DONE;
    }

    public int trySend(int thread, int value) {
        if (!has[thread]) {
            return NO_SENDER;
        }
        if (isOver()) {
            return CLOSED;
        }
        if (this.value != 0) {
            return FULL;
        }
        this.value = value;
        return DONE;
    }

    public void closeSender(int thread) {
        remove(thread, End.LAPSED);
    }

    public boolean tryCloseSender(int thread) {
        return remove(thread, End.CLOSED);
    }

    /** Whether it was the last one, which ends the channel like that. */
    private boolean remove(int thread, End how) {
        if (!has[thread]) {
            return false;
        }
        has[thread] = false;
        senders--;
        if (senders > 0 || isOver()) {
            return false;
        }
        end = how;
        return true;
    }

    public int tryReceive() {
        if (value != 0) {
            int got = value;
            value = 0;
            return got;
        }
        tell();
        return end == End.OPEN ? EMPTY : end == End.CLOSED ? CLOSED : FAILED;
    }

    public boolean isClosed() {
        tell();
        return isOver();
    }

    public boolean fail() {
        tell();
        if (isOver()) {
            return false;
        }
        end = End.FAILED;
        return true;
    }

    private void tell() {
        if (end == End.LAPSED) {
            end = End.CLOSED;
        }
    }

    private boolean isOver() {
        return end == End.CLOSED || end == End.FAILED;
    }
}
