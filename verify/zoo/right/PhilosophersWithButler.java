import dev.handoff.*;

/**
 * Dining philosophers who all take the left fork first, and a butler who lets all but one sit down; the argument says
 * how many.
 *
 * Source: Hoare, "Communicating Sequential Processes", 1985, 2.5.3, who credits Scholten
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
    Channel<Integer> seats = Channel.<Integer>named("seats").buffered(count - 1).open();
    Scope.run(
            scope -> {
                for (int i = 0; i < count; i++) {
                    Channel<Integer> left = forks.get(i);
                    Channel<Integer> right = forks.get((i + 1) % count);
                    scope.go(
                            "philosopher " + i,
                            () -> {
                                seats.send(1);
                                dine(left, right);
                                seats.receive();
                            });
                }
            });
}

void dine(Channel<Integer> left, Channel<Integer> right) throws InterruptedException {
    int one = left.receive();
    int other = right.receive();
    left.send(one);
    right.send(other);
}
