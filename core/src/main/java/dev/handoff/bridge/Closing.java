package dev.handoff.bridge;

import dev.handoff.ProducerBody;
import dev.handoff.Receiver;
import dev.handoff.Scope;

/**
 * Starts a producer that reads from a source and closes it at the end. If there is no producer, the source is closed
 * here.
 */
final class Closing {
    private Closing() {}

    static <T> Receiver<T> produce(
            Scope scope, String name, int capacity, AutoCloseable source, ProducerBody<T> body) {
        try {
            return scope.produce(
                    name,
                    capacity,
                    out -> {
                        try (source) {
                            body.run(out);
                        }
                    });
        } catch (Throwable t) {
            close(source, t);
            throw t;
        }
    }

    private static void close(AutoCloseable source, Throwable failure) {
        try {
            source.close();
        } catch (Throwable t) {
            if (t != failure) {
                failure.addSuppressed(t);
            }
        }
    }
}
