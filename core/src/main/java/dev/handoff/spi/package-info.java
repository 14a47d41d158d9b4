/**
 * The seam for tools: what a checker replaces ({@link dev.handoff.spi.Scheduling}) and what an observer is told
 * ({@link dev.handoff.spi.Watcher}). Programs do not need it.
 */
package dev.handoff.spi;
