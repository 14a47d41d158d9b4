import dev.handoff.*;

/**
 * Two workers are waited for as if they were three: an extra receive.
 *
 * Source: WaitGroup.Add with too large a number; golang-nuts and the Go FAQ, passim; Tu et al., ASPLOS 2019
 *
 * Check: DEADLOCK by exhaustive
 */
void main() throws Exception {
    Channel<Integer> done = Channel.<Integer>named("done").open();
    Scope.run(
            scope -> {
                scope.go("worker 1", () -> done.send(1));
                scope.go("worker 2", () -> done.send(2));
                for (int i = 0; i < 3; i++) {
                    done.receive();
                }
            });
}
