import dev.handoff.*;

/**
 * R4. As with tokio's mpsc: a buffered channel, spawned producers with a sender each, and a loop that ends by itself
 * when the last sender is gone.
 */
void main() throws Exception {
    Scope.run(
            scope -> {
                Channel<Integer> channel = Channel.<Integer>named("numbers").buffered(100).open();
                for (int i = 0; i < 3; i++) {
                    int first = i * 100;
                    scope.go("producer " + i, channel.newSender(), out -> produce(first, out));
                }

                Integer number;
                while ((number = channel.receiveOrNull()) != null) {
                    IO.println("got " + number);
                }
                IO.println("all senders are gone");
            });
}

void produce(int first, Sender<Integer> out) throws InterruptedException {
    for (int i = first; i < first + 10; i++) {
        out.send(i);
    }
}
