import dev.handoff.*;

/**
 * A token ring in which a station leaves with the token in its hand.
 *
 * Source: Le Lann, "Distributed Systems: Towards a Formal Approach", IFIP 1977
 *
 * Check: DEADLOCK by exhaustive
 */
void main() throws Exception {
    int count = 3;
    List<Channel<Integer>> ring = new ArrayList<>();
    for (int i = 0; i < count; i++) {
        ring.add(Channel.<Integer>named("to " + i).open());
    }
    Scope.run(
            scope -> {
                for (int i = 1; i < count; i++) {
                    int station = i;
                    scope.go(
                            "station " + i,
                            () -> {
                                int token = ring.get(station).receive();
                                if (station == 2) {
                                    return;
                                }
                                ring.get((station + 1) % count).send(token + 1);
                            });
                }
                ring.get(1).send(0);
                ring.get(0).receive();
            });
}
