package dev.handoff.verify.lincheck;

import static dev.handoff.verify.lincheck.SelectOperations.ACCEPTED;
import static dev.handoff.verify.lincheck.SelectOperations.CLOSED;
import static dev.handoff.verify.lincheck.SelectOperations.EMPTY;
import static dev.handoff.verify.lincheck.SelectOperations.FULL;
import static dev.handoff.verify.lincheck.SelectOperations.OF_B;

/** What {@link SelectOperations} should do, in the plainest words. */
public final class SelectModel {
    private int a;
    private int b;
    private boolean closed;

    public int takeBOrA() {
        int value = tryReceiveB();
        return value == EMPTY ? tryReceiveA() : value + OF_B;
    }

    public int putAOrB(int value) {
        if (trySendA(value) == ACCEPTED) {
            return ACCEPTED;
        }
        return trySendB(value) == ACCEPTED ? ACCEPTED + OF_B : FULL;
    }

    public int trySendA(int value) {
        if (closed) {
            return CLOSED;
        }
        if (a != 0) {
            return FULL;
        }
        a = value;
        return ACCEPTED;
    }

    public int trySendB(int value) {
        if (b != 0) {
            return FULL;
        }
        b = value;
        return ACCEPTED;
    }

    public int tryReceiveA() {
        int value = a;
        a = 0;
        return value;
    }

    public int tryReceiveB() {
        int value = b;
        b = 0;
        return value;
    }

    public boolean closeA() {
        boolean first = !closed;
        closed = true;
        return first;
    }
}
