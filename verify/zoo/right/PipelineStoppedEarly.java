import dev.handoff.*;

/**
 * A pipeline whose end needs two values: it cancels its receiver, and each stage stops the one before it.
 *
 * Source: Ajmani, "Go Concurrency Patterns: Pipelines and Cancellation", 2014, on stopping short; law L15
 *
 * Check: CLEAN by exhaustive
 */
void main() throws Exception {
    Scope.run(
            scope -> {
                Receiver<Integer> numbers =
                        scope.produce(
                                "numbers",
                                out -> {
                                    try {
                                        for (int n = 1; true; n++) {
                                            out.send(n);
                                        }
                                    } catch (CancelledException e) {
                                        // nobody wants more
                                    }
                                });
                Receiver<Integer> squares =
                        scope.produce(
                                "squares",
                                out -> {
                                    try {
                                        for (int n : numbers) {
                                            out.send(n * n);
                                        }
                                    } catch (CancelledException e) {
                                        numbers.cancel();
                                    }
                                });
                if (squares.receive() != 1 || squares.receive() != 4) {
                    throw new AssertionError("not 1 and 4");
                }
                squares.cancel();
            });
}
