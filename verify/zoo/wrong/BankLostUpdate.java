import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * An account that answers what is in it and takes what shall be in it, in two messages: two deposits, one is lost.
 *
 * Source: Lu, Park, Seo, Zhou, "Learning from Mistakes", ASPLOS 2008 (atomicity violations); Gray, "Notes on Data Base
 * Operating Systems", 1978 (lost update)
 *
 * Check: FAILURE by exhaustive saying 10 and 20 are 20
 */
void main() throws Exception {
    Channel<Integer> balance = Channel.<Integer>named("balance").open();
    Channel<Integer> update = Channel.<Integer>named("update").open();
    Scope.run(
            scope -> {
                Task<Integer> account = scope.fork("account", () -> keep(balance, update));
                Scope.run(
                        customers -> {
                            customers.go("customer 1", () -> deposit(10, balance, update));
                            customers.go("customer 2", () -> deposit(20, balance, update));
                        });
                update.close();
                if (account.join() != 30) {
                    throw new AssertionError("10 and 20 are " + account.join());
                }
            });
}

void deposit(int amount, Receiver<Integer> balance, Sender<Integer> update)
        throws InterruptedException {
    update.send(balance.receive() + amount);
}

int keep(Sender<Integer> balance, Receiver<Integer> update) throws InterruptedException {
    AtomicInteger amount = new AtomicInteger();
    Select<Boolean> next =
            Select.of(
                    Select.<Integer, Boolean>on(
                                    update,
                                    now -> {
                                        amount.set(now);
                                        return true;
                                    })
                            .onClosed(() -> false),
                    toNext(balance, amount::get, () -> true));
    while (next.run()) {}
    return amount.get();
}
