import dev.handoff.*;

/**
 * Dining philosophers who all take the left fork first; the argument says how many.
 *
 * Source: Dijkstra, "Hierarchical Ordering of Sequential Processes", 1971; Hoare, "Communicating Sequential Processes",
 * 1985, 2.5
 *
 * Check: DEADLOCK by exhaustive with 2
 * Check: DEADLOCK by random 1000 with 3
 * Check: DEADLOCK by random 1000 with 4
 * Check: DEADLOCK by random 1000 with 5
 */
void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    List<Channel<Integer>> forks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
        Channel<Integer> fork = Channel.<Integer>named("fork " + i).buffered(1).open();
        fork.send(i);
        forks.add(fork);
    }
    Channel<Integer> fed = Channel.<Integer>named("fed").buffered(count).open();
    Scope.run(
            scope -> {
                for (int i = 0; i < count; i++) {
                    Channel<Integer> left = forks.get(i);
                    Channel<Integer> right = forks.get((i + 1) % count);
                    scope.go("philosopher " + i, () -> dine(left, right, fed));
                }
                for (int i = 0; i < count; i++) {
                    fed.receive();
                }
            });
}

void dine(Channel<Integer> left, Channel<Integer> right, Sender<Integer> fed)
        throws InterruptedException {
    int one = left.receive();
    int other = right.receive();
    left.send(one);
    right.send(other);
    fed.send(one);
}
