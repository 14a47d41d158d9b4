/**
 * Tests that explore the schedules of a program ({@link dev.handoff.junit.Explore}), and tests that must end and leave
 * nothing behind ({@link dev.handoff.junit.MustEnd}).
 */
@NullMarked
package dev.handoff.junit;

import org.jspecify.annotations.NullMarked;
