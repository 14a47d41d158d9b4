import dev.handoff.*;

/**
 * Dining philosophers, one of whom takes the right fork first; the argument says how many.
 *
 * Source: Dijkstra, "Hierarchical Ordering of Sequential Processes", 1971, on the order of resources
 *
 * Check: CLEAN by exhaustive with 2
 * Check: CLEAN by exhaustive with 3
 * Check: CLEAN by random 300 with 5
 */
void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    List<Channel<Integer>> forks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
        Channel<Integer> fork = Channel.<Integer>named("fork " + i).buffered(1).open();
        fork.send(i);
        forks.add(fork);
    }
    Scope.run(
            scope -> {
                for (int i = 0; i < count; i++) {
                    Channel<Integer> left = forks.get(i);
                    Channel<Integer> right = forks.get((i + 1) % count);
                    boolean isLast = i == count - 1;
                    scope.go(
                            "philosopher " + i,
                            () -> dine(isLast ? right : left, isLast ? left : right));
                }
            });
}

void dine(Channel<Integer> first, Channel<Integer> second) throws InterruptedException {
    int one = first.receive();
    int other = second.receive();
    first.send(one);
    second.send(other);
}
