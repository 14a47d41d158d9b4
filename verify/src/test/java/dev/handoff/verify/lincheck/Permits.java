package dev.handoff.verify.lincheck;

import dev.handoff.Channel;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

/**
 * Parks by wait and notify, which Lincheck understands: to it a bare park may end by itself, so that it would not miss a
 * wake-up that is lost.
 */
class Permits extends Scheduling {
    /** Not the thread itself: its monitor is what a join waits on. */
    private static final class Permit {
        private boolean given;
        private boolean asleep;

        synchronized void await() {
            try {
                while (!given) {
                    asleep = true;
                    wait();
                    asleep = false;
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            given = false;
        }

        synchronized void give() {
            given = true;
            notifyAll();
        }

        synchronized void giveIfAsleep() {
            if (asleep) {
                give();
            }
        }
    }

    /** A thread with a permit. */
    abstract static class Worker extends Thread {
        private final Permit permit = new Permit();

        abstract void work() throws InterruptedException;

        @Override
        public void run() {
            try {
                work();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** Threads, not workers: Lincheck knows Thread.join by that name alone. */
        static void runBoth(Thread one, Thread other) {
            one.start();
            other.start();
            try {
                one.join();
                other.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Planted: who is not asleep yet is not woken. */
    static final class Forgetful extends Permits {
        @Override
        void wake(Worker sleeper) {
            sleeper.permit.giveIfAsleep();
        }
    }

    static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError("not what it should be");
        }
    }

    /** A rendezvous that uses this scheduling. */
    Channel<Integer> channel() {
        Opener opener = new Opener();
        Scheduling.within(this, opener);
        return opener.channel;
    }

    private static final class Opener implements Runnable {
        private Channel<Integer> channel;

        @Override
        public void run() {
            channel = Channel.rendezvous();
        }
    }

    @Override
    public void park(Parked who, WaitReason why, long nanos) {
        if (who.prepareToPark()) {
            ((Worker) Thread.currentThread()).permit.await();
        }
    }

    @Override
    public void unpark(Parked who) {
        if (who.thread() instanceof Worker sleeper) { // else it is awake, and gone
            wake(sleeper);
        }
    }

    void wake(Worker sleeper) {
        sleeper.permit.give();
    }

    @Override
    public Thread newThread(String name, Runnable body) {
        throw new UnsupportedOperationException("no processes here");
    }

    @Override
    public void start(Thread thread) {
        throw new UnsupportedOperationException("no processes here");
    }

    @Override
    public void reach(Op op, long id) {}

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public int choose(int bound) {
        return 0;
    }
}
