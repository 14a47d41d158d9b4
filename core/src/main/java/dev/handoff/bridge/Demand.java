package dev.handoff.bridge;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a subscriber has asked for: how many values, or no more. This object does not know the subscriber, so that code
 * which keeps a subscription does not keep its subscriber (rule 3.13).
 */
final class Demand implements Flow.Subscription {
    /** This many requested values are never counted down (rule 3.17). */
    private static final long UNBOUNDED = Long.MAX_VALUE;

    private final AtomicLong requested = new AtomicLong();
    private final Channel<Boolean> news;
    private volatile boolean cancelled;
    private volatile @Nullable IllegalArgumentException illegal;
    private volatile @Nullable Scope opening;
    private volatile @Nullable Scope ending;

    Demand(String name) {
        news = Channel.<Boolean>named("demand of " + name).latest().open();
    }

    /** Never waits (rule 3.4), and calls nobody back (rule 3.3). */
    @Override
    public void request(long n) {
        if (cancelled) {
            return; // rule 3.6
        }
        if (n <= 0) {
            if (illegal == null) {
                illegal =
                        new IllegalArgumentException(
                                "rule 3.9: request(" + n + "), but a request is for one or more");
            }
            stopTheUnheard();
        } else {
            requested.accumulateAndGet(n, (a, b) -> a + b < 0 ? UNBOUNDED : a + b);
        }
        news.trySend(true);
    }

    @Override
    public void cancel() {
        cancelled = true;
        news.trySend(true);
        stopTheUnheard();
    }

    /** While nobody looks at the news yet: a cancel, or an illegal request, ends what the source waits for. */
    void opening(Scope run) {
        opening = run;
        cancelIfUnwanted(run);
    }

    /** Called by the same thread, when the source is open. */
    void opened() {
        opening = null;
        if (isUnwanted()) {
            Thread.interrupted(); // was for what the source waits for
        }
    }

    /** From now on nobody looks at the news any more: a cancel, or an illegal request, ends what is left of the run. */
    void ending(Scope run) {
        ending = run;
        cancelIfUnwanted(run);
    }

    private boolean isUnwanted() {
        return cancelled || illegal != null;
    }

    private void cancelIfUnwanted(Scope run) {
        if (isUnwanted()) {
            run.cancel();
        }
    }

    private void stopTheUnheard() {
        cancelIfThere(opening);
        cancelIfThere(ending);
    }

    private static void cancelIfThere(@Nullable Scope run) {
        if (run != null) {
            run.cancel();
        }
    }

    /** The failure of an illegal request; null if there was none. */
    @Nullable IllegalArgumentException illegal() {
        return illegal;
    }

    /** Has a value when something was requested or cancelled since it was last received. */
    Receiver<Boolean> news() {
        return news;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /**
     * Whether a value is wanted.
     *
     * @throws IllegalArgumentException if an illegal number was requested
     */
    boolean isPending() {
        throwIfIllegal();
        return requested.get() > 0;
    }

    /**
     * Does nothing but check the requests.
     *
     * @throws IllegalArgumentException if an illegal number was requested
     */
    void throwIfIllegal() {
        if (illegal != null) {
            throw illegal;
        }
    }

    /** Called when one of the wanted values is about to be given. */
    void given() {
        if (requested.get() != UNBOUNDED) {
            requested.decrementAndGet();
        }
    }
}
