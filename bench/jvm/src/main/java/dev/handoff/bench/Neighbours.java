package dev.handoff.bench;

/** Threads that burn a core each, except while the distance of the cores is measured. */
final class Neighbours {
    private volatile boolean rest;

    Neighbours(int count) {
        for (int i = 0; i < count; i++) {
            Thread.ofPlatform().daemon().name("neighbour").start(this::burn);
        }
    }

    /** How long a cache line takes to another core and back, without them. */
    double line() throws InterruptedException {
        rest = true;
        try {
            return CacheLine.thereAndBack();
        } finally {
            rest = false;
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /**
     * Works without end: the number is never zero. It does not pause, for pauses leave a core's other thread its units,
     * and after them a hypervisor may take the core for idle.
     */
    private void burn() {
        long number = 1;
        while (number != 0) {
            number ^= number << 13;
            number ^= number >>> 7;
            number ^= number << 17;
            if (rest) {
                awaitTheEndOfTheRest();
            }
        }
    }

    private synchronized void awaitTheEndOfTheRest() {
        try {
            while (rest) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a neighbour", e);
        }
    }
}
