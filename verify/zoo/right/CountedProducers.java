import dev.handoff.*;

/**
 * Two producers with a counted sender each; the last one closes, and the consumer's loop ends by itself.
 *
 * Source: Go's WaitGroup and a closer, without both; Rust's mpsc; law L16
 *
 * Check: CLEAN by exhaustive with 2
 */
void main(String[] args) throws Exception {
    Channel<Integer> numbers = Channel.<Integer>named("numbers").open();
    int values = Integer.parseInt(args[0]);
    Scope.run(
            scope -> {
                for (int i = 1; i <= 2; i++) {
                    Sender<Integer> out = numbers.newSender();
                    scope.go(
                            "producer " + i,
                            () -> {
                                try (out) {
                                    for (int n = 0; n < values; n++) {
                                        out.send(n);
                                    }
                                }
                            });
                }
                int count = 0;
                while (numbers.receiveOrNull() != null) {
                    count++;
                }
                if (count != 2 * values) {
                    throw new AssertionError(count + " have come");
                }
            });
}
