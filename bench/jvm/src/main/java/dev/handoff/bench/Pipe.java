package dev.handoff.bench;

/**
 * A peer's channel, or what it has in the place of one.
 *
 * <p>A measuring JVM loads one subclass only, so the JIT compiler calls it directly, whichever peer it is.
 */
abstract class Pipe {
    abstract void send(Integer value) throws InterruptedException;

    abstract Integer receive() throws InterruptedException;

    boolean trySend(Integer value) {
        throw new UnsupportedOperationException();
    }

    /** Minus one if nothing is there. */
    int tryReceive() {
        throw new UnsupportedOperationException();
    }

    /** Receives what is there, at least one and at most {@code max}; returns how many, each checked. */
    int receiveBatch(int next, int max) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Minus one if nothing came within a second. */
    int receiveWithinSecond() throws InterruptedException {
        throw new UnsupportedOperationException();
    }
}
