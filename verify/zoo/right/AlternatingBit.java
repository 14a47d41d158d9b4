import dev.handoff.*;

/**
 * The alternating-bit protocol over a line that loses the first acknowledgement: each message is accepted once.
 *
 * Source: Bartlett, Scantlebury, Wilkinson, "A Note on Reliable Full-Duplex Transmission over Half-Duplex Links",
 * CACM 1969
 *
 * Check: CLEAN by exhaustive
 */
record Frame(int message, boolean bit) {}

void main() throws Exception {
    Channel<Frame> line = Channel.<Frame>named("line").open();
    Channel<Boolean> acknowledged = Channel.<Boolean>named("acknowledged").open();
    Channel<Integer> accepted = Channel.<Integer>named("accepted").unbounded().open();
    Scope.run(
            scope -> {
                scope.go("receiver", () -> receive(line, acknowledged, accepted));
                boolean bit = false;
                for (int message = 1; message <= 2; message++) {
                    Boolean answer = null;
                    while (answer == null || answer != bit) {
                        line.send(new Frame(message, bit));
                        answer = acknowledged.receiveWithin(Duration.ofSeconds(1)).orNull();
                    }
                    bit = !bit;
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

void receive(Receiver<Frame> line, Sender<Boolean> acknowledged, Sender<Integer> accepted)
        throws InterruptedException {
    boolean lost = false;
    boolean expected = false;
    for (Frame frame : line) {
        if (frame.bit() == expected) {
            accepted.send(frame.message());
            expected = !expected;
        }
        if (lost) {
            acknowledged.send(frame.bit());
        }
        lost = true;
    }
}
