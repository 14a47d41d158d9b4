package dev.handoff.cli;

import dev.handoff.Diagnosis;
import dev.handoff.spi.Scheduling;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** The thread in which a program's main method runs, and how it ends. */
final class MainThread {
    /* Overview
     *
     * Main is a virtual thread, and except for `held` nothing here or on the launcher's stack holds it or anything of
     * the program. It is let go while the collector is asked. If it is garbage then, it waits for what nobody can ever
     * do: the collector's word for that is a proof. At other times it is held, as it could be gone before anybody has
     * seen what it waits for.
     *
     * A platform thread that a virtual one makes is a daemon by inheritance, and the JVM would not wait for it. So a
     * program that makes such threads has a platform thread for main, too. It cannot be collected, and should not be:
     * those other threads can act. Nor should main be collected where somebody may cancel all scopes, which the
     * collector does not see.
     */
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;
    private volatile boolean givenUp;
    private final WeakReference<Thread> thread;

    @SuppressWarnings("UnusedVariable") // the collector reads it
    private volatile @Nullable Thread held;

    private MainThread(Program program, List<String> args) {
        End end = new End(program, args, this);
        Thread main =
                program.keepsMain()
                        ? Thread.ofPlatform().name("main").daemon(false).unstarted(end)
                        : Thread.ofVirtual().name("main").unstarted(end);
        thread = new WeakReference<>(main);
        held = main;
        Diagnosis.include(main);
    }

    static MainThread of(Program program, List<String> args) {
        return new MainThread(program, args);
    }

    void start() {
        Objects.requireNonNull(thread.get(), "held").start();
    }

    /** What the thread runs: the thread refers to it, and it does not refer to the thread. */
    private record End(Program program, List<String> args, MainThread main) implements Runnable {
        @Override
        public void run() {
            try {
                program.run(args.toArray(String[]::new));
            } catch (Throwable t) {
                main.failure = t; // first: there may be no memory left to cut it
                Traces.cut(t);
            } finally {
                main.ended.countDown();
            }
        }
    }

    /** Waits for the end of main; returns what it has thrown. */
    @Nullable Throwable await() throws InterruptedException {
        ended.await();
        return failure;
    }

    /** Ends the wait for the end of main, which will not come. */
    void giveUp() {
        givenUp = true;
        ended.countDown();
    }

    boolean isGivenUp() {
        return givenUp;
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Lets the collector take main, until {@link #hold}. */
    void letGo() {
        held = null;
    }

    /** Keeps the collector from taking main, unless it already has. */
    void hold() {
        held = thread.get();
    }

    /** Whether main was blocked for good: the collector has taken it before its end. */
    boolean isGarbage() {
        return thread.refersTo(null) && !hasEnded();
    }

    /** Whether main waits for another, without a time limit, or for good. */
    boolean isStill() {
        Thread main = thread.get();
        return main == null
                || (main.getState() == Thread.State.WAITING && Scheduling.blockerOf(main) != null);
    }

    /** The thread of main; none if it is garbage. */
    List<Thread> thread() {
        Thread main = thread.get();
        return main == null ? List.of() : List.of(main);
    }
}
