package dev.handoff.observe;

import dev.handoff.Channel;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Collects what happens to one channel. */
final class Gauge {
    /* Overview
     *
     *   level = sent - received - removed       in the order in which the calls arrive here
     *
     * Calls come after the fact, and outside of the channel's lock: a receive may arrive before the send of its value,
     * and a sender of a rendezvous before its receiver. So the level may be off by as many operations as are under way.
     * It is kept as it is, and counted within 0 and the capacity: an error of one operation does not stay.
     *
     * `since` is when the level was last changed. Guarded by this: a few additions, no calls out.
     */
    private final String words;
    private final @Nullable String name;
    private final long id;
    private final int capacity;
    private final long begun;
    private final Histogram levels = new Histogram(); // nanoseconds at each level
    private final Histogram sendWaits = new Histogram();
    private final Histogram receiveWaits = new Histogram();
    private double area; // of the level over time
    private long fullNanos;
    private long sendWaited;
    private long receiveWaited;
    private long sent;
    private long received;
    private long removed;
    private long highest;
    private long since;

    /** Keeps what it needs to know of the channel, and not the channel. */
    Gauge(Channel<?> channel, long id, long now) {
        this.words = channel.toString();
        this.name = channel.name();
        this.id = id;
        this.capacity = channel.capacity();
        this.begun = now;
        this.since = now;
    }

    synchronized void sent(long now) {
        lasted(now);
        sent++;
        highest = Math.max(highest, level());
    }

    synchronized void received(long now) {
        lasted(now);
        received++;
    }

    synchronized void removed(long now) {
        lasted(now);
        removed++;
    }

    synchronized void sendWaited(long nanos) {
        sendWaits.add(nanos, 1);
        sendWaited += nanos;
    }

    synchronized void receiveWaited(long nanos) {
        receiveWaits.add(nanos, 1);
        receiveWaited += nanos;
    }

    private long level() {
        return Math.clamp(sent - received - removed, 0, capacity);
    }

    /** Counts the level up to now. */
    private void lasted(long now) {
        long nanos = now - since;
        if (nanos > 0) { // clocks are read outside of the lock, so one may arrive late
            long level = level();
            levels.add(level, nanos);
            area += (double) level * nanos;
            if (level == capacity && capacity > 0) {
                fullNanos += nanos;
            }
            since = now;
        }
    }

    synchronized ChannelStatistics read() {
        return new ChannelStatistics(
                words,
                name,
                id,
                capacity,
                sent,
                received,
                removed,
                Duration.ofNanos(since - begun),
                fill(),
                Waits.of(sendWaits, sendWaited),
                Waits.of(receiveWaits, receiveWaited));
    }

    private Fill fill() {
        double time = levels.total();
        if (time == 0 || sent == 0) { // of a timer's ticks only the receives are seen
            return new Fill(0, 0, 0, highest, 0, 0);
        }
        return new Fill(
                area / time,
                levels.quantile(0.5),
                levels.quantile(0.99),
                highest,
                levels.zero() / time,
                fullNanos / time);
    }
}
