import dev.handoff.*;

/**
 * R24. A count that two processes share, and that no channel orders: an increment may be lost, mostly it is not. A
 * {@code Watched} is a field to the machine, but ./handoff check sees every access:
 *
 * <pre>
 * RACE: left and right share a watched variable with no channel in between
 * </pre>
 *
 * Then the same with a field, and an array that one process writes and another reads: of both the lint warns while they are
 * compiled. Then with one owner, who is told what to add: what only one process touches needs no luck. A loop variable that
 * changes is never shared: the compiler refuses the line that is commented out.
 */
void main() throws Exception {
    IO.println("shared: about " + shared());
    IO.println("a field: about " + field());
    IO.println("an array: about " + array());
    IO.println("owned: " + owned());
}

/** Wrong. */
int shared() throws Exception {
    Watched<Integer> count = Watched.of(0);
    Scope.run(
            scope -> {
                scope.go("left", () -> count.set(count.get() + 1));
                scope.go("right", () -> count.set(count.get() + 1));
            });
    return count.get();
}

int total;

/** Wrong, too. */
@SuppressWarnings("handoff") // the lint finds it while compiling; this is what happens at run time
int field() throws Exception {
    Scope.run(
            scope -> {
                scope.go("left", () -> total++);
                scope.go("right", () -> total++);
            });
    return total;
}

/** Wrong, too: the reader may see the old price or the new one. */
@SuppressWarnings("handoff")
int array() throws Exception {
    int[] price = {10};
    return Scope.call(
            scope -> {
                scope.go("writer", () -> price[0] = 12);
                Task<Integer> reader = scope.fork("reader", () -> price[0]);
                return reader.join();
            });
}

/** Right. */
int owned() throws Exception {
    Channel<Integer> added = Channel.<Integer>named("added").open();
    Watched<Integer> count = Watched.of(0);
    Scope.run(
            scope -> {
                // for (int i = 0; i < 2; i++) { scope.go(() -> IO.println(i)); }   each needs an i
                // of its own
                for (String name : List.of("left", "right")) { // as here: a new one in each turn
                    scope.go(name, added.newSender(), out -> out.send(1)); // the last closes
                }
                added.forEach(more -> count.set(count.get() + more));
            });
    return count.get();
}
