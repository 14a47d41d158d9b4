package dev.handoff.share;

/**
 * What has become of one subscription so far: for reports. The numbers are read one after the other while values may move.
 *
 * @param name the subscriber's name
 * @param delivered how many values its channel has taken and not dropped, including those not received yet
 * @param dropped how many values its channel has dropped, because it lagged
 * @param waiting how many values are in its buffer
 */
public record Subscription(String name, long delivered, long dropped, int waiting) {}
