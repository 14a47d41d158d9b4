package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.Sender;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Arrays;

/** Plain arrays carry what the laws promise to be visible: a missing edge shows as an old value. */
@DisplayName("L8 Channels order what happens around them")
class L08HappensBeforeTest {
    private static final int VALUES = 2_000;
    private static final int ROUNDS = 60;

    @RegisterExtension final Crew crew = new Crew();

    /** Everything before a send is visible after the receive of that value, whichever the ways. */
    @DisplayName("L8 what happened before a send is visible after its receive")
    @Over.LosslessSettings
    void whatHappenedBeforeASendIsVisibleAfterItsReceive(Setting in) {
        Channel<Integer> channel = in.open();
        int[] plain = new int[VALUES];
        crew.run(
                in.senders(),
                () -> {
                    for (int i = 0; i < VALUES; i++) {
                        plain[i] = i + 1;
                        switch (i % 3) {
                            case 0 -> channel.send(i);
                            case 1 -> Select.one(Select.to(channel, i, () -> 0));
                            default -> {
                                int value = i;
                                Until.eventually("room", () -> channel.trySend(value).accepted());
                            }
                        }
                    }
                });
        Worker<Void> receiver =
                crew.run(
                        in.receivers(),
                        () -> {
                            for (int n = 0; n < VALUES; n++) {
                                int i =
                                        n % 2 == 0
                                                ? channel.receive()
                                                : Select.<Integer>one(Select.on(channel, v -> v));
                                assertThat(plain[i]).isEqualTo(i + 1);
                            }
                        });
        receiver.join();
    }

    /** On a channel of capacity n a send that needs a cell sees what was done before the cell was emptied. */
    @DisplayName("L8 what happened before the k-th receive is visible after the (k+n)-th send")
    @Over.BoundedSettings
    void whatHappenedBeforeAReceiveIsVisibleAfterTheSendThatNeededIt(Setting in) {
        Channel<Integer> channel = in.open();
        int n = in.shape().capacity;
        int[] plain = new int[VALUES];
        Worker<Void> sender =
                crew.run(
                        in.senders(),
                        () -> {
                            for (int i = 0; i < VALUES; i++) {
                                channel.send(i);
                                if (i >= n) {
                                    assertThat(plain[i - n]).isEqualTo(i - n + 1);
                                }
                            }
                        });
        crew.run(
                in.receivers(),
                () -> {
                    for (int k = 0; k < VALUES; k++) {
                        plain[k] = k + 1;
                        channel.receive();
                    }
                });
        sender.join();
    }

    /** However the end is brought about and noticed, what was done before it is visible after it. */
    @DisplayName("L8 what happened before an end is visible to those who are told of it")
    @Over.EverySetting
    void whatHappenedBeforeAnEndIsVisibleToThoseWhoAreToldOfIt(Setting in) {
        for (int round = 0; round < ROUNDS; round++) {
            Channel<Integer> channel = in.open();
            Sender<Integer> counted = channel.newSender();
            int[] plain = new int[1];
            int way = round;
            Worker<Integer> receiver =
                    crew.call(
                            in.receivers(),
                            () -> {
                                noticeEnd(channel, way / 3);
                                return plain[0];
                            });
            crew.run(
                            in.senders(),
                            () -> {
                                plain[0] = 7;
                                switch (way % 3) {
                                    case 0 -> channel.close();
                                    case 1 -> counted.close();
                                    default -> channel.fail(new IllegalStateException());
                                }
                            })
                    .join();
            assertThat(receiver.join()).isEqualTo(7);
        }
    }

    private static void noticeEnd(Channel<Integer> channel, int way) throws InterruptedException {
        switch (way % 5) {
            case 0 -> {
                try {
                    assertThat(channel.receiveOrNull()).isNull();
                } catch (ChannelFailedException e) {
                    assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
                }
            }
            case 1 ->
                    Until.eventually(
                            "ended", () -> channel.tryReceive() instanceof Received.Closed);
            case 2 -> Until.eventually("closed", channel::isClosed);
            case 3 -> Select.one(Select.on(channel, v -> 0).onClosed(() -> 1));
            default -> {
                try {
                    channel.forEach(value -> {});
                } catch (ChannelFailedException e) {
                    assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
                }
            }
        }
    }

    /** A sender that is told of a cancel sees what the receiver did before it. */
    @DisplayName("L8 what happened before a cancel is visible to the senders that it wakes")
    @Over.BoundedSettings
    void whatHappenedBeforeACancelIsVisibleToTheSendersThatItWakes(Setting in) {
        for (int round = 0; round < ROUNDS; round++) {
            Channel<Integer> channel = in.open();
            int[] plain = new int[1];
            Worker<Integer> sender =
                    crew.call(
                            in.senders(),
                            () -> {
                                try {
                                    while (true) {
                                        channel.send(1);
                                    }
                                } catch (CancelledException e) {
                                    return plain[0];
                                }
                            });
            crew.run(
                    in.receivers(),
                    () -> {
                        plain[0] = 7;
                        channel.cancel();
                    });
            assertThat(sender.join()).isEqualTo(7);
        }
    }

    /** Two processes that pass one array back and forth need no other synchronization. */
    @DisplayName("L8 ownership goes from hand to hand with a value")
    @Over.LosslessSettings
    void ownershipGoesFromHandToHandWithAValue(Setting in) {
        Channel<int[]> there = in.open();
        Channel<int[]> back = in.open();
        crew.run(
                in.receivers(),
                () -> {
                    for (int[] array : there) {
                        for (int i = 0; i < array.length; i++) {
                            array[i]++;
                        }
                        back.send(array);
                    }
                });
        Worker<int[]> first =
                crew.call(
                        in.senders(),
                        () -> {
                            int[] array = new int[64];
                            for (int round = 0; round < 500; round++) {
                                there.send(array);
                                array = back.receive();
                                for (int i = 0; i < array.length; i++) {
                                    array[i]++;
                                }
                            }
                            there.close();
                            return array;
                        });
        assertThat(Arrays.stream(first.join())).hasSize(64).containsOnly(1_000);
    }
}
