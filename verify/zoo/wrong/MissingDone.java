import dev.handoff.*;

/**
 * A worker skips what is invalid, and with it the word that it is done: a missed send on one path.
 *
 * Source: lilydjwg/swapview-rosetta pull request 135 (a WaitGroup.Done left out before continue)
 *
 * Check: DEADLOCK by exhaustive
 */
void main() throws Exception {
    Channel<Boolean> done = Channel.<Boolean>named("done").open();
    Scope.run(
            scope -> {
                for (int item : List.of(1, -1)) {
                    scope.go(
                            "item " + item,
                            () -> {
                                if (item < 0) {
                                    return;
                                }
                                done.send(true);
                            });
                }
                done.receive();
                done.receive();
            });
}
