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

    private final AtomicInteger left;
    private final Runnable meanwhile;

    private NoThreads(int left, Runnable meanwhile) {
        super(Scheduling.virtualThreads());
        this.left = new AtomicInteger(left);
        this.meanwhile = meanwhile;
    }

    /** Runs a body on such a machine, in the calling thread. */
    public static void after(int threads, ProcessBody body) {
        after(threads, () -> {}, body);
    }

    /** As {@link #after(int, ProcessBody)}; each start that fails takes as long as {@code meanwhile} does. */
    public static void after(int threads, Runnable meanwhile, ProcessBody body) {
        Scheduling.within(
                new NoThreads(threads, meanwhile),
                () -> {
                    try {
                        body.run();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
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
        if (left.getAndDecrement() <= 0) {
            meanwhile.run();
            throw NO_THREAD;
        }
        super.start(thread);
    }
}
