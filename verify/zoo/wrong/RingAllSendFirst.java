import dev.handoff.*;

/**
 * A ring in which everybody first sends to the right and then receives from the left.
 *
 * Source: Roscoe, "The Theory and Practice of Concurrency", 1997, 13.2 (token rings and cycles of ungranted requests)
 *
 * Check: DEADLOCK by exhaustive with 2
 * Check: DEADLOCK by exhaustive with 4
 */
void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    List<Channel<Integer>> ring = new ArrayList<>();
    for (int i = 0; i < count; i++) {
        ring.add(Channel.<Integer>named("to " + i).open());
    }
    Scope.run(
            scope -> {
                for (int i = 1; i < count; i++) {
                    Channel<Integer> right = ring.get((i + 1) % count);
                    Channel<Integer> left = ring.get(i);
                    scope.go(
                            "node " + i,
                            () -> {
                                right.send(1);
                                left.receive();
                            });
                }
                ring.get(1 % count).send(1);
                ring.get(0).receive();
            });
}
