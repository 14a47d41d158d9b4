import dev.handoff.*;

/**
 * A protocol over a line that may lose a message, with acknowledgements but without the alternating bit: when an
 * acknowledgement comes late or is lost, the message is sent again and accepted twice.
 *
 * Source: Bartlett, Scantlebury, Wilkinson, "A Note on Reliable Full-Duplex Transmission over Half-Duplex Links",
 * CACM 1969
 *
 * Check: FAILURE by exhaustive saying sent 1 and 2, accepted [1, 1, 2]
 */
void main() throws Exception {
    Channel<Integer> line = Channel.<Integer>named("line").open();
    Channel<Integer> acknowledged = Channel.<Integer>named("acknowledged").open();
    Channel<Integer> accepted = Channel.<Integer>named("accepted").unbounded().open();
    Scope.run(
            scope -> {
                scope.go("receiver", () -> receive(line, acknowledged, accepted));
                for (int message = 1; message <= 2; message++) {
                    boolean arrived = false;
                    while (!arrived) {
                        line.send(message);
                        arrived =
                                acknowledged.receiveWithin(Duration.ofSeconds(1)).orNull() != null;
                    }
                }
                line.close();
            });
    accepted.close();
    List<Integer> all = new ArrayList<>();
    accepted.forEach(all::add);
    if (!all.equals(List.of(1, 2))) {
        throw new AssertionError("sent 1 and 2, accepted " + all);
    }
}

/** The first acknowledgement is lost on the way back. */
void receive(Receiver<Integer> line, Sender<Integer> acknowledged, Sender<Integer> accepted)
        throws InterruptedException {
    boolean lost = false;
    for (int message : line) {
        accepted.send(message);
        if (lost) {
            acknowledged.send(message);
        }
        lost = true;
    }
}
