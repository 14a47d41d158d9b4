package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.AllClosedException;
import dev.handoff.CancelledException;
import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.Select;
import dev.handoff.laws.SelectModel.End;
import dev.handoff.laws.SelectModel.Fate;
import dev.handoff.laws.SelectModel.Party;
import dev.handoff.laws.SelectModel.Port;
import dev.handoff.laws.SelectModel.What;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Random selects and plain operations, one at a time, over channels of all kinds, and over a model that says which of
 * them wait, in which order those are served, and what each may come to. Thread scheduling has no say in it.
 */
@DisplayName("L25 to L34: a select does what its model does")
class SelectModelTest {
    private static final int CHANNELS = 3;
    private static final int PROGRAMS = 4;
    private static final int STEPS = 150;
    private static final int MOST_WAITING = 12;

    @RegisterExtension final Crew crew = new Crew();

    /** What a select does when none of its cases on channels is ready. */
    private enum Last {
        WAIT,
        OTHERWISE,
        ENDED
    }

    /** A select that is built once and run many times, each time with other guards and another value. */
    private static final class Alternative {
        final List<Port> ports = new ArrayList<>();
        final List<Boolean> open = new ArrayList<>();
        final boolean inOrder;
        final Last last;
        final Select<Fate> select;
        int value;

        Alternative(List<Channel<Integer>> channels, Random random) {
            List<Case<Fate>> cases = new ArrayList<>();
            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                int number = random.nextInt(channels.size());
                ports.add(new Port(number, random.nextBoolean(), random.nextInt(3) == 0));
                open.add(true);
                cases.add(newCase(channels.get(number), ports.size() - 1));
            }
            cases.add(Select.on(Channel.<Integer>never(), v -> null));
            last = Last.values()[random.nextInt(Last.values().length)];
            switch (last) {
                case OTHERWISE -> cases.add(Select.otherwise(() -> Fate.of(What.OTHERWISE)));
                case ENDED -> cases.add(Select.ended(() -> Fate.of(What.ALL_CLOSED)));
                case WAIT -> {}
            }
            inOrder = random.nextInt(3) == 0;
            select =
                    inOrder
                            ? Select.prioritized(cases)
                            : random.nextBoolean() ? Select.of(cases) : Select.rotating(cases);
        }

        private Case<Fate> newCase(Channel<Integer> channel, int index) {
            Port port = ports.get(index);
            int number = port.channel();
            Case<Fate> made =
                    port.sends()
                            ? Select.toNext(
                                    channel, () -> value, () -> new Fate(What.SENT, number, value))
                            : Select.on(channel, got -> new Fate(What.GOT, number, got));
            if (port.onClosed()) {
                made.onClosed(() -> new Fate(What.ENDED, number, 0));
            }
            return made.when(() -> open.get(index));
        }

