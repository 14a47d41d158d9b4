package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.AllClosedException;
import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.Received;
import dev.handoff.Select;
import dev.handoff.Sent;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random operations, one at a time, on a channel and on a model of twenty lines that says which of them wait, in which
 * order those are served, and what each comes to. Thread scheduling has no say in it.
 */
@DisplayName("L1 to L24: a channel does what its model does")
class ModelTest {
    private static final int STEPS = 400;
    private static final Duration LONG = Duration.ofMinutes(9);

    @RegisterExtension final Crew crew = new Crew();

    /** The laws, as a sequential program. */
    private static final class Model {
        final Shape shape;
        final Deque<Integer> stored = new ArrayDeque<>();

        /** Waiting operations in the order they came: the sender's value, the receiver's outcome to be. */
        final Map<Worker<String>, Integer> senders = new LinkedHashMap<>();

        final Deque<Worker<String>> receivers = new ArrayDeque<>();

        /** What waiting operations have come to by what happened since. */
        final Map<Worker<String>, String> outcomes = new LinkedHashMap<>();

        final List<Integer> undelivered = new ArrayList<>();
        long dropped;
        String end;

        Model(Shape shape) {
            this.shape = shape;
        }

        /** What a send comes to at once; null if it waits. */
        String send(int value) {
            if (end != null) {
                return "refused";
            }
            if (!receivers.isEmpty()) {
                outcomes.put(receivers.poll(), "got " + value);
            } else if (stored.size() < shape.capacity) {
                stored.add(value);
            } else if (!shape.drops()) {
                return null;
            } else if (shape.dropsNewest()) {
                drop(value);
            } else {
                drop(stored.remove());
                stored.add(value);
            }
            return "sent";
        }

        private void drop(int value) {
            dropped++;
            undelivered.add(value);
        }

        /** What a receive comes to at once; null if it waits. */
        String receive() {
            Integer value = stored.poll();
            if (value == null) {
                value = nextSender();
            } else {
                Integer next = nextSender();
                if (next != null) {
                    stored.add(next);
                }
            }
            return value != null ? "got " + value : end;
        }

        private Integer nextSender() {
            if (senders.isEmpty()) {
                return null;
            }
            Worker<String> first = senders.keySet().iterator().next();
            outcomes.put(first, "sent");
            return senders.remove(first);
        }

        boolean end(String how) {
            if (end != null) {
                return false;
            }
            end = how;
            receivers.forEach(receiver -> outcomes.put(receiver, how));
            receivers.clear();
            return true;
        }

        void cancel() {
            end("cancelled");
            senders.keySet().forEach(sender -> outcomes.put(sender, "refused"));
            senders.clear();
            undelivered.addAll(stored);
            stored.clear();
        }

        void giveUp(Worker<String> waiting) {
            senders.remove(waiting);
            receivers.remove(waiting);
            outcomes.put(waiting, "interrupted");
        }
    }

    /** Each step of a random program has the outcome that the model foretells, and so have those it wakes. */
    @DisplayName("L1 to L24 random operations have the outcomes of the model")
    @Over.EveryKind
    void randomOperationsHaveTheOutcomesOfTheModel(Shape shape) {
        Random random = crew.random();
        for (int program = 0; program < 12; program++) {
            List<Integer> undelivered = new ArrayList<>();
            Channel<Integer> channel =
                    shape.<Integer>named("modelled").onUndelivered(undelivered::add).open();
            Model model = new Model(shape);
            boolean sendsMuch = random.nextBoolean();
            for (int step = 0; step < STEPS; step++) {
                int dice = random.nextInt(1_000);
                if (dice < (sendsMuch ? 550 : 400)) {
                    send(channel, model, random, step);
                } else if (dice < 900) {
                    receive(channel, model, random);
                } else if (dice < 990) {
                    interruptOne(model, random);
                } else if (step > STEPS / 2) {
                    endIt(channel, model, random);
                }
                assertSame(channel, model);
            }
            channel.cancel();
            model.cancel();
            assertSame(channel, model);
            assertThat(undelivered).isEqualTo(model.undelivered);
        }
    }

    private void send(Channel<Integer> channel, Model model, Random random, int value) {
        String expected = model.send(value);
        if (expected == null && random.nextInt(3) == 0) {
            assertThat(channel.trySend(value)).isEqualTo(new Sent.Full());
            return;
        }
        int way = random.nextInt(5);
        Worker<String> sender = crew.call(kind(random), () -> send(channel, value, way));
        if (expected == null) {
            model.senders.put(sender, value);
            Until.sendersWait(channel, model.senders.size());
        } else {
            assertThat(sender.join()).isEqualTo(expected);
        }
    }

