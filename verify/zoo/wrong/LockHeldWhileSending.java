import dev.handoff.*;

/**
 * A writer that has the lock sends into a full queue; who would empty the queue wants the lock first.
 *
 * Source: treeverse/lakeFS issue 1390, fnproject/fn pull request 920; Tu et al., ASPLOS 2019 (channel mixed with lock)
 *
 * Check: DEADLOCK by exhaustive
 */
void main() throws Exception {
    Channel<Boolean> lock = Channel.<Boolean>named("lock").buffered(1).open();
    Channel<Integer> queue = Channel.<Integer>named("queue").buffered(1).open();
    lock.send(true);
    Scope.run(
            scope -> {
                scope.go(
                        "writer",
                        () -> {
                            for (int i = 0; i < 2; i++) {
                                boolean held = lock.receive();
                                queue.send(i);
                                lock.send(held);
                            }
                        });
                for (int i = 0; i < 2; i++) {
                    boolean held = lock.receive();
                    queue.receive();
                    lock.send(held);
                }
            });
}
