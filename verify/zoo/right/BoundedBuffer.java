import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * A bounded buffer as a process: it takes while there is room, and gives while there is something.
 *
 * Source: Hoare, "Communicating Sequential Processes", CACM 1978, 5.1
 *
 * Check: CLEAN by random 500
 */
void main() throws Exception {
    Channel<Integer> in = Channel.<Integer>named("in").open();
    Channel<Integer> out = Channel.<Integer>named("out").open();
    Scope.run(
            scope -> {
                scope.go("buffer", () -> store(2, in, out));
                scope.go(
                        "producer",
                        () -> {
                            in.sendAll(List.of(1, 2, 3, 4));
                            in.close();
                        });
                List<Integer> got = new ArrayList<>();
                out.forEach(got::add);
                if (!got.equals(List.of(1, 2, 3, 4))) {
                    throw new AssertionError("got " + got);
                }
            });
}

void store(int capacity, Receiver<Integer> in, Sender<Integer> out) throws InterruptedException {
    ArrayDeque<Integer> values = new ArrayDeque<>();
    Select<Boolean> next =
            Select.of(
                    on(in, values::add).onClosed(() -> false).when(() -> values.size() < capacity),
                    toNext(out, values::getFirst, () -> values.removeFirst() > 0)
                            .when(() -> !values.isEmpty()));
    while (next.run()) {}
    out.sendAll(values);
    out.close();
}
