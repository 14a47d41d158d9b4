package dev.handoff.bridge;

import dev.handoff.laws.Until;

import org.reactivestreams.tck.TestEnvironment;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Where the TCK waits for what must come. Its {@code expectError} takes a limit, but looks for the error only once, after one
 * interval: so the first interval lasts until there is an error.
 */
final class PatientEnvironment extends TestEnvironment {
    private static final long LIMIT_MILLIS = Until.LIMIT_SECONDS * 1_000;

    private final CountDownLatch failed = new CountDownLatch(1);

    PatientEnvironment() {
        super(LIMIT_MILLIS, 50, 20);
    }

    @Override
    public void flop(Throwable failure, String message) {
        super.flop(failure, message);
        failed.countDown();
    }

    @Override
    public long defaultPollTimeoutMillis() {
        try {
            failed.await(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return super.defaultPollTimeoutMillis();
    }
}
