import dev.handoff.*;

/**
 * A writer that has the lock sends into a full queue; who would empty the queue wants the lock first.
 *
 * Source: treeverse/lakeFS issue 1390, fnproject/fn pull request 920; Tu et al., ASPLOS 2019 (channel mixed with lock)
 *
 * Check: DEADLOCK by exhaustive saying writer waits to send to channel "queue"
 */
void main() throws Exception {
    Channel<Boolean> lock = Channel.<Boolean>named("lock").buffered(1).open();
    Channel<Integer> queue = Channel.<Integer>named("queue").buffered(1).open();
    lock.send(true);
    queue.send(0);
    Scope.run(
            scope -> {
                scope.go(
                        "writer",
                        () -> {
                            boolean held = lock.receive();
                            queue.send(1);
                            lock.send(held);
                        });
                boolean held = lock.receive();
                queue.receive();
                lock.send(held);
            });
}
