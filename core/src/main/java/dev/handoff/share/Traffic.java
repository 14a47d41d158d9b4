package dev.handoff.share;

/**
 * What went through one topic so far: for reports. The numbers are read one after the other while values may move.
 *
 * @param published how many values were published to it
 * @param delivered how many times one of them was taken by a subscriber's channel and not dropped
 * @param dropped how many times one of them was dropped, because a subscriber lagged
 */
public record Traffic(long published, long delivered, long dropped) {}
