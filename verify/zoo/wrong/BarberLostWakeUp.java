import dev.handoff.*;

/**
 * A sleeping barber who is woken with a word that nobody keeps: it is lost if he is about to lie down.
 *
 * Source: Dijkstra, "Cooperating Sequential Processes", 1965, for the barber, and for the wake-up that is not to be lost
 *
 * Check: DEADLOCK by exhaustive
 */
void main() throws Exception {
    Channel<Integer> chairs = Channel.<Integer>named("chairs").buffered(1).open();
    Channel<Boolean> wakeUp = Channel.<Boolean>named("wake-up").open();
    Channel<Integer> shaved = Channel.<Integer>named("shaved").open();
    Handoff.go(
            "barber",
            () -> {
                while (true) {
                    Integer customer = chairs.tryReceive().orNull();
                    if (customer == null) {
                        wakeUp.receive();
                    } else {
                        shaved.send(customer);
                    }
                }
            });
    chairs.send(1);
    wakeUp.trySend(true);
    shaved.receive();
}
