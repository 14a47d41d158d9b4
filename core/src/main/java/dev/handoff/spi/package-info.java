/**
 * The seam for tools: what a checker replaces ({@link dev.handoff.spi.Scheduling}) and what an observer is told
 * ({@link dev.handoff.spi.Watcher}). Programs do not need it. Unlike the other packages it may change in a minor
 * version, so a tool that is built on it belongs to one.
 */
@NullMarked
package dev.handoff.spi;

import org.jspecify.annotations.NullMarked;
