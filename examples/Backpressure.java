import dev.handoff.*;

/**
 * R8, R14. A sender waits only while the buffer is full: it can be two values ahead, and one more
 * that it is waiting with. A consumer that is slow slows its producer down, and nothing piles up.
 */
void main() throws Exception {
    Scope.run(
            scope -> {
                Channel<Integer> buffer = Channel.buffered(2);
                buffer.send(1); // there is room: neither waits, although nobody receives
                buffer.send(2);
                IO.println("two sent, " + buffer.size() + " in the buffer");
                IO.println(buffer.trySend(3)); // did not wait, and 3 is still ours

                AtomicInteger sent = new AtomicInteger(2);
                scope.go("producer", buffer, out -> produce(out, sent));
                int most = 0;
                int received = 0;
                for (int value : buffer) {
                    received++;
                    most = Math.max(most, sent.get() - received);
                    Timers.sleep(Duration.ofMillis(10)); // slow, and so its producer is, too
                }
                IO.println("received " + received + ", never more than 2 waiting: " + (most <= 2));
            });
}

void produce(Sender<Integer> buffer, AtomicInteger sent) throws InterruptedException {
    for (int i = 3; i <= 20; i++) {
        buffer.send(i);
        sent.incrementAndGet(); // after the send: so never too high
    }
}
