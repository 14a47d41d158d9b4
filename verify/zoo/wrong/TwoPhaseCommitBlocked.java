import dev.handoff.*;

/**
 * Two-phase commit in which the coordinator dies after it has the votes: those who voted yes wait for its word.
 *
 * Source: Gray, "Notes on Data Base Operating Systems", 1978; Skeen, "Nonblocking Commit Protocols", 1981
 *
 * Check: DEADLOCK by exhaustive saying participant 1 waits to receive from channel "decision"
 */
void main() throws Exception {
    Channel<Boolean> votes = Channel.<Boolean>named("votes").open();
    Channel<Boolean> decision = Channel.<Boolean>named("decision").open();
    Channel<Boolean> carriedOut = Channel.<Boolean>named("carried out").open();
    Scope.named("bank")
            .supervised(failure -> {})
            .run(
                    scope -> {
                        for (int i = 1; i <= 2; i++) {
                            scope.go(
                                    "participant " + i,
                                    () -> {
                                        votes.send(true);
                                        carriedOut.send(decision.receive());
                                    });
                        }
                        scope.go(
                                "coordinator",
                                () -> {
                                    votes.receive();
                                    votes.receive();
                                    throw new IllegalStateException("power cut");
                                });
                        carriedOut.receive();
                        carriedOut.receive();
                    });
}
