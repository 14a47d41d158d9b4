package dev.handoff.spi;

/**
 * An operation on a channel that a waiting party would do at once if a partner came. Reports conclude from it who could
 * help whom.
 *
 * @param isSend whether it sends; otherwise it receives
 * @param channel the channel
 * @param channelId its number
 */
public record Offer(boolean isSend, Object channel, long channelId) {}
