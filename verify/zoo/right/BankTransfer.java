import dev.handoff.*;

/**
 * Transfers without locks: each account is a process that adds what it gets, so that no update is lost.
 *
 * Source: Hewitt, Bishop, Steiger, "A Universal Modular Actor Formalism", 1973: what belongs to one process needs no lock
 *
 * Check: CLEAN by random 500
 */
void main() throws Exception {
    Channel<Integer> first = Channel.<Integer>named("first").open();
    Channel<Integer> second = Channel.<Integer>named("second").open();
    Scope.run(
            scope -> {
                Task<Integer> inFirst = scope.fork("first", () -> keep(100, first));
                Task<Integer> inSecond = scope.fork("second", () -> keep(100, second));
                Task<Boolean> other = scope.fork("customer", () -> transfer(10, first, second));
                transfer(20, second, first);
                other.join();
                first.close();
                second.close();
                if (inFirst.join() != 110 || inSecond.join() != 90) {
                    throw new AssertionError(inFirst.join() + " and " + inSecond.join());
                }
            });
}

boolean transfer(int amount, Sender<Integer> from, Sender<Integer> to) throws InterruptedException {
    from.send(-amount);
    to.send(amount);
    return true;
}

int keep(int amount, Receiver<Integer> updates) {
    int sum = amount;
    for (int update : updates) {
        sum += update;
    }
    return sum;
}
