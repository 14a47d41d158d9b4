package dev.handoff.junit;

import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Virtual threads as ever, with a list of the test's processes that are alive and of the waits at what the test has
 * made.
 */
final class TestScheduling extends DelegatingScheduling implements Watcher {
    private static final Duration LOOK = Duration.ofMillis(1);

    /**
     * For each process that has not ended: where it was started, as {@link Lines} says it. One that has started another
     * as its last act leaves after that one has come: only a look under the lock sees one of the two for certain.
     */
    private final Map<Thread, String> processes =
            Collections.synchronizedMap(new LinkedHashMap<>());

    /** Also the waits of threads that are not processes. */
    private final Map<Thread, Wait> waits = new ConcurrentHashMap<>();

    TestScheduling() {
        super(Scheduling.virtualThreads());
    }

    // ---- what happens

    @Override
    public void start(Thread thread) {
        processes.put(thread, Lines.ofCaller());
        try {
            super.start(thread);
        } catch (Throwable t) {
            processes.remove(thread);
            throw t;
        }
    }

    @Override
    public void park(Parked who, WaitReason why, long nanos) {
        Wait wait = waits.get(Thread.currentThread());
        if (wait != null) {
            wait.sleeps(nanos != FOREVER);
        }
        super.park(who, why, nanos);
    }

    @Override
    public Watcher watcher() {
        return this;
    }

    @Override
    public void ended(String name, Thread thread) {
        processes.remove(thread);
    }

    @Override
    public void blocked(Parked who, WaitReason why) {
        waits.put(Thread.currentThread(), new Wait(who, why, nanoTime()));
    }

    @Override
    public void resumed(Parked who, WaitReason why) {
        waits.remove(Thread.currentThread());
    }

    // ---- what is there

    /**
     * Waits until no process of the test is alive, and no thread waits for what only somebody of the test could do; for
     * so long at most. Answers who is left.
     */
    List<Alive> awaitEnds(Duration time) throws InterruptedException {
        long until = nanoTime() + time.toNanos();
        while (true) {
            awaitProcesses(until);
            List<Alive> left = left();
            if (left.isEmpty() || nanoTime() - until >= 0) {
                return left;
            }
            Thread.sleep(LOOK); // nobody tells of the ends of threads
        }
    }

    private void awaitProcesses(long until) throws InterruptedException {
        for (Thread process = any(); process != null; process = any()) {
            long nanos = until - nanoTime();
            if (nanos > 0 && process.getState() == Thread.State.NEW) { // which join refuses
                Thread.sleep(LOOK);
            } else if (nanos <= 0 || !process.join(Duration.ofNanos(nanos))) {
                return;
            }
        }
    }

    private @Nullable Thread any() {
        synchronized (processes) {
            return processes.isEmpty() ? null : processes.keySet().iterator().next();
        }
    }

    /**
     * The processes that are alive, and other threads that wait for what only somebody of the test could do; by age.
     */
    private List<Alive> left() {
        List<Alive> left = new ArrayList<>();
        Map<Thread, String> alive;
        synchronized (processes) {
            alive = new LinkedHashMap<>(processes);
        }
        alive.forEach(
                (thread, line) ->
                        left.add(
                                alive(
                                        name(thread)
                                                + (line.isEmpty() ? "" : " (started " + line + ")"),
                                        thread)));
        waits.forEach(
                (thread, wait) -> {
                    if (!processes.containsKey(thread) && wait.isForGood()) {
                        left.add(alive(name(thread) + " (not of the test)", thread));
                    }
                });
        left.sort(Comparator.comparingLong(Alive::threadId));
        return left;
    }

    /** What a test that hangs in {@code caller} is doing. */
    List<Alive> everybody(Thread caller) {
        List<Alive> everybody = left();
        everybody.removeIf(alive -> alive.threadId() == caller.threadId());
        everybody.addFirst(alive("the test itself", caller));
        return everybody;
    }

    private Alive alive(String who, Thread thread) {
        return Alive.of(who, thread, waits.get(thread), nanoTime());
    }

    private static String name(Thread thread) {
        return thread.getName().isEmpty() ? "a process without a name" : thread.getName();
    }
}
