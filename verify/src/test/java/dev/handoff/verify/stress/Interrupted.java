package dev.handoff.verify.stress;

/** One actor is interrupted by another, and waits for that, so that no interrupt reaches its next state. */
abstract class Interrupted {
    private volatile Thread victim;
    private volatile boolean interrupted;

    /** By the victim, first of all. */
    final void canBeInterrupted() {
        victim = Thread.currentThread();
    }

    /** By the victim, last of all: 1 if the interrupt is pending. */
    final int interruptStatus() {
        while (!interrupted) {
            pause();
        }
        return Thread.interrupted() ? 1 : 0;
    }

    /** By the other one. */
    final void interrupt() {
        while (victim == null) {
            pause();
        }
        victim.interrupt();
        interrupted = true;
    }

    /** There may be one carrier for all virtual threads. */
    private static void pause() {
        if (Thread.currentThread().isVirtual()) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }
}
