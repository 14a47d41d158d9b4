/** Explores the schedules of a program: finds its deadlocks, leaks and failures, and replays them. */
@NullMarked
package dev.handoff.check;

import org.jspecify.annotations.NullMarked;
