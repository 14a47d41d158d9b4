import dev.handoff.*;

/**
 * A token goes round twice, and who has it is alone in the critical section.
 *
 * Source: Le Lann, "Distributed Systems: Towards a Formal Approach", IFIP 1977
 *
 * Check: CLEAN by exhaustive
 */
void main() throws Exception {
    int count = 3;
    List<Channel<Integer>> ring = new ArrayList<>();
    for (int i = 0; i < count; i++) {
        ring.add(Channel.<Integer>named("to " + i).open());
    }
    Channel<Integer> inside = Channel.<Integer>named("inside").buffered(1).open();
    Scope.run(
            scope -> {
                for (int i = 1; i < count; i++) {
                    int station = i;
                    Channel<Integer> next = ring.get((i + 1) % count);
                    scope.go(
                            "station " + i,
                            () -> {
                                for (int token : ring.get(station)) {
                                    enter(station, inside);
                                    next.send(token + 1);
                                }
                                if (station < count - 1) {
                                    next.close();
                                }
                            });
                }
                for (int round = 0; round < 2; round++) {
                    enter(0, inside);
                    ring.get(1).send(round);
                    ring.get(0).receive();
                }
                ring.get(1).close();
            });
}

void enter(int station, Channel<Integer> inside) throws InterruptedException {
    if (!inside.trySend(station).accepted()) {
        throw new AssertionError(station + " is not alone");
    }
    inside.receive();
}
