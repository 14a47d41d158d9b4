package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Sent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

@DisplayName("L3 A buffered channel makes senders wait only while it is full")
class L03BufferedTest {
    @RegisterExtension final Crew crew = new Crew();

    /** Exactly n values fit; the next sender waits for exactly one receive. */
    @DisplayName("L3 a send waits only while n values are unreceived")
    @Over.BoundedSettings
    void sendWaitsOnlyWhileNValuesAreUnreceived(Setting in) throws Exception {
        Channel<Integer> channel = in.open();
        int n = in.shape().capacity;
        crew.run(
                        in.senders(),
                        () -> {
                            for (int i = 0; i < n; i++) {
                                channel.send(i);
                            }
                        })
                .join();
        assertThat(channel.size()).isEqualTo(n);
        assertThat(channel.trySend(-1)).isInstanceOf(Sent.Full.class);

        Worker<Void> late = crew.run(in.senders(), () -> channel.send(n));
        Until.sendersWait(channel, 1);
        Worker<Void> later = crew.run(in.senders(), () -> channel.send(n + 1));
        Until.sendersWait(channel, 2);

        assertThat(crew.call(in.receivers(), channel::receive).join()).isEqualTo(0);
        late.join();
        assertThat(later.isDone()).isFalse();
        assertThat(channel.size()).isEqualTo(n);
        assertThat(channel.waitingSenders()).isEqualTo(1);

        for (int i = 1; i <= n + 1; i++) {
            assertThat(channel.receive()).isEqualTo(i);
        }
        later.join();
        assertThat(channel.size()).isZero();
    }

    /** Many senders and receivers: what was sent is what was received. */
    @DisplayName("L3 values are never lost, duplicated or reordered")
    @Over.LosslessSettings
    void valuesAreNeverLostDuplicatedOrReordered(Setting in) {
        int each = 400;
        Channel<Integer> channel = in.open();
        List<Worker<Void>> senders =
                IntStream.range(0, 3)
                        .mapToObj(
                                id ->
                                        crew.run(
                                                in.senders(),
                                                () -> {
                                                    for (int i = 0; i < each; i++) {
                                                        channel.send(id * each + i);
                                                    }
                                                }))
                        .toList();
        List<Worker<List<Integer>>> receivers =
                IntStream.range(0, 3)
                        .mapToObj(
                                r ->
                                        crew.call(
                                                in.receivers(),
                                                () -> {
                                                    List<Integer> got = new ArrayList<>();
                                                    channel.forEach(got::add);
                                                    return got;
                                                }))
                        .toList();
        senders.forEach(Worker::join);
        channel.close();

        List<Integer> all = new ArrayList<>();
        for (Worker<List<Integer>> receiver : receivers) {
            List<Integer> got = receiver.join();
            for (int id = 0; id < 3; id++) {
                int sender = id;
                assertThat(got.stream().filter(value -> value / each == sender)).isSorted();
            }
            all.addAll(got);
        }
        assertThat(all.stream().sorted()).isEqualTo(IntStream.range(0, 3 * each).boxed().toList());
    }

    /** The store wraps around and grows without mixing anything up. */
    @DisplayName("L3 the order is kept while the store grows and wraps around")
    @Over.BufferingKinds
    void orderIsKeptWhileTheStoreGrowsAndWrapsAround(Shape shape) throws Exception {
        Channel<Integer> channel = shape.open();
        int sent = 0;
        int received = 0;
        for (int round = 1; round < 60; round++) {
            int fill = shape.fits(round) - channel.size();
            for (int i = 0; i < fill; i++) {
                channel.send(sent++);
            }
            for (int i = 0; i < (fill + 1) / 2; i++) {
                assertThat(channel.receive()).isEqualTo(received++);
            }
            assertThat(channel.size()).isEqualTo(sent - received);
        }
        while (received < sent) {
            assertThat(channel.receive()).isEqualTo(received++);
        }
    }

    /** A large capacity costs nothing until it is used. */
    @DisplayName("L3 a buffer takes memory as it fills")
    @Test
    void aBufferTakesMemoryAsItFills() throws Exception {
        List<Channel<Integer>> channels = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            channels.add(Channel.buffered(2_000_000_000));
            channels.getLast().send(i);
        }
        assertThat(channels.getLast().capacity()).isEqualTo(2_000_000_000);
    }

    /** Fewer than no values do not exist. */
    @DisplayName("L3 a negative capacity is refused")
    @Test
    void aNegativeCapacityIsRefused() {
        assertThatThrownBy(() -> Channel.buffered(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("capacity of -1");
        assertThatThrownBy(() -> Channel.named("a").buffered(Integer.MIN_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
