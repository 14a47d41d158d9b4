package dev.handoff.bridge;

import dev.handoff.Scope;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;

/** A piece of work that others can stop: it runs in a scope of its own, and stopping it cancels that. */
final class Stoppable {
    /* Overview
     *
     *   stop() before call():  the scope is cancelled as soon as there is one
     *   stop() meanwhile:      cancels the scope
     *   stop() after:          nothing
     */
    private @Nullable Scope running;
    private boolean stopped;

    /**
     * @throws dev.handoff.CancelledException if it was stopped
     */
    <R extends @Nullable Object> R call(String name, Callable<R> body) throws Exception {
        return Scope.named(name)
                .<R, Exception>call(
                        scope -> {
                            begin(scope);
                            try {
                                return body.call();
                            } finally {
                                end();
                            }
                        });
    }

    private void begin(Scope scope) {
        boolean tooLate;
        synchronized (this) {
            running = scope;
            tooLate = stopped;
        }
        if (tooLate) {
            scope.cancel();
        }
    }

    private synchronized void end() {
        running = null;
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    void stop() {
        Scope scope;
        synchronized (this) {
            stopped = true;
            scope = running;
        }
        if (scope != null) {
            scope.cancel(); // if it has been left meanwhile, there is nobody to interrupt
        }
    }
}
