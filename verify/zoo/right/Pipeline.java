import dev.handoff.*;

/**
 * A pipeline: each stage adds one to what it gets and closes its channel at the end; the arguments say how many stages,
 * how many values, and how many have room in each channel.
 *
 * Source: Hoare, "Communicating Sequential Processes", 1985, 4.4; Sameer Ajmani, "Go Concurrency Patterns: Pipelines and
 * cancellation", The Go Blog, 2014
 *
 * Check: CLEAN by exhaustive with 4 5 0
 * Check: CLEAN by exhaustive with 4 5 1
 */
void main(String[] args) throws Exception {
    int stages = Integer.parseInt(args[0]);
    int values = Integer.parseInt(args[1]);
    int capacity = Integer.parseInt(args[2]);
    Scope.run(
            scope -> {
                Receiver<Integer> last =
                        scope.produce(
                                "source",
                                capacity,
                                out -> {
                                    for (int i = 0; i < values; i++) {
                                        out.send(i);
                                    }
                                });
                for (int stage = 1; stage < stages; stage++) {
                    Receiver<Integer> in = last;
                    last =
                            scope.produce(
                                    "stage " + stage,
                                    capacity,
                                    out -> {
                                        for (int value : in) {
                                            out.send(value + 1);
                                        }
                                    });
                }
                int next = stages - 1;
                for (int value : last) {
                    if (value != next++) {
                        throw new AssertionError(value + " has come");
                    }
                }
                if (next != stages - 1 + values) {
                    throw new AssertionError("only " + (next - stages + 1) + " have come");
                }
            });
}
