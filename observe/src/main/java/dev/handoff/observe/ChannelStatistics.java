package dev.handoff.observe;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;

/**
 * What a {@link Meter} has seen of one channel.
 *
 * @param channel the channel in words, such as {@code channel "orders" (buffered 16)}
 * @param name the name that it was made with; null if it has none
 * @param id its number
 * @param capacity how many values its buffer holds; 0 for a rendezvous, {@link Integer#MAX_VALUE} if it is unbounded
 * @param sent how many values were sent; without those that {@code DROP_NEWEST} refused, which are in none of these numbers
 * @param received how many were received
 * @param removed how many were taken out, and given to nobody: by an overflow policy, or by a cancel
 * @param observed from the first operation to the last
 * @param fill how full its buffer was
 * @param sendWaits the waits of senders, which tell of receivers that come too late, or of too small a buffer
 * @param receiveWaits the waits of receivers, which tell of senders that come too late
 */
public record ChannelStatistics(
        String channel,
        @Nullable String name,
        long id,
        int capacity,
        long sent,
        long received,
        long removed,
        Duration observed,
        Fill fill,
        Waits sendWaits,
        Waits receiveWaits) {
    /** Some lines, the first of which names the channel. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %,d sent, %,d received%s in %s%n  fill: %s%n  senders: %s%n  receivers: %s",
                channel,
                sent,
                received,
                removed == 0 ? "" : String.format(Locale.ROOT, ", %,d removed", removed),
                Words.of(observed),
                fill,
                sendWaits,
                receiveWaits);
    }
}
