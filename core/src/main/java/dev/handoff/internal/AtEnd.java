package dev.handoff.internal;

/**
 * What is done at the end of a body, by a try statement: however the body has ended, and without hiding what it has
 * thrown, which a {@code finally} that throws would do.
 */
@FunctionalInterface
public interface AtEnd extends AutoCloseable {
    @Override
    void close();
}
