package dev.handoff;

import dev.handoff.spi.Offer;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One place in a channel's queue of waiting senders or waiting receivers.
 *
 * <p>A plain operation waits in one place, and is itself the party that waits. A select has one place for each of
 * its cases, which all stand for the select's own party. The links and the item are guarded by the channel's
 * lock, until a claim of the party hands the item over.
 */
final class Place extends Party implements Waiting.Timer {
    private static final int PLAIN_MATCHED = matched(0);

    /** The outcome that says the case {@code index} was matched: a claim tells it to the waiting party. */
    static int matched(int index) {
        return index << 1;
    }

    static int ended(int index) {
        return index << 1 | 1;
    }

    static boolean isEnded(int outcome) {
        return (outcome & 1) != 0;
    }

    static int index(int outcome) {
        return outcome >> 1;
    }

    /** A sender's value, or the value that a receiver was given. The first field: next to the word that is claimed. */
    @Nullable Object item;

    private final Channel<?> channel;

    /** The select that this place belongs to, or null for a plain operation. */
    final @Nullable Selection select;

    /** Which case of the select; 0 for a plain operation. */
    final int index;

    /** The neighbours in its queue; null at the ends, and while this place is in no queue. */
    private @Nullable Place next;

    private @Nullable Place previous;

    /** Whether this is an extended receive: its sender is held, and becomes the partner. */
    boolean extended;

    @Nullable Place partner;

    /** What the partner's handler threw. */
    @Nullable Throwable handlerFailure;

    /** The place of a plain operation of the current thread. */
    private Place(Channel<?> channel) {
        this.channel = channel;
        this.select = null;
        this.index = 0;
    }

    /** The place of a case of a select. */
    Place(Channel<?> channel, Selection select, int index) {
        this.channel = channel;
        this.select = select;
        this.index = index;
    }

    static Place forSend(Channel<?> channel, Object value) {
        Place place = new Place(channel);
        place.item = value;
        place.begin();
        return place;
    }

    static Place forReceive(Channel<?> channel) {
        Place place = new Place(channel);
        place.begin();
        return place;
    }

    static Place forExtendedReceive(Channel<?> channel) {
        Place place = forReceive(channel);
        place.extended = true;
        return place;
    }

    static Place heldSender(Channel<?> channel) {
        Place place = new Place(channel);
        place.beginHeld();
        return place;
    }

    /** Whether this is neither a case of a select nor an extended receive. */
    boolean isPlain() {
        return select == null && !extended;
    }

    Party party() {
        return select == null ? this : select;
    }

    boolean isLive() {
        return party().isClaimable();
    }

    Claim claimMatched() {
        return party().claimFor(matched(index));
    }

    /** As {@link #claimMatched}, for a place that is known to be {@linkplain #isPlain plain}: it is not asked again. */
    Claim claimPlain() {
        return claimFor(PLAIN_MATCHED);
    }

    Claim claimEnded() {
        return party().claimFor(ended(index));
    }

    Claim claimHeld() {
        Claim claim = party().holdFor();
        if (select != null && claim != Claim.LOST) {
            select.noteHeld(channel);
        }
        return claim;
    }

    Claim releaseHeld() {
        return party().releaseFor(matched(index));
    }

    @Override
    public int experience() {
        return channel.kind.experience;
    }

    @Override
    public void remember(int experience) {
        channel.kind.experience = experience;
    }

    @Override
    public Object blocker() {
        return channel;
    }

    /** A sender has a value as long as it waits, a receiver has none: that tells the two apart. */
    @Override
    public List<Offer> offers() {
        return isClaimable() ? offers(item != null) : List.of();
    }

    /** What this place offers its channel; a signal needs no partner, so nothing is offered to it. */
    List<Offer> offers(boolean isSend) {
        return channel.kind instanceof Signal
                ? List.of()
                : List.of(new Offer(isSend, channel, channel.kind.id));
    }

    @Override
    public List<Thread> awaited() {
        return channel.kind.awaited();
    }

    // ---- the timer that its channel is, if it is one

    @Override
    public long readyAt() {
        return channel.kind.readyAt();
    }

    @Override
    public void elapse() {
        ReceiveOperation.elapse(channel);
    }

    // ---- its queue, guarded by the channel's lock

    @Nullable Place next() {
        return next;
    }

    @Nullable Place previous() {
        return previous;
    }

    /** Puts {@code place} behind this one, which is the last in the queue. */
    void link(Place place) {
        next = place;
        place.previous = this;
    }

    void unlink() {
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        }
        next = null;
        previous = null;
    }

    /** Whether this place is in the queue that begins with {@code first}, the only one in which it may be. */
    boolean isQueued(@Nullable Place first) {
        return previous != null || first == this;
    }
}
