package dev.handoff.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.opentest4j.AssertionFailedError;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Interrupts what takes too long, and keeps a picture of the moment before. */
final class TimeLimit {
    /* Overview
     *
     *   caller   runs the body                        … ends
     *   guard    waits ──limit──▶ takes the picture, interrupts the caller ──LENIENCE──▶ prints the picture
     *
     * The picture must be taken before the interrupt, since that ends the waits that it shows. It becomes the failure
     * when the body has ended. A body that does not heed the interrupt has no end; then the picture is printed at
     * least.
     *
     * The monitor orders the end of the body and the interrupt: either there is no interrupt, or the caller knows that
     * it has come, and takes it back.
     */
    private static final Duration LENIENCE = Duration.ofSeconds(2);

    private final Duration limit;
    private final Function<Thread, String> picture;
    private final PrintStream lastResort;
    private boolean ended;
    private @Nullable String late;

    /**
     * A limit for one call.
     *
     * @param picture says what the thread, and all around it, is doing
     * @param lastResort where the picture is printed if the call has no end
     */
    TimeLimit(Duration limit, Function<Thread, String> picture, PrintStream lastResort) {
        this.limit = limit;
        this.picture = picture;
        this.lastResort = lastResort;
    }

    /**
     * Runs {@code body} in the calling thread.
     *
     * @throws AssertionFailedError with the picture, if the body was too late; its cause is what the body has thrown
     *     then
     */
    <T extends @Nullable Object> T call(ThrowingSupplier<T> body) throws Throwable {
        Thread caller = Thread.currentThread();
        Thread.ofPlatform()
                .daemon()
                .name("time limit of " + caller.getName())
                .start(() -> guard(caller));
        T result;
        try {
            result = body.get();
        } catch (Throwable t) {
            end(t);
            throw t;
        }
        end(null);
        return result;
    }

    private void end(@Nullable Throwable thrown) {
        String seen;
        synchronized (this) {
            ended = true;
            notifyAll();
            seen = late;
        }
        if (seen != null) {
            Thread.interrupted();
            throw new AssertionFailedError(seen, thrown);
        }
    }

    private synchronized void guard(Thread caller) {
        try {
            if (isEndedWithin(limit)) {
                return;
            }
            String seen = picture.apply(caller);
            late = seen;
            caller.interrupt();
            if (!isEndedWithin(LENIENCE)) {
                lastResort.println(seen);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody interrupts it
        }
    }

    private boolean isEndedWithin(Duration time) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.NANOSECONDS.convert(time); // at most for ever
        while (!ended) {
            long nanos = until - System.nanoTime();
            if (nanos <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        }
        return true;
    }
}
