import dev.handoff.*;

/**
 * Clients and servers without a cycle: two clients ask a server, which asks another.
 *
 * Source: Welch, Justo, Willcock, "Higher-Level Paradigms for Deadlock-Free High-Performance Systems", 1993
 *
 * Check: CLEAN by random 500
 */
record Server(Channel<Integer> requests, Channel<Integer> replies) {
    static Server named(String name) {
        return new Server(
                Channel.<Integer>named(name).open(),
                Channel.<Integer>named(name + "' replies").open());
    }

    int ask(int question) throws InterruptedException {
        requests.send(question);
        return replies.receive();
    }
}

void main() throws Exception {
    Server users = Server.named("users");
    Server orders = Server.named("orders");
    Scope.run(
            scope -> {
                scope.go(
                        "users",
                        () -> {
                            while (true) {
                                users.replies().send(users.requests().receive() + 1);
                            }
                        });
                scope.go(
                        "orders",
                        () -> {
                            while (true) {
                                orders.replies().send(users.ask(orders.requests().receive()));
                            }
                        });
                Task<Integer> other = scope.fork("other client", () -> orders.ask(1));
                orders.ask(2);
                other.join();
                scope.cancel();
            });
}
