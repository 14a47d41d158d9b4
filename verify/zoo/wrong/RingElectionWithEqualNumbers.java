import dev.handoff.*;

/**
 * Leader election in a ring in which two stations have the same number: both think that their own has come around.
 *
 * Source: Chang, Roberts, "An Improved Algorithm for Decentralized Extrema-Finding in Circular Configurations of
 * Processes", CACM 1979, which asks for numbers that differ
 *
 * Check: FAILURE by exhaustive saying more than one leader
 */
void main() throws Exception {
    List<Integer> numbers = List.of(2, 1, 2);
    int count = numbers.size();
    List<Channel<Integer>> ring = new ArrayList<>();
    for (int i = 0; i < count; i++) {
        ring.add(Channel.<Integer>named("to " + i).buffered(2 * count).open());
    }
    Channel<Integer> leaders = Channel.<Integer>named("leaders").buffered(count).open();
    Scope.run(
            scope -> {
                for (int i = 0; i < count; i++) {
                    int station = i;
                    Channel<Integer> in = ring.get(i);
                    Channel<Integer> out = ring.get((i + 1) % count);
                    scope.go(
                            "station " + i,
                            () -> elect(station, numbers.get(station), in, out, leaders));
                }
                Set<Integer> said = new HashSet<>();
                for (int i = 0; i < count; i++) {
                    said.add(leaders.receive());
                }
                if (said.size() > 1) {
                    throw new AssertionError("more than one leader: " + said);
                }
            });
}

/** Passes greater numbers on; ends when it knows a leader: a number below zero says which. */
void elect(
        int station, int number, Receiver<Integer> in, Sender<Integer> out, Sender<Integer> leaders)
        throws InterruptedException {
    out.send(number);
    while (true) {
        int heard = in.receive();
        if (heard < 0) {
            out.send(heard);
            leaders.send(-heard - 1);
            return;
        } else if (heard == number) {
            out.send(-station - 1);
            leaders.send(station);
            return;
        } else if (heard > number) {
            out.send(heard);
        }
    }
}
