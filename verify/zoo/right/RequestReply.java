import dev.handoff.*;

/**
 * Requests that carry their reply channel, which has room for the reply: a client that gives up holds nobody up.
 *
 * Source: "Effective Go", channels of channels; BishopFox/sliver pull request 1089 for the buffer
 *
 * Check: CLEAN by exhaustive
 */
record Request(int number, Channel<Integer> reply) {}

void main() throws Exception {
    Channel<Request> requests = Channel.<Request>named("requests").open();
    Scope.run(
            scope -> {
                scope.go("server", () -> serve(requests));
                Channel<Integer> hasty = Channel.<Integer>named("hasty").buffered(1).open();
                requests.send(new Request(1, hasty));
                var _ = hasty.receiveWithin(Duration.ofSeconds(1));
                Channel<Integer> patient = Channel.<Integer>named("patient").buffered(1).open();
                requests.send(new Request(2, patient));
                if (patient.receive() != 2) {
                    throw new AssertionError("somebody else's reply");
                }
                requests.close();
            });
}

void serve(Receiver<Request> requests) throws InterruptedException {
    for (Request request : requests) {
        Timers.sleep(Duration.ofSeconds(2));
        request.reply().send(request.number());
    }
}
