import dev.handoff.*;
import dev.handoff.coordinate.*;

/**
 * R21. Nobody counts: a scope is left when all its processes have ended, also those that its
 * processes have started. Here each of them starts the two below it.
 *
 * <p>Who would rather wait in the midst of a scope counts with a wait group, that also grows while
 * it is waited for.
 */
void main() throws Exception {
    AtomicInteger visited = new AtomicInteger();
    Scope.run(scope -> scope.go(() -> visit(scope, 1, visited)));
    IO.println("visited " + visited + " nodes");

    Scope.run(
            scope -> {
                WaitGroup group = WaitGroup.create();
                AtomicInteger again = new AtomicInteger();
                group.go(scope, () -> visit(scope, group, 1, again));
                group.await();
                IO.println("visited " + again + " nodes, and the scope goes on");
            });
}

void visit(Scope scope, int node, AtomicInteger visited) {
    visited.incrementAndGet();
    for (int child = 2 * node; child <= 2 * node + 1 && child < 128; child++) {
        int next = child;
        scope.go("node " + next, () -> visit(scope, next, visited));
    }
}

void visit(Scope scope, WaitGroup group, int node, AtomicInteger visited) {
    visited.incrementAndGet();
    for (int child = 2 * node; child <= 2 * node + 1 && child < 128; child++) {
        int next = child;
        group.go(scope, () -> visit(scope, group, next, visited));
    }
}
