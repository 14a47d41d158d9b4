package dev.handoff.check;

import dev.handoff.spi.Offer;
import dev.handoff.spi.Parked;
import dev.handoff.spi.WaitReason;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which processes have used which end of which channel: in the run that is reported, and in others of the same program.
 */
final class Users implements TurnListener {
    /** A process, and how it has used a channel. */
    static final class User {
        final long key;
        final String name;
        private final Set<Use> uses = EnumSet.noneOf(Use.class);

        User(ControlledProcess process) {
            this.key = process.key;
            this.name = process.toString();
        }

        boolean has(Use use) {
            return uses.contains(use);
        }
    }

    /** A use of a channel, and whether that was in the run that is reported. */
    enum Use {
        SENT,
        RECEIVED,
        /** Has waited to send, at least. */
        WOULD_SEND,
        WOULD_RECEIVE,
        SENDS_ELSEWHERE,
        RECEIVES_ELSEWHERE
    }

    private final Map<Long, Map<Long, User>> byChannel = new HashMap<>();
    private boolean reported;

    /** What follows is the run that is reported. */
    void beginReported() {
        reported = true;
    }

    /** The users that could make the offer that meets this one: in the order of their keys. */
    List<User> partners(Offer offer) {
        List<User> partners = new ArrayList<>();
        for (User user : byChannel.getOrDefault(offer.channelId(), Map.of()).values()) {
            if (!words(user, offer, "it").isEmpty()) {
                partners.add(user);
            }
        }
        partners.sort((a, b) -> Long.compare(a.key, b.key));
        return partners;
    }

    /** What a user has done that, done again, would answer the offer; empty if nothing. */
    static String words(User user, Offer offer, String channel) {
        if (offer.isSend()) {
            if (user.has(Use.RECEIVED)) {
                return "has received from " + channel;
            }
            if (user.has(Use.WOULD_RECEIVE)) {
                return "has waited to receive from " + channel;
            }
            return user.has(Use.RECEIVES_ELSEWHERE)
                    ? "receives from " + channel + " in other schedules"
                    : "";
        }
        if (user.has(Use.SENT)) {
            return "has sent to " + channel;
        }
        if (user.has(Use.WOULD_SEND)) {
            return "has waited to send to " + channel;
        }
        return user.has(Use.SENDS_ELSEWHERE)
                ? "sends to " + channel + ", or closes it, in other schedules"
                : "";
    }

    private void uses(ControlledProcess process, long channelId, Use here, Use elsewhere) {
        User user =
                byChannel
                        .computeIfAbsent(channelId, id -> new HashMap<>())
                        .computeIfAbsent(process.key, key -> new User(process));
        user.uses.add(reported ? here : elsewhere);
    }

    @Override
    public void blocked(ControlledProcess process, Parked who, WaitReason why) {
        for (Offer offer : who.offers()) {
            if (offer.isSend()) {
                uses(process, offer.channelId(), Use.WOULD_SEND, Use.SENDS_ELSEWHERE);
            } else {
                uses(process, offer.channelId(), Use.WOULD_RECEIVE, Use.RECEIVES_ELSEWHERE);
            }
        }
    }

    @Override
    public void sent(ControlledProcess process, Object channel, long channelId, Object value) {
        uses(process, channelId, Use.SENT, Use.SENDS_ELSEWHERE);
    }

    @Override
    public void received(ControlledProcess process, Object channel, long channelId, Object value) {
        uses(process, channelId, Use.RECEIVED, Use.RECEIVES_ELSEWHERE);
    }

    @Override
    public void closed(ControlledProcess process, Object channel, long channelId) {
        if (!reported) {
            uses(process, channelId, Use.SENDS_ELSEWHERE, Use.SENDS_ELSEWHERE);
        }
    }
}
