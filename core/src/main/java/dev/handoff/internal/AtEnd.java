package dev.handoff.internal;

/**
 * What is done at the end of a body, in a try statement: however the body has ended, and without hiding what it has thrown,
 * as a {@code finally} that throws would.
 */
@FunctionalInterface
public interface AtEnd extends AutoCloseable {
    @Override
    void close();
}
