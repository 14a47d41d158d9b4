import dev.handoff.*;

/**
 * A client gives up; the server, which serves one at a time, waits for ever to hand it its reply, and the next client too.
 *
 * Source: erigontech/erigon issue 16665, golang/go pull request 40236 (a reply nobody waits for any more)
 *
 * Check: DEADLOCK by exhaustive saying server waits to send to channel "hasty client's reply"
 */
record Request(int number, Channel<Integer> reply) {}

void main() throws Exception {
    Channel<Request> requests = Channel.<Request>named("requests").open();
    Scope.run(
            scope -> {
                scope.go("server", () -> serve(requests));
                Channel<Integer> hasty = Channel.<Integer>named("hasty client's reply").open();
                requests.send(new Request(1, hasty));
                var _ = hasty.receiveWithin(Duration.ofSeconds(1));
                Channel<Integer> patient = Channel.<Integer>named("patient client's reply").open();
                requests.send(new Request(2, patient));
                patient.receive();
                scope.cancel();
            });
}

void serve(Receiver<Request> requests) throws InterruptedException {
    for (Request request : requests) {
        Timers.sleep(Duration.ofSeconds(2));
        request.reply().send(request.number());
    }
}
