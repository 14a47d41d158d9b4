import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * A ring in which everybody sends to the right and receives from the left, in the order that comes first.
 *
 * Source: law L31; Roscoe, "The Theory and Practice of Concurrency", 1997, 13.2, for the ring that deadlocks without
 *
 * Check: CLEAN by exhaustive with 3
 * Check: CLEAN by random 500 with 5
 */
void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    List<Channel<Integer>> ring = new ArrayList<>();
    for (int i = 0; i < count; i++) {
        ring.add(Channel.<Integer>named("to " + i).open());
    }
    Scope.run(
            scope -> {
                for (int i = 0; i < count; i++) {
                    Channel<Integer> right = ring.get((i + 1) % count);
                    Channel<Integer> left = ring.get(i);
                    scope.go("node " + i, () -> exchange(left, right));
                }
            });
}

void exchange(Receiver<Integer> left, Sender<Integer> right) throws InterruptedException {
    boolean hasSent = Select.one(to(right, 1, () -> true), on(left, n -> false));
    if (hasSent) {
        left.receive();
    } else {
        right.send(1);
    }
}
