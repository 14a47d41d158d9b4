import dev.handoff.*;
import dev.handoff.share.*;

/*
 * Sharing WAY SUBSCRIBERS VALUES ROUNDS: nanoseconds per value until each of the subscribers has received it, one line a
 * round. The ways:
 *
 *   broadcast   a Broadcast, subscribers with a buffer of 1024 that are waited for
 *   ahead       the same, with a buffer of 1024 in front of the broadcast
 *   rendezvous  a Broadcast, subscribers without a buffer
 *   newest      a Broadcast, subscribers with a buffer of 1024 that drops the oldest (few are dropped: they are counted in)
 *   publisher   the JDK's SubmissionPublisher with buffers of 1024, which waits for slow subscribers, too; they are callbacks
 *   floor       no broadcast: the sender sends to one channel with a buffer of 1024 after the other
 */
void main(String[] args) throws Exception {
    int subscribers = Integer.parseInt(args[1]);
    int values = Integer.parseInt(args[2]);
    for (int round = Integer.parseInt(args[3]); round > 0; round--) {
        long start = System.nanoTime();
        switch (args[0]) {
            case "floor" -> floor(subscribers, values);
            case "publisher" -> publisher(subscribers, values);
            case "broadcast" -> broadcast(0, subscribers, values, b -> b.buffered(1024));
            case "ahead" -> broadcast(1024, subscribers, values, b -> b.buffered(1024));
            case "rendezvous" -> broadcast(0, subscribers, values, b -> b);
            case "newest" ->
                    broadcast(0, subscribers, values, b -> b.buffered(1024).onLag(Lag.DROP_OLDEST));
            default -> throw new IllegalArgumentException(args[0]);
        }
        double nanos = System.nanoTime() - start;
        IO.println("%s %d %.1f".formatted(args[0], subscribers, nanos / values));
    }
}

void broadcast(
        int ahead, int subscribers, int values, UnaryOperator<SubscriptionBuilder<Integer>> how)
        throws Exception {
    Scope.run(
            scope -> {
                Broadcast<Integer> broadcast =
                        Broadcast.<Integer>unnamed().buffered(ahead).in(scope);
                for (int i = 0; i < subscribers; i++) {
                    Receiver<Integer> in = how.apply(broadcast.subscriber()).subscribe();
                    scope.go(() -> drain(in, values));
                }
                scope.go(() -> send(List.of(broadcast.sender()), values));
            });
}

void floor(int subscribers, int values) throws Exception {
    Scope.run(
            scope -> {
                List<Sender<Integer>> all = new ArrayList<>();
                for (int i = 0; i < subscribers; i++) {
                    Channel<Integer> channel = Channel.buffered(1024);
                    all.add(channel);
                    scope.go(() -> drain(channel, values));
                }
                scope.go(() -> send(all, values));
            });
}

void publisher(int subscribers, int values) throws Exception {
    CountDownLatch done = new CountDownLatch(subscribers);
    try (var publisher = new SubmissionPublisher<Integer>(ForkJoinPool.commonPool(), 1024)) {
        for (int i = 0; i < subscribers; i++) {
            publisher.subscribe(new Drain(done, values));
        }
        for (int i = 0; i < values; i++) {
            publisher.submit(i);
        }
    }
    done.await();
}

/** Takes all that comes. */
static final class Drain implements Flow.Subscriber<Integer> {
    private final CountDownLatch done;
    private int missing;

    Drain(CountDownLatch done, int values) {
        this.done = done;
        this.missing = values;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Integer value) {
        missing--;
    }

    @Override
    public void onError(Throwable failure) {
        throw new IllegalStateException(failure);
    }

    @Override
    public void onComplete() {
        if (missing != 0) {
            throw new IllegalStateException(missing + " missing");
        }
        done.countDown();
    }
}

void send(List<Sender<Integer>> to, int values) throws InterruptedException {
    for (int i = 0; i < values; i++) {
        for (Sender<Integer> one : to) {
            one.send(i);
        }
    }
    to.forEach(Sender::close);
}

void drain(Receiver<Integer> in, int values) throws InterruptedException {
    long received = 0;
    while (in.receiveOrNull() != null) {
        received++;
    }
    if (received + in.dropped() != values) {
        throw new IllegalStateException(received + " received");
    }
}
