import dev.handoff.*;

/**
 * A semaphore made of a channel: who fails does not give its permit back, and the next in line waits for ever.
 *
 * Source: Saioc et al., CGO 2024; the reason for Java's "acquire, try, finally release"
 *
 * Check: DEADLOCK by exhaustive
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
    work(permits, false);
}

void work(Channel<Integer> permits, boolean fails) throws InterruptedException {
    int permit = permits.receive();
    if (fails) {
        throw new IllegalStateException("no disk");
    }
    permits.send(permit);
}
