/**
 * Coordination, made of channels: permits, latches, groups to wait for, work that is done once, rates, calls, barriers,
 * pools of workers, hedged work. All that can be waited for can be a case of a select, and has no effect if it was not
 * chosen (L25). There are two exceptions: a race, whose racers are its own, and a barrier, whose arrival is for good,
 * but which has a select of its own.
 */
@NullMarked
package dev.handoff.coordinate;

import org.jspecify.annotations.NullMarked;
