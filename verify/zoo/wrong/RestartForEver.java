import dev.handoff.*;

/**
 * A supervisor that starts its worker again whenever it fails, and a worker that always fails.
 *
 * Source: Armstrong, "Making Reliable Distributed Systems in the Presence of Software Errors", 2003, 5.1: a supervisor
 * that restarts too often must itself fail
 *
 * Check: LIVELOCK by random 5
 */
void main() throws Exception {
    Channel<String> settings = Channel.<String>named("settings").buffered(1).open();
    boolean isDone = false;
    while (!isDone) {
        try {
            Scope.run(scope -> scope.go("worker", () -> work(settings)));
            isDone = true;
        } catch (ProcessFailedException e) {
            // once more
        }
    }
}

void work(Receiver<String> settings) {
    if (settings.tryReceive().orNull() == null) {
        throw new IllegalStateException("no settings");
    }
}
