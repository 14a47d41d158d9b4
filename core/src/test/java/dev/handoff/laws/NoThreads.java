package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Handoff;
import dev.handoff.ProcessBody;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Scheduling;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;

/** A machine that runs out of threads: so many can be started, and the next throws what the JVM then throws. */
public final class NoThreads extends DelegatingScheduling {
    /** What a start throws when there are none left. */
    public static final OutOfMemoryError NO_THREAD =
            new OutOfMemoryError("unable to create native thread");

    private final AtomicInteger starts = new AtomicInteger();
    private final int from;
    private final int to;
    private final Runnable meanwhile;

    private NoThreads(int from, int to, Runnable meanwhile) {
        super(Scheduling.virtualThreads());
        this.from = from;
        this.to = to;
        this.meanwhile = meanwhile;
    }

    /** Runs a body on such a machine, in the calling thread. */
    public static void after(int threads, ProcessBody body) {
        after(threads, () -> {}, body);
    }

    /** As {@link #after(int, ProcessBody)}; each start that fails takes as long as {@code meanwhile} does. */
    public static void after(int threads, Runnable meanwhile, ProcessBody body) {
        Under.run(new NoThreads(threads, Integer.MAX_VALUE, meanwhile), body);
    }

    /** As {@link #after(int, Runnable, ProcessBody)}, but there is none for the first start alone. */
    public static void atFirst(Runnable meanwhile, ProcessBody body) {
        Under.run(new NoThreads(0, 1, meanwhile), body);
    }

    /** In vain. Returns what the process would have held. */
    static WeakReference<Object> askForADetachedProcess() {
        Object own = new Object();
        after(
                0,
                () -> {
                    try {
                        Handoff.go("unstarted", own::hashCode);
                    } catch (OutOfMemoryError e) {
                        assertThat(e).isSameAs(NO_THREAD);
                    }
                });
        return new WeakReference<>(own);
    }

    @Override
    public void start(Thread thread) {
        int start = starts.getAndIncrement();
        if (start >= from && start < to) {
            meanwhile.run();
            throw NO_THREAD;
        }
        super.start(thread);
    }
}
