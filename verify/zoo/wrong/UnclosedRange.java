import dev.handoff.*;

/**
 * Workers take jobs until the channel ends, and nobody ends it.
 *
 * Source: Saioc et al., CGO 2024 (unclosed range); apache/pulsar-client-go issue 498
 *
 * Check: LEAK by exhaustive
 */
void main() throws Exception {
    Channel<Integer> jobs = Channel.<Integer>named("jobs").open();
    Channel<Integer> squares = Channel.<Integer>named("squares").buffered(2).open();
    for (int i = 1; i <= 2; i++) {
        Handoff.go(
                "worker " + i,
                () -> {
                    for (int job : jobs) {
                        squares.send(job * job);
                    }
                });
    }
    jobs.send(1);
    jobs.send(2);
    squares.receive();
    squares.receive();
}