        /** Who runs it this time. */
        Party next(Random random, int newValue) {
            value = newValue;
            List<Port> there = new ArrayList<>();
            for (int i = 0; i < ports.size(); i++) {
                open.set(i, random.nextInt(5) > 0);
                if (open.get(i)) {
                    there.add(ports.get(i));
                }
            }
            return new Party(there, newValue);
        }
    }

    /** Some channels with their model, and who waits there. */
    private final class Stage {
        final List<Channel<Integer>> channels = new ArrayList<>();
        final List<List<Integer>> undelivered = new ArrayList<>();
        final SelectModel model;
        final Map<Party, Worker<Fate>> waiting = new LinkedHashMap<>();
        final Map<Party, Alternative> running = new LinkedHashMap<>();
        final List<Alternative> idle = new ArrayList<>();
        final Set<What> fates = EnumSet.noneOf(What.class);
        final Setting in;
        final Random random;

        Stage(Setting in, Random random) {
            this.in = in;
            this.random = random;
            List<Shape> shapes = new ArrayList<>(List.of(in.shape()));
            while (shapes.size() < CHANNELS) {
                shapes.add(Shape.values()[random.nextInt(Shape.values().length)]);
            }
            for (Shape shape : shapes) {
                List<Integer> hook = new ArrayList<>();
                undelivered.add(hook);
                channels.add(
                        shape.<Integer>named("channel " + channels.size())
                                .onUndelivered(hook::add)
                                .open());
            }
            model = new SelectModel(shapes);
        }

        void step(int number) {
            int dice = random.nextInt(100);
            if (waiting.size() > MOST_WAITING || dice >= 90 && dice < 98) {
                interruptOne();
            } else if (dice < 35) {
                operate(random.nextInt(CHANNELS), random.nextBoolean(), number);
            } else if (dice < 82 || number <= STEPS / 2) {
                select(number);
            } else if (dice < 90) {
                lapse(random.nextInt(CHANNELS));
            } else {
                end(random.nextInt(CHANNELS));
            }
            assertSame();
        }

        private void operate(int number, boolean sends, int value) {
            Channel<Integer> channel = channels.get(number);
            Party party = new Party(List.of(new Port(number, sends, true)), value);
            Set<Fate> choices = model.choices(party, true);
            if (sends) {
                Callable<Fate> send =
                        () -> {
                            channel.send(value);
                            return new Fate(What.SENT, number, value);
                        };
                arrive(party, choices, crew.call(in.senders(), () -> plain(number, send)));
            } else {
                Callable<Fate> receive = () -> new Fate(What.GOT, number, channel.receive());
                arrive(party, choices, crew.call(in.receivers(), () -> plain(number, receive)));
            }
        }

        private void select(int value) {
            Alternative alternative =
                    idle.isEmpty() || random.nextBoolean()
                            ? new Alternative(channels, random)
                            : idle.remove(random.nextInt(idle.size()));
            Party party = alternative.next(random, value);
            Set<Fate> choices = model.choices(party, alternative.inOrder);
            if (choices.isEmpty()) {
                if (alternative.last == Last.OTHERWISE) {
                    choices = Set.of(Fate.of(What.OTHERWISE));
                } else if (model.isOver(party)) {
                    choices = Set.of(Fate.of(What.ALL_CLOSED));
                }
            }
            running.put(party, alternative);
            ThreadKind threads = ThreadKind.alternating(random.nextInt(2));
            arrive(party, choices, crew.call(threads, () -> run(alternative.select)));
        }

        private void arrive(Party party, Set<Fate> choices, Worker<Fate> worker) {
            if (choices.isEmpty()) {
                model.await(party);
                waiting.put(party, worker);
                Until.eventually("waits as in the model", this::countsAreSame);
            } else {
                Fate fate = worker.join();
                assertThat(fate).isIn(choices);
                fates.add(fate.what());
                model.happened(party, fate);
                leave(party);
            }
        }

        private void leave(Party party) {
            Alternative alternative = running.remove(party);
            if (alternative != null) {
                idle.add(alternative);
            }
        }

        private void interruptOne() {
            if (!waiting.isEmpty()) {
                List<Party> parties = new ArrayList<>(waiting.keySet());
                Party unlucky = parties.get(random.nextInt(parties.size()));
                waiting.get(unlucky).interrupt();
                model.interrupt(unlucky);
            }
        }

        private void end(int number) {
            End how = End.values()[random.nextInt(End.values().length)];
            switch (how) {
                case CLOSED -> channels.get(number).close();
                case FAILED -> channels.get(number).fail(new IllegalStateException("" + number));
                case CANCELLED -> channels.get(number).cancel();
            }
            model.end(number, how);
        }

        /** Makes a counted sender, unless somebody was told of the end, and closes it in one of two ways. */
        private void lapse(int number) {
            Channel<Integer> channel = channels.get(number);
            if (!model.isOpen(number)) {
                assertThatThrownBy(channel::newSender)
                        .isInstanceOf(
                                model.isCancelled(number)
                                        ? CancelledException.class
                                        : ClosedException.class);
            } else if (random.nextInt(4) == 0) {
                assertThat(channel.newSender().tryClose()).isTrue();
                model.end(number, SelectModel.End.CLOSED);
            } else {
                channel.newSender().close();
                model.lapse(number);
            }
        }

        private void assertSame() {
            model.takeSettled()
                    .forEach(
                            (party, allowed) -> {
                                Fate fate = waiting.remove(party).join();
                                assertThat(fate).isIn(allowed);
                                fates.add(fate.what());
                                leave(party);
                            });
            for (int i = 0; i < CHANNELS; i++) {
                assertThat(counts(i)).as("%s", channels.get(i)).isEqualTo(model.counts(i));
            }
        }

        private boolean countsAreSame() {
            for (int i = 0; i < CHANNELS; i++) {
                if (!counts(i).equals(model.counts(i))) {
                    return false;
                }
            }
            return true;
        }

        private List<Long> counts(int number) {
            Channel<Integer> channel = channels.get(number);
            return List.of(
                    (long) channel.size(),
                    (long) channel.waitingSenders(),
                    (long) channel.waitingReceivers(),
                    channel.dropped());
        }

        void play() {
            for (int number = 1; number <= STEPS; number++) {
                step(number);
            }
            for (int i = 0; i < CHANNELS; i++) {
                channels.get(i).cancel();
                model.end(i, End.CANCELLED);
            }
            assertSame();
            assertThat(waiting).isEmpty();
            for (int i = 0; i < CHANNELS; i++) {
                assertThat(undelivered.get(i)).isEqualTo(model.undelivered(i));
            }
        }
    }

    /** Each step of a random program has an outcome that the model foretells, and so have those it wakes. */
    @DisplayName("L25 to L34 random selects and operations have outcomes of the model")
    @Over.EverySetting
    void randomSelectsHaveOutcomesOfTheModel(Setting in) {
        Random random = crew.random();
        for (int program = 0; program < PROGRAMS; program++) {
            new Stage(in, random).play();
        }
    }

    @Test
    @DisplayName("The programs are worth running: they come to every fate")
    void programsComeToEveryFate() {
        Random random = crew.random();
        Set<What> fates = EnumSet.noneOf(What.class);
        int programs = 0;
        while (fates.size() < What.values().length && programs++ < 2 * PROGRAMS) {
            for (Shape shape : Shape.values()) {
                Stage stage =
                        new Stage(
                                new Setting(shape, ThreadKind.VIRTUAL, ThreadKind.VIRTUAL), random);
                stage.play();
                fates.addAll(stage.fates);
            }
        }
        assertThat(fates).containsExactlyInAnyOrder(What.values());
    }

    private static Fate run(Select<Fate> select) {
        try {
            return select.run();
        } catch (AllClosedException e) {
            return Fate.of(What.ALL_CLOSED);
        } catch (ChannelFailedException e) {
            return new Fate(What.FAILED, Integer.parseInt(e.getCause().getMessage()), 0);
        } catch (InterruptedException e) {
            return Fate.of(What.INTERRUPTED);
        }
    }

    private static Fate plain(int number, Callable<Fate> operation) throws Exception {
        try {
            return operation.call();
        } catch (ClosedException | CancelledException | ChannelFailedException e) {
            return new Fate(What.ENDED, number, 0);
        } catch (InterruptedException e) {
            return Fate.of(What.INTERRUPTED);
        }
    }
}
