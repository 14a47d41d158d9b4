import dev.handoff.*;

/**
 * A worker that has reported an error lacks its return, and reports a result, too: one receive, two sends.
 *
 * Source: Saioc et al., CGO 2024 (double send)
 *
 * Check: LEAK by exhaustive
 */
void main() throws Exception {
    Channel<String> outcome = Channel.<String>named("outcome").open();
    Handoff.go("worker", () -> work(outcome, -1));
    outcome.receive();
}

void work(Sender<String> outcome, int input) throws InterruptedException {
    if (input < 0) {
        outcome.send("error: " + input);
    }
    outcome.send("result: " + input);
}
