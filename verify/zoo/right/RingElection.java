import dev.handoff.*;

/**
 * Leader election in a ring: the greatest number comes around, and its station is the leader.
 *
 * Source: Chang, Roberts, "An Improved Algorithm for Decentralized Extrema-Finding in Circular Configurations of
 * Processes", CACM 1979
 *
 * Check: CLEAN by random 500 with 2 3 1
 * Check: CLEAN by exhaustive with 1 2
 */
void main(String[] numbers) throws Exception {
    int count = numbers.length;
    List<Channel<Integer>> ring = new ArrayList<>();
    for (int i = 0; i < count; i++) {
        ring.add(Channel.<Integer>named("to " + i).buffered(2 * count).open());
    }
    Channel<Integer> leaders = Channel.<Integer>named("leaders").buffered(count).open();
    Scope.run(
            scope -> {
                for (int i = 0; i < count; i++) {
                    int number = Integer.parseInt(numbers[i]);
                    Channel<Integer> in = ring.get(i);
                    Channel<Integer> out = ring.get((i + 1) % count);
                    scope.go("station " + i, () -> elect(number, in, out, leaders));
                }
                for (int i = 0; i < count; i++) {
                    int leader = leaders.receive();
                    if (leader != count) {
                        throw new AssertionError("station " + leader + " leads");
                    }
                }
            });
}

/** Passes greater numbers on; ends when it knows a leader: a number below zero says which. */
void elect(int number, Receiver<Integer> in, Sender<Integer> out, Sender<Integer> leaders)
        throws InterruptedException {
    out.send(number);
    while (true) {
        int heard = in.receive();
        if (heard < 0) {
            out.send(heard);
            leaders.send(-heard);
            return;
        } else if (heard == number) {
            out.send(-number);
            leaders.send(number);
            return;
        } else if (heard > number) {
            out.send(heard);
        }
    }
}
