package dev.handoff;

import dev.handoff.spi.Parked;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Time as a sender that saves up: a bucket of ticks. It is full at first; while it is not full, one more tick is put in
 * at the end of each period. Like a {@link Ticker}, it needs no thread.
 */
final class Bucket extends Kind<Tick> {
    /* Overview
     *
     *   One number says it all: the instant at which the bucket will be full if nobody takes a tick until then.
     *     in it     capacity - ceil((fullAt - now) / period)
     *     a take    fullAt = max(fullAt, now) + period
     *     readyAt   fullAt - (capacity - 1) * period
     *
     *   Ticks that have come in belong first to the receivers that wait (L6). These wake up by themselves, so a tick
     *   can lie here for a moment: a receiver that comes later takes a tick only if there are more than the waiting
     *   ones will take. If it finds none for itself, it hands the ticks that are here to those that wait (elapse).
     *
     * After the generic cell rate algorithm of ATM (ITU-T I.371, 1993), which is a token bucket without the counting.
     */
    private final LongSupplier nanoTime;
    private final long periodNanos;
    private final int bucketCapacity;
    private volatile long fullAt;
    private long handedOut;

    Bucket(LongSupplier nanoTime, long periodNanos, int capacity) {
        this.nanoTime = nanoTime;
        this.periodNanos = periodNanos;
        this.bucketCapacity = capacity;
        this.fullAt = nanoTime.getAsLong();
    }

    @Override
    Sending send(Tick value) {
        throw new UnsupportedOperationException("only time sends to a timer");
    }

    @Override
    @Nullable Tick receive() {
        if (looksEnded()) {
            return null;
        }
        long now = nanoTime.getAsLong();
        int there = there(now);
        if (there == 0 || there <= waitingReceivers()) {
            return null;
        }
        Tick tick = nextTick(); // first: there may be no memory for it
        take(now);
        return tick;
    }

    private int there(long now) {
        long untilFull = fullAt - now;
        return untilFull <= 0
                ? bucketCapacity
                : bucketCapacity - (int) Math.ceilDiv(untilFull, periodNanos);
    }

    private void take(long now) {
        fullAt = Math.max(fullAt - now, 0) + now + periodNanos;
        handedOut++;
    }

    private Tick nextTick() {
        return new Tick(handedOut + 1, 0);
    }

    @Override
    int size() {
        return looksEnded() ? 0 : there(nanoTime.getAsLong());
    }

    @Override
    int capacity() {
        return bucketCapacity;
    }

    @Override
    List<Tick> drain() {
        return List.of(); // what nobody has taken was never sent
    }

    @Override
    String describe() {
        return "bucket of " + bucketCapacity + " every " + Duration.ofNanos(periodNanos);
    }

    @Override
    long readyAt() {
        return looksEnded() ? NEVER_READY : fullAt - (bucketCapacity - 1) * periodNanos;
    }

    @Override
    void elapse(long now, Asleep asleep) {
        asleep.makeRoom(1);
        while (!looksEnded() && there(now) > 0 && handOver(nextTick())) {
            take(now);
            Parked sleeper = takeSleeper();
            if (sleeper != null) {
                asleep.add(sleeper);
                asleep.makeRoom(1);
            }
        }
    }

    @Override
    boolean looksReady() {
        return !looksEnded() && there(nanoTime.getAsLong()) > 0;
    }
}
