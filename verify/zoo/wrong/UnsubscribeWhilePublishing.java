import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * A subscriber that listens no more tells the hub so, while the hub sends it the next message.
 *
 * Source: cskr/pubsub issue 6; dgraph-io/badger pull request 1749
 *
 * Check: DEADLOCK by exhaustive saying hub waits to send to channel "messages"
 */
void main() throws Exception {
    Channel<String> published = Channel.<String>named("published").open();
    Channel<Boolean> leaving = Channel.<Boolean>named("leaving").open();
    Channel<String> messages = Channel.<String>named("messages").open();
    Scope.run(
            scope -> {
                scope.go("hub", () -> route(published, leaving, messages));
                scope.go("publisher", () -> published.sendAll(List.of("one", "two")));
                messages.receive();
                leaving.send(true);
                scope.cancel();
            });
}

void route(Receiver<String> published, Receiver<Boolean> leaving, Sender<String> messages)
        throws InterruptedException {
    Select<Boolean> next =
            Select.of(
                    on(
                            published,
                            message -> {
                                messages.send(message);
                                return true;
                            }),
                    on(leaving, now -> false));
    while (next.run()) {}
}
