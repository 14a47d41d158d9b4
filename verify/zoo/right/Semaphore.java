import dev.handoff.*;

/**
 * A semaphore made of a channel: who fails gives its permit back, too.
 *
 * Source: "Effective Go", on a buffered channel as a semaphore; acquire, try, finally release
 *
 * Check: CLEAN by exhaustive
 */
void main() throws Exception {
    Channel<Integer> permits = Channel.<Integer>named("permits").buffered(1).open();
    permits.send(1);
    Scope.named("jobs")
            .supervised(failure -> {})
            .run(
                    scope -> {
                        scope.go("job that fails", () -> work(permits, true));
                        work(permits, false);
                    });
    if (permits.size() != 1) {
        throw new AssertionError("a permit is lost");
    }
}

void work(Channel<Integer> permits, boolean fails) throws InterruptedException {
    int permit = permits.receive();
    try {
        if (fails) {
            throw new IllegalStateException("no disk");
        }
    } finally {
        permits.trySend(permit); // there is room for it
    }
}
