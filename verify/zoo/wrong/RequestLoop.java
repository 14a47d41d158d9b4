import dev.handoff.*;

/**
 * Two servers ask each other while they serve: a cycle of clients and servers.
 *
 * Source: Welch, Justo, Willcock, "Higher-Level Paradigms for Deadlock-Free High-Performance Systems", 1993: a network
 * of clients and servers is free of deadlock if it has no such cycle
 *
 * Check: DEADLOCK by exhaustive
 */
void main() throws Exception {
    Channel<Integer> toUsers = Channel.<Integer>named("users").open();
    Channel<Integer> fromUsers = Channel.<Integer>named("users' replies").open();
    Channel<Integer> toOrders = Channel.<Integer>named("orders").open();
    Channel<Integer> fromOrders = Channel.<Integer>named("orders' replies").open();
    Handoff.go("users", () -> serve(toUsers, fromUsers, toOrders, fromOrders));
    Handoff.go("orders", () -> serve(toOrders, fromOrders, toUsers, fromUsers));
    Scope.run(
            scope -> {
                scope.go("client", () -> call(toOrders, fromOrders));
                call(toUsers, fromUsers);
            });
}

int call(Sender<Integer> to, Receiver<Integer> from) throws InterruptedException {
    to.send(1);
    return from.receive();
}

void serve(
        Receiver<Integer> requests,
        Sender<Integer> replies,
        Sender<Integer> toPeer,
        Receiver<Integer> fromPeer)
        throws InterruptedException {
    while (true) {
        int request = requests.receive();
        replies.send(request + call(toPeer, fromPeer));
    }
}
