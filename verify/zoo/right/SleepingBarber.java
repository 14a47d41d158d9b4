import dev.handoff.*;

/**
 * A sleeping barber who waits at the chairs themselves; a customer who finds no chair goes away.
 *
 * Source: Dijkstra, "Cooperating Sequential Processes", 1965
 *
 * Check: CLEAN by random 500
 */
void main() throws Exception {
    Channel<Channel<Boolean>> chairs = Channel.<Channel<Boolean>>named("chairs").buffered(1).open();
    Scope.run(
            shop -> {
                shop.go(
                        "barber",
                        () -> {
                            for (Channel<Boolean> customer : chairs) {
                                customer.send(true);
                            }
                        });
                Scope.run(
                        street -> {
                            for (int i = 1; i <= 3; i++) {
                                street.go("customer " + i, () -> visit(chairs));
                            }
                        });
                chairs.close();
            });
}

void visit(Sender<Channel<Boolean>> chairs) throws InterruptedException {
    Channel<Boolean> shaved = Channel.<Boolean>named("shaved").open();
    if (chairs.trySend(shaved).accepted()) {
        shaved.receive();
    }
}
