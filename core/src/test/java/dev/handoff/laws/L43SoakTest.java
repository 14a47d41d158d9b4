package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.share.Broadcast;
import dev.handoff.share.Lag;
import dev.handoff.share.LaggedException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Subscribers come, go, lag and cancel, senders are interrupted: nothing that was sent is lost, and nothing doubled. */
@DisplayName("L43 Subscribers come and go while senders are interrupted")
class L43SoakTest {
    @RegisterExtension final Crew crew = new Crew();

    private static final int SENDERS = 3;
    private static final int SENDS = 150;
    private static final int SUBSCRIBERS = 8;

    /** What one subscriber has heard, whether it stayed to the end, and how and after how many sends it was subscribed. */
    private record Heard(
            List<Integer> values, boolean stayed, Lag lag, long dropped, int subscribed) {}

    private final Random random = crew.random();

    /** How many sends have begun. */
    private final AtomicInteger begun = new AtomicInteger();

    /** How many sends had begun before that of each value. */
    private final Map<Integer, Integer> since = new ConcurrentHashMap<>();

    @RepeatedTest(12)
    @DisplayName(
            "L43, L20 each hears one stretch of the one order, with all that was sent, and nothing"
                    + " else")
    void eachHearsOneStretchOfTheOrder() throws Exception {
        List<Heard> heard = new ArrayList<>();
        List<Set<Integer>> sent = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.in(scope);
                    Receiver<Integer> witness = broadcast.subscriber().unbounded().subscribe();
                    AtomicBoolean over = new AtomicBoolean();
                    List<Worker<Set<Integer>>> senders = new ArrayList<>();
                    for (int id = 0; id < SENDERS; id++) {
                        int number = id;
                        senders.add(
                                crew.call(
                                        ThreadKind.alternating(id),
                                        () -> sendAll(broadcast.sender(), number)));
                    }
                    List<Worker<List<Heard>>> subscribers = new ArrayList<>();
                    for (int id = 0; id < SUBSCRIBERS; id++) {
                        Random mine = crew.random(100 + id);
                        subscribers.add(
                                crew.call(
                                        ThreadKind.alternating(id),
                                        () -> comeAndGo(broadcast, mine, over)));
                    }
                    while (!senders.stream().allMatch(Worker::isDone)) {
                        senders.get(random.nextInt(SENDERS)).interrupt();
                        Until.pause();
                    }
                    for (Worker<Set<Integer>> sender : senders) {
                        sent.add(sender.join());
                    }
                    over.set(true);
                    broadcast.sender().close();
                    for (Worker<List<Heard>> subscriber : subscribers) {
                        heard.addAll(subscriber.join());
                    }
                    witness.forEach(order::add);
                });
        Set<Integer> all = new HashSet<>();
        sent.forEach(all::addAll);
        assertThat(order).doesNotHaveDuplicates().hasSameElementsAs(all);
        for (Heard one : heard) {
            assertIsStretch(one, order);
        }
    }

    /** Returns the values whose sends have returned; those that were interrupted must be nowhere. */
    private Set<Integer> sendAll(Sender<Integer> out, int id) {
        Set<Integer> sent = new HashSet<>();
        for (int i = 0; i < SENDS; i++) {
            int value = id * SENDS + i;
            since.put(value, begun.getAndIncrement());
            try {
                boolean accepted =
                        switch (i % 4) {
                            case 0 -> out.sendWithin(value, Duration.ofNanos(20_000)).accepted();
                            case 1 -> out.trySend(value).accepted();
                            case 2 ->
                                    Select.<Boolean>one(
                                            Select.to(out, value, () -> true),
                                            Select.after(Duration.ofMillis(1), () -> false));
                            default -> {
                                out.send(value);
                                yield true;
                            }
                        };
                if (accepted) {
                    sent.add(value);
                }
            } catch (InterruptedException e) {
                // so it was not sent
            }
        }
        return sent;
    }

    private List<Heard> comeAndGo(Broadcast<Integer> broadcast, Random random, AtomicBoolean over) {
        List<Heard> all = new ArrayList<>();
        while (!over.get()) {
            Lag lag = Lag.values()[random.nextInt(Lag.values().length)];
            int capacity = random.nextInt(lag == Lag.WAIT ? 0 : 1, 4);
            Receiver<Integer> in = broadcast.subscriber().buffered(capacity).onLag(lag).subscribe();
            all.add(listen(in, lag, begun.get(), random));
        }
        return all;
    }

    private static Heard listen(Receiver<Integer> in, Lag lag, int subscribed, Random random) {
        List<Integer> values = new ArrayList<>();
        try {
            for (int most = random.nextInt(60); values.size() < most; ) {
                Integer value =
                        random.nextBoolean()
                                ? in.receiveOrNull()
                                : valueOrNull(in, in.receiveWithin(Duration.ofNanos(30_000)));
                if (value == null) {
                    return new Heard(values, true, lag, in.dropped(), subscribed);
                }
                if (value >= 0) {
                    values.add(value);
                }
                if (random.nextInt(8) == 0) {
                    Until.pause();
                }
            }
        } catch (ChannelFailedException e) {
            assertThat(e).hasCauseInstanceOf(LaggedException.class);
            return new Heard(values, false, lag, 0, subscribed);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        in.cancel();
        return new Heard(values, false, lag, 0, subscribed);
    }

    private static Integer valueOrNull(Receiver<Integer> in, Received<Integer> found)
            throws InterruptedException {
        return switch (found) {
            case Received.Value<Integer>(Integer value) -> value;
            case Received.Empty<Integer> e -> -1;
            case Received.Closed<Integer> c -> in.receiveOrNull();
        };
    }

    private void assertIsStretch(Heard heard, List<Integer> order) {
        if (heard.values.isEmpty()) {
            if (heard.stayed && heard.lag == Lag.WAIT) {
                assertThat(order).noneMatch(value -> isSentTo(heard, value));
            }
            return;
        }
        int from = order.indexOf(heard.values.getFirst());
        int to = order.indexOf(heard.values.getLast()) + 1;
        List<Integer> stretch = order.subList(from, to);
        switch (heard.lag) {
            case WAIT, DISCONNECT -> {
                assertThat(heard.values).isEqualTo(stretch);
                assertThat(order.subList(0, from)).noneMatch(value -> isSentTo(heard, value));
                if (heard.stayed) {
                    assertThat(to).isEqualTo(order.size());
                }
            }
            case DROP_OLDEST, DROP_NEWEST -> {
                assertThat(stretch).containsSubsequence(heard.values);
                if (heard.stayed) {
                    int missed = order.size() - from - heard.values.size();
                    assertThat(heard.dropped).isGreaterThanOrEqualTo(missed);
                }
                if (heard.stayed && heard.lag == Lag.DROP_OLDEST) {
                    assertThat(to).isEqualTo(order.size());
                }
            }
        }
    }

    /** Whether its send has begun after the subscription. */
    private boolean isSentTo(Heard heard, int value) {
        return since.get(value) >= heard.subscribed;
    }

    /** The channel between senders and broadcast stores nothing. */
    @RepeatedTest(1)
    @DisplayName("L43 the sender of a broadcast is a rendezvous")
    void theSenderIsARendezvous() throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.in(scope);
                    assertThat(broadcast.sender().capacity()).isZero();
                    assertThat(((Channel<?>) broadcast.sender()).size()).isZero();
                    broadcast.sender().close();
                });
    }
}
