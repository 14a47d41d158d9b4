package dev.handoff;

import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where threads stand in the queues of channels, for one report. Each queue is gone through once, and not once for each
 * thread.
 */
final class Places {
    /** How often at most the queues of a channel are gone through, for threads that have come since the last look. */
    private static final int LOOKS = 64;

    /**
     * Why a thread waits at a channel, and its place; null if it stands in no queue, because a handler has its value.
     */
    record Spot(WaitReason why, @Nullable Place place) {}

    private static final Spot HELD = new Spot(WaitReason.HANDLER, null);

    private final IdentityHashMap<Channel<?>, Queued> byChannel = new IdentityHashMap<>();

    private static final class Queued {
        private final Map<Thread, Spot> spots = new HashMap<>();
        private int looks;

        @Nullable Spot current(Thread thread) {
            Spot spot = spots.get(thread);
            return spot != null && spot.place != null && spot.place.isLive() ? spot : null;
        }

        void look(Channel<?> channel) {
            looks++;
            spots.clear();
            List<Place> senders;
            List<Place> receivers;
            channel.kind.lock();
            try {
                senders = channel.kind.plainSenders();
                receivers = channel.kind.plainReceivers();
            } finally {
                channel.kind.unlock();
            }
            senders.forEach(place -> add(WaitReason.SEND, place));
            receivers.forEach(place -> add(WaitReason.RECEIVE, place));
        }

        private void add(WaitReason why, Place place) {
            Thread thread = place.thread();
            if (thread != null) {
                spots.put(thread, new Spot(why, place));
            }
        }
    }

    /** The spot of a thread that waits at a channel, in a plain operation. */
    Spot of(Thread thread, Channel<?> channel) {
        Queued queued = byChannel.computeIfAbsent(channel, c -> new Queued());
        Spot spot = queued.current(thread);
        if (spot == null && queued.looks < LOOKS) {
            queued.look(channel);
            spot = queued.current(thread);
        }
        return spot == null ? HELD : spot;
    }

    /** Forgets all places, so that the report keeps nobody alive. */
    void clear() {
        byChannel.clear();
    }
}
