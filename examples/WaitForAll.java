import dev.handoff.*;

/**
 * R21. Nobody counts: a scope is left when all its processes have ended, also those that its
 * processes have started. Here each of them starts the two below it.
 */
void main() throws Exception {
    AtomicInteger visited = new AtomicInteger();
    Scope.run(scope -> scope.go(() -> visit(scope, 1, visited)));
    IO.println("visited " + visited + " nodes");
}

void visit(Scope scope, int node, AtomicInteger visited) {
    visited.incrementAndGet();
    for (int child = 2 * node; child <= 2 * node + 1 && child < 128; child++) {
        int next = child;
        scope.go("node " + next, () -> visit(scope, next, visited));
    }
}
