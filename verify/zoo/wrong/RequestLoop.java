import dev.handoff.*;

/**
 * Two servers ask each other while they serve: a cycle of clients and servers.
 *
 * Source: Welch, Justo, Willcock, "Higher-Level Paradigms for Deadlock-Free High-Performance Systems", 1993: a network
 * of clients and servers is free of deadlock if it has no such cycle
 *
 * Check: DEADLOCK by random 1000 saying users and orders wait for each other
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

    /** Asks the peer about the first question; knows the answer to others. */
    void serve(Server peer) throws InterruptedException {
        while (true) {
            int question = requests.receive();
            replies.send(question == 1 ? peer.ask(2) : 0);
        }
    }
}

void main() throws Exception {
    Server users = Server.named("users");
    Server orders = Server.named("orders");
    Channel<Integer> answered = Channel.<Integer>named("answered").open();
    Scope.run(
            scope -> {
                scope.go("users", () -> users.serve(orders));
                scope.go("orders", () -> orders.serve(users));
                scope.go("client of users", () -> answered.send(users.ask(1)));
                scope.go("client of orders", () -> answered.send(orders.ask(1)));
                answered.receive();
                answered.receive();
                scope.cancel();
            });
}
