package dev.handoff;

/**
 * What a timer sends.
 *
 * @param number the number of the period that this tick ends, from 1 on; for {@link Timers#bucket}, the number of the
 *     tick
 * @param skipped how many ticks since the one received before were left out, because nobody waited for them (L47)
 */
public record Tick(long number, long skipped) {}
