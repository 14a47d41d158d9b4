/**
 * A scheduler of virtual threads that runs next the thread that was woken last, on the core of the one that woke it.
 *
 * <p>It needs nothing of Handoff, and Handoff does not need it: {@link dev.handoff.scheduler.RunNextScheduler} says how
 * the two are put together.
 */
@NullMarked
package dev.handoff.scheduler;

import org.jspecify.annotations.NullMarked;
