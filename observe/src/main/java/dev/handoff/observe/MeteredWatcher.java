package dev.handoff.observe;

import dev.handoff.Channel;
import dev.handoff.spi.Offer;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Brings what a program does to the gauges of its channels. */
final class MeteredWatcher implements Watcher {
    /* Overview
     *
     *   blocked                      note the time, with the thread, and at which channels it waits
     *   resumed, still waiting       it gives up: count a wait at the channel of its offer, none for a select
     *   resumed, held by a handler   it cannot give up
     *   resumed, matched             note how long it was
     *   sent, received, foundEnded   right after that, in the same thread: it was a wait at this channel
     *   blocked again before that    it could not give up, for it had been matched meanwhile: it is the same wait
     *
     * The event after a wait tells at which of its channels a select has waited. A thread that goes on to wait, or
     * begins something else, forgets the wait: the channel was none of ours. A thread that finds a channel ended was
     * going to send or to receive, as it had offered.
     */
    private static final int NOTHING = -1;

    private final Scheduling clock;
    private final ConcurrentMap<Long, Gauge> gauges = new ConcurrentHashMap<>();
    private final ThreadLocal<Waiter> waiters = ThreadLocal.withInitial(Waiter::new);

    /** The part of an offer that keeps no channel alive: the thread may begin nothing else for long. */
    private record Case(boolean isSend, long channelId) {}

    /** A thread that waits, or has just waited. */
    private static final class Waiter {
        long since;
        long waited = NOTHING; // nanoseconds
        @Nullable Object at; // the channel, unless it was a select
        boolean sends; // no select
        boolean goesOn; // with the same wait, if it is blocked again
        boolean isTold; // to the gauge, since it seemed to give up
        List<Case> cases = List.of(); // of a select

        void forget() {
            waited = NOTHING;
            at = null;
            sends = false;
            goesOn = false;
            isTold = false;
            cases = List.of();
        }

        boolean wouldSend(long channelId) {
            return sends || cases.stream().anyMatch(c -> c.isSend() && c.channelId() == channelId);
        }

        /** How long the thread has waited to do what it does now at this channel. */
        long takeWaited(Object channel, long channelId) {
            boolean isHere =
                    at == null
                            ? cases.isEmpty()
                                    || cases.stream().anyMatch(c -> c.channelId() == channelId)
                            : at == channel;
            long nanos = isHere ? waited : NOTHING;
            forget();
            return nanos;
        }
    }

    MeteredWatcher(Scheduling clock) {
        this.clock = clock;
    }

    List<ChannelStatistics> read() {
        return gauges.values().stream()
                .map(Gauge::read)
                .sorted(Comparator.comparingLong(ChannelStatistics::id))
                .toList();
    }

    private Gauge gauge(Object channel, long id) {
        Gauge gauge = gauges.get(id);
        return gauge == null
                ? gauges.computeIfAbsent(
                        id, key -> new Gauge((Channel<?>) channel, id, clock.nanoTime()))
                : gauge;
    }

    /** Whatever the thread has waited for, what comes now has nothing to do with it. */
    void begins() {
        waiters.get().forget();
    }

    @Override
    public void blocked(Parked who, WaitReason why) {
        Waiter waiter = waiters.get();
        boolean isNew = !waiter.goesOn;
        boolean isTold = waiter.isTold;
        waiter.forget();
        waiter.isTold = isTold;
        if (why == WaitReason.SELECT) {
            waiter.cases =
                    who.offers().stream()
                            .map(offer -> new Case(offer.isSend(), offer.channelId()))
                            .toList();
        } else {
            waiter.sends = why == WaitReason.SEND || why == WaitReason.HANDLER;
        }
        if (isNew) {
            waiter.since = clock.nanoTime();
        }
    }

    @Override
    public void resumed(Parked who, WaitReason why) {
        switch (why) {
            case SEND, RECEIVE, HANDLER, SELECT -> {
                Waiter waiter = waiters.get();
                long nanos = Math.max(0, clock.nanoTime() - waiter.since);
                if (!who.isWaiting()) {
                    waiter.waited = waiter.isTold ? NOTHING : nanos;
                    waiter.at = who.blocker() instanceof Channel<?> channel ? channel : null;
                } else if (who.isClaimable() && why != WaitReason.SELECT) {
                    who.offers().forEach(offer -> gaveUp(offer, nanos));
                    waiter.isTold = true;
                }
                waiter.goesOn = true;
            }
            default -> {} // not at a channel
        }
    }

    private void gaveUp(Offer offer, long nanos) {
        waited(gauge(offer.channel(), offer.channelId()), offer.isSend(), nanos);
    }

    private static void waited(Gauge gauge, boolean sends, long nanos) {
        if (nanos == NOTHING) {
            return;
        }
        if (sends) {
            gauge.sendWaited(nanos);
        } else {
            gauge.receiveWaited(nanos);
        }
    }

    @Override
    public void sent(Object channel, long channelId, Object value) {
        Gauge gauge = gauge(channel, channelId);
        gauge.sent(clock.nanoTime());
        waited(gauge, true, waiters.get().takeWaited(channel, channelId));
    }

    @Override
    public void received(Object channel, long channelId, Object value) {
        Gauge gauge = gauge(channel, channelId);
        gauge.received(clock.nanoTime());
        waited(gauge, false, waiters.get().takeWaited(channel, channelId));
    }

    @Override
    public void foundEnded(Object channel, long channelId) {
        Waiter waiter = waiters.get();
        boolean sends = waiter.wouldSend(channelId);
        // whatever its cases are: a select offers nothing to a task, nor to what had ended before
        long nanos = waiter.at == null || waiter.at == channel ? waiter.waited : NOTHING;
        waiter.forget();
        if (nanos != NOTHING) { // the end of a task is a channel, too, and there may be many
            waited(gauge(channel, channelId), sends, nanos);
        }
    }

    @Override
    public void removed(Object channel, long channelId, Object value) {
        gauge(channel, channelId).removed(clock.nanoTime());
    }
}
