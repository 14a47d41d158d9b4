import dev.handoff.*;

/**
 * Two-phase commit: the coordinator takes a vote that does not come in time for a no, and tells everybody the same.
 *
 * Source: Gray, "Notes on Data Base Operating Systems", 1978
 *
 * Check: CLEAN by exhaustive
 */
void main() throws Exception {
    Channel<Boolean> votes = Channel.<Boolean>named("votes").buffered(2).open();
    List<Channel<Boolean>> decisions = new ArrayList<>();
    Channel<Boolean> carriedOut = Channel.<Boolean>named("carried out").buffered(2).open();
    Scope.run(
            scope -> {
                for (int i = 1; i <= 2; i++) {
                    Duration pause = Duration.ofSeconds(4L * i - 2);
                    Channel<Boolean> decision = Channel.<Boolean>named("decision " + i).open();
                    decisions.add(decision);
                    scope.go(
                            "participant " + i,
                            () -> {
                                Timers.sleep(pause);
                                votes.send(true);
                                carriedOut.send(decision.receive());
                            });
                }
                boolean commit = true;
                for (int i = 0; i < 2; i++) {
                    Boolean vote = votes.receiveWithin(Duration.ofSeconds(3)).orNull();
                    commit = commit && vote != null && vote;
                }
                for (Channel<Boolean> decision : decisions) {
                    decision.send(commit);
                }
            });
    if (!carriedOut.receive().equals(carriedOut.receive())) {
        throw new AssertionError("one has committed, one has not");
    }
}
