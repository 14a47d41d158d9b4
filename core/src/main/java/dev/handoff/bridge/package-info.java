/**
 * Bridges between channels and the rest of Java: streams and iterators, futures, queues, {@code Flow} publishers and
 * subscribers, byte and character streams, executors.
 *
 * <p>Each class is named by what it bridges. Its methods are of two kinds. A <em>view</em> ({@code Streams.stream},
 * {@code Queues.view}, {@code Bytes.inputStream}) shows a channel as something else, and starts nothing. Where the other
 * side has to be waited for, a process of a scope does it: {@code produce} makes a receiver of a source, {@code consume}
 * a sender of a sink. So nothing that a bridge starts outlives its scope, and cancelling the scope stops the bridge.
 *
 * <p>A failure of the other side fails the process that waits for it, and with it the scope. A failure of a submitted task, or
 * of the wait behind {@code Futures.future} and {@code Futures.next}, is told to whoever holds the future. A failure of
 * a publisher's run is told to the subscriber, or to the scope if the subscriber has cancelled.
 */
@NullMarked
package dev.handoff.bridge;

import org.jspecify.annotations.NullMarked;
