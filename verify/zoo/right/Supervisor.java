import dev.handoff.*;

/**
 * A supervisor that restarts its worker twice at most, with a pause, and a worker that succeeds when its settings are there.
 *
 * Source: Armstrong, "Making Reliable Distributed Systems in the Presence of Software Errors", 2003, 5.1
 *
 * Check: CLEAN by exhaustive
 */
void main() throws Exception {
    Channel<String> settings = Channel.<String>named("settings").buffered(1).open();
    Scope.run(
            scope -> {
                scope.go(
                        "operator",
                        () -> {
                            Timers.sleep(Duration.ofMillis(1500));
                            settings.send("all");
                        });
                int failures = supervise(settings);
                if (failures != 2) {
                    throw new AssertionError(failures + " failures");
                }
            });
}

int supervise(Receiver<String> settings) throws InterruptedException {
    for (int failures = 0; failures <= 2; failures++) {
        try {
            Scope.run(scope -> scope.go("worker", () -> work(settings)));
            return failures;
        } catch (ProcessFailedException e) {
            Timers.sleep(Duration.ofSeconds(1));
        }
    }
    throw new IllegalStateException("the worker fails too often");
}

void work(Receiver<String> settings) {
    if (settings.tryReceive().orNull() == null) {
        throw new IllegalStateException("no settings");
    }
}
