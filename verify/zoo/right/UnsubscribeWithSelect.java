import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * A hub that can hear that its subscriber leaves while it has a message for it.
 *
 * Source: cskr/pubsub issue 6, mended: the send to a subscriber and its leaving are cases of one select
 *
 * Check: CLEAN by exhaustive
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
            });
}

void route(Receiver<String> published, Receiver<Boolean> leaving, Sender<String> messages)
        throws InterruptedException {
    boolean isSubscribed = true;
    for (int i = 0; i < 2; i++) {
        String message = published.receive();
        if (isSubscribed) {
            isSubscribed = Select.one(to(messages, message, () -> true), on(leaving, now -> false));
        }
    }
    if (isSubscribed) {
        leaving.receive();
    }
}
