import dev.handoff.*;

/**
 * A sleeping barber who is woken with a word that nobody keeps: it is lost if he is about to lie down.
 *
 * Source: Dijkstra, "Cooperating Sequential Processes", 1965, for the barber, and for the wake-up that is not to be lost
 *
 * Check: DEADLOCK by exhaustive saying barber waits to receive from channel "wake-up"
 * Check: DEADLOCK by pct 2 1000 saying barber waits to receive from channel "wake-up"
 */
void main() throws Exception {
    Channel<Integer> chairs = Channel.<Integer>named("chairs").buffered(1).open();
    Channel<Boolean> wakeUp = Channel.<Boolean>named("wake-up").open();
    Channel<Integer> shaved = Channel.<Integer>named("shaved").open();
    Scope.run(
            shop -> {
                shop.go("barber", () -> shave(chairs, wakeUp, shaved));
                chairs.send(1);
                wakeUp.trySend(true);
                shaved.receive();
                shop.cancel();
            });
}

void shave(Receiver<Integer> chairs, Receiver<Boolean> wakeUp, Sender<Integer> shaved)
        throws InterruptedException {
    while (true) {
        Integer customer = chairs.tryReceive().orNull();
        if (customer == null) {
            wakeUp.receive();
        } else {
            shaved.send(customer);
        }
    }
}
