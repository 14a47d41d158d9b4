import dev.handoff.*;

/**
 * Cigarette smokers who take what they need from the table one by one: two of them hold one thing each.
 *
 * Source: Patil, "Limitations and Capabilities of Dijkstra's Semaphore Primitives for Coordination among Processes", 1971
 *
 * Check: DEADLOCK by exhaustive saying has paper waits to receive from channel "matches"
 */
void main() throws Exception {
    Channel<String> tobacco = Channel.<String>named("tobacco").buffered(1).open();
    Channel<String> paper = Channel.<String>named("paper").buffered(1).open();
    Channel<String> matches = Channel.<String>named("matches").buffered(1).open();
    Channel<String> smoked = Channel.<String>named("smoked").open();
    Scope.run(
            scope -> {
                scope.go("has tobacco", () -> smoke(paper, matches, smoked));
                scope.go("has paper", () -> smoke(tobacco, matches, smoked));
                scope.go("has matches", () -> smoke(tobacco, paper, smoked));
                tobacco.send("tobacco");
                paper.send("paper");
                smoked.receive();
                scope.cancel();
            });
}

void smoke(Receiver<String> first, Receiver<String> second, Sender<String> smoked)
        throws InterruptedException {
    smoked.send(first.receive() + second.receive());
}
