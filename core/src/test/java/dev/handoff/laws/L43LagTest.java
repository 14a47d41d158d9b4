package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.ChannelFailedException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.share.Broadcast;
import dev.handoff.share.Lag;
import dev.handoff.share.LaggedException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@DisplayName("L43 A slow subscriber slows the sender, or loses by its own policy, with a count")
class L43LagTest {
    @RegisterExtension final Crew crew = new Crew();

    private static final int VALUES = 40;

    /** A policy with the capacities that it may have, between kinds of threads. */
    record Case(Lag lag, int capacity, ThreadKind senders, ThreadKind receivers) {
        static Stream<Case> every() {
            return Arrays.stream(Lag.values())
                    .flatMap(
                            lag ->
                                    IntStream.of(0, 1, 2, 10, Integer.MAX_VALUE)
                                            .filter(capacity -> lag == Lag.WAIT || capacity > 0)
                                            .boxed()
                                            .flatMap(capacity -> threads(lag, capacity)));
        }

        private static Stream<Case> threads(Lag lag, int capacity) {
            return Arrays.stream(ThreadKind.values())
                    .flatMap(
                            senders ->
                                    Arrays.stream(ThreadKind.values())
                                            .map(r -> new Case(lag, capacity, senders, r)));
        }
    }

    /** The values up to the end, and whether that was a disconnection. */
    private record Heard(List<Integer> values, boolean disconnected) {
        static Heard from(Receiver<Integer> receiver) throws InterruptedException {
            List<Integer> values = new ArrayList<>();
            try {
                for (int value : receiver) {
                    values.add(value);
                    if (value % 7 == 3) {
                        Thread.sleep(0, 1000); // a subscriber that stumbles
                    }
                }
                return new Heard(values, false);
            } catch (ChannelFailedException e) {
                assertThat(e).hasCauseInstanceOf(LaggedException.class);
                return new Heard(values, true);
            }
        }
    }

    /** Whatever the schedule: in order, nothing twice, what is missing was counted, and the others miss nothing. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.handoff.laws.L43LagTest$Case#every")
    @DisplayName("L43 what a subscriber misses is counted, and no other one misses it")
    void whatASubscriberMissesIsCounted(Case in) throws Exception {
        Scope.run(
                scope -> {
                    Broadcast<Integer> broadcast = Broadcast.in(scope);
                    Receiver<Integer> lags =
                            broadcast.subscriber().buffered(in.capacity).onLag(in.lag).subscribe();
                    Receiver<Integer> other = broadcast.subscriber().buffered(3).subscribe();
                    Worker<Heard> slow = crew.call(in.receivers, () -> Heard.from(lags));
                    Worker<Heard> steady = crew.call(in.receivers, () -> Heard.from(other));
                    crew.run(
                            in.senders,
                            () -> {
                                for (int i = 0; i < VALUES; i++) {
                                    broadcast.sender().send(i);
                                }
                                broadcast.sender().close();
                            });
                    Heard heard = slow.join();
                    assertThat(steady.join().values).isEqualTo(upTo(VALUES));
                    assertThat(heard.values).isSorted().doesNotHaveDuplicates();
                    switch (in.lag) {
                        case WAIT -> assertThat(heard).isEqualTo(new Heard(upTo(VALUES), false));
                        case DROP_OLDEST, DROP_NEWEST -> {
                            assertThat(heard.disconnected).isFalse();
                            assertThat(heard.values.size() + lags.dropped()).isEqualTo(VALUES);
                        }
                        case DISCONNECT -> {
                            assertThat(heard.values).isEqualTo(upTo(heard.values.size()));
                            assertThat(heard.disconnected).isEqualTo(heard.values.size() < VALUES);
                            assertThat(lags.dropped()).isZero();
                        }
                    }
                    if (in.lag == Lag.DROP_OLDEST) {
                        assertThat(heard.values).endsWith(VALUES - 1);
                    }
                });
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** The sender does not wait for who never receives. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    @DisplayName("L43 each policy keeps what it says from one that never receives")
    void eachPolicyKeepsWhatItSays(int capacity) throws Exception {
        List<Receiver<Integer>> subscribers =
                Scope.call(
                        scope -> {
                            Broadcast<Integer> broadcast = Broadcast.in(scope);
                            List<Receiver<Integer>> all =
                                    Stream.of(Lag.DROP_OLDEST, Lag.DROP_NEWEST, Lag.DISCONNECT)
                                            .map(lag -> subscriber(broadcast, capacity, lag))
                                            .toList();
                            broadcast.sender().sendAll(upTo(VALUES));
                            broadcast.sender().close();
                            return all;
                        });
        Receiver<Integer> newest = subscribers.get(0);
        assertThat(newest)
                .containsExactlyElementsOf(
                        IntStream.range(VALUES - capacity, VALUES).boxed().toList());
        assertThat(newest.dropped()).isEqualTo(VALUES - capacity);
        Receiver<Integer> oldest = subscribers.get(1);
        assertThat(oldest).containsExactlyElementsOf(upTo(capacity));
        assertThat(oldest.dropped()).isEqualTo(VALUES - capacity);
        List<Integer> before = new ArrayList<>();
        assertThatThrownBy(() -> subscribers.get(2).forEach(before::add))
                .isInstanceOf(ChannelFailedException.class)
                .cause()
                .isInstanceOf(LaggedException.class)
                .hasMessageContaining("channel \"lags\"")
                .hasMessageContaining(
                        capacity == 1 ? "held a value" : "held " + capacity + " values")
                .hasMessageContaining("receive faster");
        assertThat(before).isEqualTo(upTo(capacity));
    }

    private static Receiver<Integer> subscriber(
            Broadcast<Integer> broadcast, int capacity, Lag lag) {
        return broadcast.subscriber().named("lags").buffered(capacity).onLag(lag).subscribe();
    }
}