    private static String send(Channel<Integer> channel, int value, int way) {
        try {
            switch (way) {
                case 0 -> channel.send(value);
                case 1 -> {
                    if (channel.sendWithin(value, LONG) instanceof Sent.Closed) {
                        return "refused";
                    }
                }
                case 2 -> channel.sendAll(List.of(value));
                case 3 -> {
                    return Select.<String>one(
                            Select.to(channel, value, () -> "sent").onClosed(() -> "refused"));
                }
                default -> {
                    return Select.<String>prioritized(
                                    Select.on(Channel.<Integer>rendezvous(), v -> "never"),
                                    Select.to(channel, value, () -> "sent")
                                            .onClosed(() -> "refused"))
                            .run();
                }
            }
            return "sent";
        } catch (ClosedException | CancelledException e) {
            return "refused";
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }

    private void receive(Channel<Integer> channel, Model model, Random random) {
        String expected = model.receive();
        if (expected == null && random.nextInt(3) == 0) {
            assertThat(channel.tryReceive()).isEqualTo(Received.empty());
            return;
        }
        int way = random.nextInt(7);
        Worker<String> receiver = crew.call(kind(random), () -> receive(channel, way));
        if (expected == null) {
            model.receivers.add(receiver);
            Until.receiversWait(channel, model.receivers.size());
        } else {
            assertThat(receiver.join()).isEqualTo(expected);
        }
    }

    private static String receive(Channel<Integer> channel, int way) {
        try {
            return switch (way) {
                case 0 -> "got " + channel.receive();
                case 1 -> orEnd(channel, channel.receiveOrNull());
                case 2 -> orEnd(channel, channel.receiveWithin(LONG).orNull());
                case 3 -> orEnd(channel, first(channel.receiveBatch(1)));
                case 4 -> {
                    int[] got = new int[1];
                    boolean isHandled = channel.receiveHolding(value -> got[0] = value);
                    yield isHandled ? "got " + got[0] : endOf(channel);
                }
                case 5 -> Select.<String>one(Select.on(channel, value -> "got " + value));
                default ->
                        Select.<String>rotating(
                                        Select.on(channel, value -> "got " + value),
                                        Select.on(channel, value -> "got " + value),
                                        Select.ended(() -> orEnd(channel, null)))
                                .run();
            };
        } catch (AllClosedException e) {
            return endOf(channel);
        } catch (ClosedException e) {
            return "closed";
        } catch (ChannelFailedException e) {
            return "failed";
        } catch (CancelledException e) {
            return "cancelled";
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }

    private static Integer first(List<Integer> batch) {
        return batch.isEmpty() ? null : batch.getFirst();
    }

    private static String orEnd(Channel<Integer> channel, Integer value)
            throws InterruptedException {
        return value != null ? "got " + value : endOf(channel);
    }

    /** Some ways to receive do not tell the ends apart: ask again. */
    private static String endOf(Channel<Integer> channel) {
        return receive(channel, 0);
    }

    private void interruptOne(Model model, Random random) {
        List<Worker<String>> waiting = new ArrayList<>(model.senders.keySet());
        waiting.addAll(model.receivers);
        if (!waiting.isEmpty()) {
            Worker<String> unlucky = waiting.get(random.nextInt(waiting.size()));
            unlucky.interrupt();
            model.giveUp(unlucky);
        }
    }

    private void endIt(Channel<Integer> channel, Model model, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> {
                channel.cancel();
                model.cancel();
            }
            case 1 ->
                    assertThat(channel.fail(new IllegalStateException()))
                            .isEqualTo(model.end("failed"));
            default -> assertThat(channel.tryClose()).isEqualTo(model.end("closed"));
        }
    }

    private static void assertSame(Channel<Integer> channel, Model model) {
        model.outcomes.forEach((worker, outcome) -> assertThat(worker.join()).isEqualTo(outcome));
        model.outcomes.clear();
        assertThat(channel.size()).isEqualTo(model.stored.size());
        assertThat(channel.waitingSenders()).isEqualTo(model.senders.size());
        assertThat(channel.waitingReceivers()).isEqualTo(model.receivers.size());
        assertThat(channel.dropped()).isEqualTo(model.dropped);
        assertThat(channel.isClosed()).isEqualTo(model.end != null);
    }

    private static ThreadKind kind(Random random) {
        return random.nextInt(4) == 0 ? ThreadKind.PLATFORM : ThreadKind.VIRTUAL;
    }
}
