import dev.handoff.*;

/**
 * R4. As with tokio's mpsc: a bounded channel, a spawned producer, and a loop that ends by itself
 * when the last sender is gone. Any number of producers may get a sender each.
 */
void main() throws Exception {
    Scope.run(
            scope -> {
                Channel<Integer> channel = Channel.<Integer>named("numbers").buffered(100).open();
                scope.go("producer", channel.newSender(), out -> produce(out));

                Integer number;
                while ((number = channel.receiveOrNull()) != null) {
                    IO.println("got " + number);
                }
                IO.println("all senders are gone");
            });
}

void produce(Sender<Integer> out) throws InterruptedException {
    for (int i = 0; i < 10; i++) {
        out.send(i);
    }
}
