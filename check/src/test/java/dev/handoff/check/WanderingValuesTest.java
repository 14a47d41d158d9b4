package dev.handoff.check;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.ChannelBuilder;
import dev.handoff.HandoffException;
import dev.handoff.Overflow;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Timers;
import dev.handoff.Watched;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random programs that are right because of how they are made, and the same with one mistake. */
class WanderingValuesTest {
    private static final int PROCESSES = 4;
    private static final int STEPS = 12;
    private static final Object TOKEN = "token";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final long firstSeed = Long.getLong("seed", System.nanoTime());

    /** A process of a random program: it sends only what it has, and writes only to that. */
    private static final class Wanderer {
        private final Random random;
        private final List<Channel<Watched<Integer>>> channels;
        private final List<Watched<Integer>> mine = new ArrayList<>();

        Wanderer(Random random, List<Channel<Watched<Integer>>> channels) {
            this.random = random;
            this.channels = channels;
            mine.add(Watched.of(0));
            mine.add(Watched.of(0));
        }

        void run() throws InterruptedException {
            for (int i = 0; i < STEPS; i++) {
                for (Watched<Integer> each : mine) {
                    each.set(each.get() + 1);
                }
                try {
                    if (random.nextBoolean()) {
                        receive();
                    } else if (!mine.isEmpty()) {
                        send();
                    }
                } catch (HandoffException ended) {
                    return; // by a close or a cancel
                }
            }
        }

        private Channel<Watched<Integer>> any() {
            return channels.get(random.nextInt(channels.size()));
        }

        private void send() throws InterruptedException {
            Watched<Integer> value = mine.removeLast();
            value.set(7);
            Channel<Watched<Integer>> channel = any();
            switch (random.nextInt(6)) {
                case 0 -> channel.send(value);
                case 1 -> keepUnless(channel.trySend(value).accepted(), value);
                case 2 -> keepUnless(channel.sendWithin(value, SECOND).accepted(), value);
                case 3 ->
                        Select.one(
                                to(channel, value, () -> true),
                                to(any(), value, () -> true),
                                on(any(), other -> mine.add(other) & mine.add(value)));
                case 4 ->
                        Select.one(
                                to(channel, value, () -> true), otherwise(() -> mine.add(value)));
                default -> {
                    List<Watched<Integer>> all = new ArrayList<>(mine);
                    mine.clear();
                    all.add(value);
                    channel.sendAll(all);
                }
            }
        }

        private void keepUnless(boolean sent, Watched<Integer> value) {
            if (!sent) {
                mine.add(value);
            }
        }

        private void receive() throws InterruptedException {
            Channel<Watched<Integer>> channel = any();
            switch (random.nextInt(7)) {
                case 0 -> mine.add(channel.receive());
                case 1 -> keep(channel.tryReceiveOrNull());
                case 2 -> keep(channel.receiveWithin(SECOND).orNull());
                case 3 -> Select.one(on(channel, mine::add), on(any(), mine::add));
                case 4 -> Select.one(on(channel, mine::add), after(SECOND, () -> false));
                case 5 -> mine.addAll(channel.receiveBatch(3));
                default ->
                        channel.receiveHolding(
                                value -> {
                                    value.set(3);
                                    mine.add(value);
                                });
            }
        }

        private void keep(Watched<Integer> valueOrNull) {
            if (valueOrNull != null) {
                mine.add(valueOrNull);
            }
        }
    }

    private static <T> ChannelBuilder<T> kind(ChannelBuilder<T> builder, Random random) {
        return switch (random.nextInt(7)) {
            case 0, 1 -> builder.rendezvous();
            case 2 -> builder.buffered(1);
            case 3 -> builder.buffered(3);
            case 4 -> builder.latest();
            case 5 -> builder.buffered(2).overflow(Overflow.DROP_OLDEST);
            default -> builder.buffered(2).overflow(Overflow.DROP_NEWEST);
        };
    }

