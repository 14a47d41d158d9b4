import dev.handoff.*;

/**
 * Two sorted streams become one, by holding the head of each.
 *
 * Source: Kahn, MacQueen, "Coroutines and Networks of Parallel Processes", IFIP 1977
 *
 * Check: CLEAN by random 500
 */
void main() throws Exception {
    List<Integer> merged = new ArrayList<>();
    Scope.run(
            scope -> {
                Receiver<Integer> odd = scope.produce("odd", out -> out.sendAll(List.of(1, 3)));
                Receiver<Integer> even = scope.produce("even", out -> out.sendAll(List.of(2, 4)));
                scope.<Integer>produce("merge", out -> merge(odd, even, out)).forEach(merged::add);
            });
    if (!merged.equals(List.of(1, 2, 3, 4))) {
        throw new AssertionError(merged.toString());
    }
}

void merge(Receiver<Integer> left, Receiver<Integer> right, Sender<Integer> out)
        throws InterruptedException {
    Integer l = left.receiveOrNull();
    Integer r = right.receiveOrNull();
    while (l != null || r != null) {
        if (r == null || (l != null && l <= r)) {
            out.send(l);
            l = left.receiveOrNull();
        } else {
            out.send(r);
            r = right.receiveOrNull();
        }
    }
}
