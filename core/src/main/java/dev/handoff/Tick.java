package dev.handoff;

/**
 * What a timer sends.
 *
 * @param number the number of the period that this tick ends, from 1 on; of {@link Timers#bucket} the number of the tick
 * @param skipped how many ticks since the one received before were not waited for, and are left out (L47)
 */
public record Tick(long number, long skipped) {}
