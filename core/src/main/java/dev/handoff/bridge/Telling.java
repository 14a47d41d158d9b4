package dev.handoff.bridge;

import dev.handoff.ProcessBody;
import dev.handoff.internal.AwaitedBody;

import java.util.function.Consumer;

/** What a process does, and a consumer that is told if the process fails, or is kept from beginning. */
record Telling(ProcessBody body, Consumer<? super Throwable> told)
        implements ProcessBody, AwaitedBody {
    @Override
    public void run() throws Exception {
        body.run();
    }

    @Override
    public void tellFailure(Throwable failure) {
        told.accept(failure);
    }
}
