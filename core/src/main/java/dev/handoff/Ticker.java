package dev.handoff;

import dev.handoff.spi.Parked;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Time as a sender: a tick at the end of each period. Needs no thread: a receiver looks at the clock, and one that
 * waits sleeps until {@link #readyAt}. A tick that nobody took in time is skipped, and counted (L47).
 */
final class Ticker extends Kind<Tick> {
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final long periodNanos;
    private final long lastTick;

    /** The number of the latest tick received. Volatile, for a long that is read without the lock may be read in two halves. */
    private volatile long received;

    /** A ticker that ends after {@code ticks} ticks. With a period of zero the first tick is there at once. */
    Ticker(LongSupplier nanoTime, long periodNanos, long ticks) {
        this.nanoTime = nanoTime;
        this.periodNanos = Math.max(1, periodNanos);
        this.startNanos = nanoTime.getAsLong() + periodNanos - this.periodNanos;
        this.lastTick = ticks;
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
        long number = due(nanoTime.getAsLong());
        if (number == received || waitingReceivers() > 0) {
            return null; // a waiter was first (L6): it wakes up by itself, or is handed the tick
        }
        if (number < lastTick) {
            return take(number);
        }
        End over = End.closed(); // first: there may be no memory for these
        Asleep nobody = new Asleep();
        Tick tick = take(number);
        end(over, nobody);
        return tick;
    }

    private Tick take(long number) {
        Tick tick = new Tick(number, number - received - 1);
        received = number;
        return tick;
    }

    @Override
    String describe() {
        return (lastTick == 1 ? "after " : "every ") + Duration.ofNanos(periodNanos);
    }

    @Override
    long readyAt() {
        return looksEnded() ? NEVER_READY : startNanos + (received + 1) * periodNanos;
    }

    @Override
    void elapse(long now, Asleep asleep) {
        long before = received;
        long number = due(now);
        if (looksEnded() || number <= before) {
            return;
        }
        End over = number == lastTick ? End.closed() : null; // first: there may be no memory
        asleep.makeRoom(over == null ? 1 : 1 + waitingReceivers());
        if (!handOver(take(number))) {
            received = before; // all receivers that waited have given up
            return;
        }
        Parked sleeper = takeSleeper();
        if (sleeper != null) {
            asleep.add(sleeper);
        }
        if (over != null) {
            end(over, asleep);
        }
    }

    @Override
    boolean looksReady() {
        return !looksEnded() && due(nanoTime.getAsLong()) > received;
    }

    /** The number of the latest period that has ended. */
    private long due(long now) {
        return Math.min(lastTick, (now - startNanos) / periodNanos);
    }
}
