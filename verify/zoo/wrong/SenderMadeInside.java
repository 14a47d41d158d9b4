import dev.handoff.*;

/**
 * Each producer makes its counted sender when it begins: the first may have closed the channel before the second begins.
 *
 * Source: WaitGroup.Add inside of the goroutine, Tu et al., ASPLOS 2019, figure 9; staticcheck SA2000
 *
 * Check: FAILURE by exhaustive saying channel "numbers" was closed; make all senders before the first can be closed
 */
void main() throws Exception {
    Channel<Integer> numbers = Channel.<Integer>named("numbers").open();
    Scope.run(
            scope -> {
                for (int i = 1; i <= 2; i++) {
                    int number = i;
                    scope.go(
                            "producer " + i,
                            () -> {
                                try (Sender<Integer> out = numbers.newSender()) {
                                    out.send(number);
                                }
                            });
                }
                numbers.forEach(number -> {});
            });
}
