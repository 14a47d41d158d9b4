import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * A subscriber that listens no more tells the hub so, while the hub sends it the next message.
 *
 * Source: cskr/pubsub issue 6; dgraph-io/badger pull request 1749
 *
 * Check: DEADLOCK by exhaustive
 */
void main() throws Exception {
    Channel<String> published = Channel.<String>named("published").buffered(1).open();
    Channel<String> leaving = Channel.<String>named("leaving").open();
    Channel<String> messages = Channel.<String>named("messages").open();
    Handoff.go(
            "hub",
            () -> {
                AtomicBoolean subscribed = new AtomicBoolean(true);
                Select<Boolean> next =
                        Select.of(
                                on(
                                        published,
                                        message -> {
                                            if (subscribed.get()) {
                                                messages.send(message);
                                            }
                                            return true;
                                        }),
                                on(
                                        leaving,
                                        who -> {
                                            subscribed.set(false);
                                            return false;
                                        }));
                while (next.run()) {}
            });
    published.send("one");
    messages.receive();
    published.send("two");
    leaving.send("subscriber");
}