    /** Values wander; after a while all channels are closed and emptied, or cancelled. */
    private static void wander(long seed, boolean isWrong) throws InterruptedException {
        Random random = new Random(seed);
        List<Channel<Watched<Integer>>> channels = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            channels.add(
                    kind(Channel.<Watched<Integer>>unnamed(), random)
                            .onUndelivered(value -> value.set(5))
                            .open());
        }
        Watched<Integer> secret = Watched.of(0);
        Scope.run(
                scope -> {
                    for (int i = 0; i < PROCESSES; i++) {
                        boolean tells = isWrong && i < 2;
                        Random own = new Random(random.nextLong());
                        scope.go(
                                () -> {
                                    if (tells) {
                                        secret.set(1);
                                    }
                                    new Wanderer(own, channels).run();
                                });
                    }
                    Timers.sleep(Duration.ofHours(1));
                    for (Channel<Watched<Integer>> channel : channels) {
                        if (random.nextBoolean()) {
                            channel.close();
                            channel.forEach(value -> value.set(9));
                        } else {
                            channel.cancel();
                        }
                    }
                });
    }

    @Test
    @DisplayName("R10 who writes only to what he has received is never reported")
    void wanderingValues() throws Exception {
        for (long seed = firstSeed; seed < firstSeed + 150; seed++) {
            long program = seed;
            Report report =
                    Explore.random().schedules(10).seed(seed).check(() -> wander(program, false));
            assertThat(report.isClean()).as("-Dseed=" + seed + ": " + report).isTrue();
        }
    }

    @Test
    @DisplayName("R24 one variable that two of the processes write first of all is found")
    void wanderingWithOneMistake() throws Exception {
        for (long seed = firstSeed; seed < firstSeed + 30; seed++) {
            long program = seed;
            Report report =
                    Explore.random().schedules(1).seed(seed).check(() -> wander(program, true));
            assertThat(report.verdict())
                    .as("-Dseed=" + seed + ": " + report)
                    .isEqualTo(Verdict.RACE);
        }
    }

    /** Readers hold one of three equal tokens, a writer all of them: any mix-up of equal values shows. */
    private static void readersAndWriters(long seed) throws InterruptedException {
        Random random = new Random(seed);
        Watched<Integer> shared = Watched.of(0);
        Channel<Object> tokens = Channel.buffered(3);
        Channel<Object> writing = Channel.buffered(1);
        tokens.sendAll(List.of(TOKEN, TOKEN, TOKEN));
        Scope.run(
                scope -> {
                    for (int i = 0; i < PROCESSES; i++) {
                        Random own = new Random(random.nextLong());
                        scope.go(
                                () -> {
                                    for (int step = 0; step < 4; step++) {
                                        if (own.nextInt(3) > 0) {
                                            take(tokens, own);
                                            shared.get();
                                            tokens.send(TOKEN);
                                        } else {
                                            writing.send(TOKEN);
                                            for (int n = 0; n < 3; ) {
                                                n += take(tokens, own);
                                            }
                                            shared.set(shared.get() + 1);
                                            tokens.sendAll(List.of(TOKEN, TOKEN, TOKEN));
                                            writing.receive();
                                        }
                                    }
                                });
                    }
                });
    }

    private static int take(Channel<Object> tokens, Random random) throws InterruptedException {
        switch (random.nextInt(3)) {
            case 0 -> tokens.receive();
            case 1 -> Select.one(on(tokens, token -> token));
            default -> tokens.receiveBatch(1);
        }
        return 1;
    }

    @Test
    @DisplayName("L8 readers and writers that share equal tokens are never reported")
    void equalTokens() throws Exception {
        for (long seed = firstSeed; seed < firstSeed + 100; seed++) {
            long program = seed;
            Report report =
                    Explore.random()
                            .schedules(10)
                            .seed(seed)
                            .check(() -> readersAndWriters(program));
            assertThat(report.isClean()).as("-Dseed=" + seed + ": " + report).isTrue();
        }
    }
}
