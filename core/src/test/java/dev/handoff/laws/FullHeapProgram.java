package dev.handoff.laws;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.Scope;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Fills the heap in a scope, and says what comes of it; for a JVM of its own, with a small heap. */
final class FullHeapProgram {
    private static Object[] held;
    private static volatile boolean isFull;

    private FullHeapProgram() {}

    /** Where the heap is filled: in the body, in a process, in a task that is joined, or in a detached process. */
    static void main(String[] where) throws Exception {
        letGoOnceItIsFull();
        if ("detached process".equals(where[0])) {
            failDetached();
            return;
        }
        Channel<Integer> silent = Channel.rendezvous();
        AtomicReference<Thread> other = new AtomicReference<>();
        try {
            Scope.run(
                    scope -> {
                        scope.go(
                                () -> {
                                    other.set(Thread.currentThread());
                                    silent.receive();
                                });
                        while (silent.waitingReceivers() == 0) {
                            Thread.onSpinWait();
                        }
                        switch (where[0]) {
                            case "body" -> fill();
                            case "process" -> scope.go(FullHeapProgram::fill);
                            default -> scope.fork(FullHeapProgram::fill).join();
                        }
                    });
        } catch (Throwable t) {
            held = null;
            Throwable cause = t.getCause() == null ? t : t.getCause();
            other.get().join(Duration.ofSeconds(Until.LIMIT_SECONDS));
            System.out.println(cause.getClass().getSimpleName() + ", " + other.get().getState());
        }
    }

    private static void failDetached() throws InterruptedException {
        IOException failure = new IOException("disk");
        AtomicReference<Throwable> told = new AtomicReference<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> told.set(thrown));
        Handoff.go(
                        "writer",
                        () -> {
                            try {
                                fill();
                            } catch (OutOfMemoryError e) {
                                throw failure;
                            }
                        })
                .join();
        held = null;
        System.out.println(told.get());
    }

    private static void letGoOnceItIsFull() {
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            while (!isFull) {
                                Thread.onSpinWait();
                            }
                            long since = System.nanoTime();
                            while (System.nanoTime() - since < 300_000_000) {
                                Thread.onSpinWait(); // for others to try in vain
                            }
                            held = null;
                        });
    }

    private static void fill() {
        for (int size = 1 << 20; ; ) {
            try {
                held = new Object[] {held, new byte[size]};
            } catch (OutOfMemoryError e) {
                if (size == 16) {
                    isFull = true;
                    throw e;
                }
                size = Math.max(16, size / 2);
            }
        }
    }
}
