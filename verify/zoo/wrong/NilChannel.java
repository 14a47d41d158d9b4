import dev.handoff.*;

/**
 * The reply channel was never made: the request names one on which nothing ever comes.
 *
 * Source: Go specification, "a nil channel is never ready"; datastax/go-cassandra-native-protocol issue 38
 *
 * Check: DEADLOCK by exhaustive
 */
record Request(int number, Channel<Integer> reply) {}

void main() throws Exception {
    Channel<Request> requests = Channel.<Request>named("requests").open();
    Channel<Integer> reply = Channel.never();
    Handoff.go(
            "server",
            () -> {
                Request request = requests.receive();
                request.reply().send(request.number() + 1);
            });
    requests.send(new Request(1, reply));
    reply.receive();
}
