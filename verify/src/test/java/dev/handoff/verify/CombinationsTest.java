package dev.handoff.verify;

import static dev.handoff.Select.on;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Select;
import dev.handoff.check.Explore;
import dev.handoff.check.Report;
import dev.handoff.check.Verdict;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.verify.Combinations.Setting;
import dev.handoff.verify.Combinations.Total;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The quick form of {@code verify/run explore}. */
class CombinationsTest {
    private static final List<Setting> SETTINGS = Setting.ALL;

    @ParameterizedTest
    @FieldSource("SETTINGS")
    @DisplayName("any two operations keep the laws, in every order of theirs")
    void pairs(Setting setting) throws Exception {
        Total total = Combinations.explore(setting, Combinations.multisets(2), false);
        assertThat(total.combinations()).isEqualTo(210);
        assertThat(total.schedules()).isGreaterThan(500);
    }

    @Test
    @DisplayName("L14, L15, L25, L28: a select against a close against a cancel, step by step")
    void selectCloseCancel() throws Exception {
        Total total =
                Combinations.explore(
                        new Setting(Line.Store.RENDEZVOUS, 0),
                        List.of(
                                List.of(
                                        Operation.CLOSE,
                                        Operation.CANCEL,
                                        Operation.SELECT_RECEIVE)),
                        true);
        assertThat(total.schedules()).isGreaterThan(1_000);
    }

    @Test
    @DisplayName("L31: selects that meet in opposite order, step by step")
    void meetingSelects() throws Exception {
        Combinations.explore(
                new Setting(Line.Store.RENDEZVOUS, 0),
                List.of(List.of(Operation.SELECT_BOTH, Operation.SELECT_BACK)),
                true);
    }

    @Test
    @DisplayName("L12: some schedule begins a send when its line has ended")
    void someSendBeginsAfterTheEnd() throws Exception {
        assertThat(isOnceTrue(line -> line.itself.hasEnded(), Actor::close)).isTrue();
    }

    @Test
    @DisplayName("L11: some schedule begins an operation when a receive has reported the end")
    void someOperationBeginsAfterTheEndWasTold() throws Exception {
        assertThat(isOnceTrue(Line::isEndTold, Actor::close, Actor::tryReceive)).isTrue();
    }

    /** Whether there is a schedule in which somebody finds that true before he sends, while others do those things. */
    @SafeVarargs
    private static boolean isOnceTrue(Predicate<Line> isTrue, BiConsumer<Actor, Line>... deeds)
            throws Exception {
        boolean[] found = new boolean[1];
        Explore.exhaustive()
                .check(
                        () -> {
                            Stage stage = new Stage();
                            Line line = stage.addLine(Line.Store.ONE);
                            Actor sender = stage.addActor();
                            stage.addThread(
                                    "sender",
                                    () -> {
                                        found[0] |= isTrue.test(line);
                                        sender.attempt(() -> sender.trySend(line));
                                    });
                            for (BiConsumer<Actor, Line> deed : deeds) {
                                Actor actor = stage.addActor();
                                stage.addThread(
                                        "other",
                                        () -> actor.attempt(() -> deed.accept(actor, line)));
                            }
                            stage.play(UnaryOperator.identity(), stage::start, 0);
                        });
        return found[0];
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOSE", "CANCEL", "SEND", "SELECT_SEND", "BATCH_SEND"})
    @DisplayName("finds that a wake-up gets lost")
    void findsALostWakeUp(Operation waker) throws Exception {
        Report report = explore(LosesWakeUps::new, List.of(Operation.RECEIVE, waker));
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.FAILURE);
        assertThat(report.finding().summary()).contains("although");
    }

    /** Wakes nobody. */
    private static final class LosesWakeUps extends DelegatingScheduling {
        LosesWakeUps(Scheduling delegate) {
            super(delegate);
        }

        @Override
        public void unpark(Parked who) {}
    }

    @ParameterizedTest
    @EnumSource(names = {"RECEIVE", "TIMED_RECEIVE", "BATCH_RECEIVE", "SELECT_RECEIVE", "CLOSE"})
    @DisplayName("L20: finds that an interrupt is swallowed")
    void findsASwallowedInterrupt(Operation victim) throws Exception {
        Report report =
                explore(
                        SwallowsInterrupts::new,
                        List.of(victim, Operation.SEND, Operation.INTERRUPT));
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.FAILURE);
        assertThat(report.finding().summary()).contains("was swallowed");
    }

    private static Report explore(UnaryOperator<Scheduling> schedulings, List<Operation> operations)
            throws InterruptedException {
        Combination combination =
                new Combination(new Setting(Line.Store.RENDEZVOUS, 0), operations);
        return Explore.exhaustive().fine().check(() -> combination.run(schedulings));
    }

    @Test
    @DisplayName("finds an end that nobody has asked for")
    void findsAnEndOutOfNowhere() {
        Line line = new Line(0, Line.Store.ONE);
        line.channel.close();
        assertThatThrownBy(() -> new Actor(0).receiveOrNull(line))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("has not ended, but a receive reports it");
    }

    @Test
    @DisplayName("finds a select that says that all have ended while one has not")
    void findsASelectThatEndsTooSoon() {
        Channel<Long> ended = Channel.rendezvous();
        ended.close();
        Port open = new Port(new Line(0, Line.Store.RENDEZVOUS), false, false);
        assertThatThrownBy(
                        () -> new Actor(0).select(Select.of(on(ended, v -> null)), List.of(open)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("has not ended, but a select reports it");
    }

    @Test
    @DisplayName("L25: finds a select that returns, and has run no handler")
    void findsASelectWithoutAHandler() {
        Select<Void> select = Select.of(Select.otherwise(() -> null));
        assertThatThrownBy(() -> new Actor(0).select(select, List.of()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("0 cases of one select were matched");
    }

    @Test
    @DisplayName("finds a refusal of a counted sender that nobody has asked for")
    void findsARefusalOutOfNowhere() {
        Line line = new Line(0, Line.Store.ONE);
        line.channel.close();
        assertThatThrownBy(() -> new Actor(0).addSender(line))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("has not ended, but a new sender is refused");
    }

    @Test
    @DisplayName("finds a value that was taken after the end")
    void findsAValueAfterTheEnd() {
        Line line = new Line(0, Line.Store.ONE);
        line.noteEnded(Line.Ended.CLOSED);
        assertThatThrownBy(() -> new Actor(0).send(line))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("had ended, and took value 0 of process 0");
    }

    @Test
    @DisplayName("finds a value that a sender took which was made after the end")
    void findsAValueOfASenderAfterTheEnd() {
        Line line = new Line(0, Line.Store.ONE);
        line.noteEnded(Line.Ended.CLOSED);
        assertThatThrownBy(() -> new Actor(0).closeCounted(line, true))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("had ended, and took value 0 of process 0");
    }

    @Test
    @DisplayName("L11: finds a value that came after the end was reported")
    void findsAValueBehindTheEnd() {
        Line line = new Line(0, Line.Store.ONE);
        Actor actor = new Actor(0);
        actor.trySend(line);
        line.noteEndBegun();
        line.noteEndTold("a receive reports it");
        assertThatThrownBy(() -> actor.tryReceive(line))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("gave value 0 of process 0 on line 0 after its end");
    }

    private static final List<BiConsumer<Actor, Line>> RECEIVES =
            List.of(
                    receiving(Actor::receive),
                    receiving(Actor::receiveOrNull),
                    (actor, line) -> actor.tryReceive(line),
                    receiving((actor, line) -> actor.receiveWithin(line, Duration.ofSeconds(1))),
                    receiving((actor, line) -> actor.receiveBatch(line, 2)),
                    receiving((actor, line) -> actor.receiveExtended(line, false)),
                    receiving(CombinationsTest::select));

    @ParameterizedTest
    @FieldSource("RECEIVES")
    @DisplayName("L11, L13, L28: that a line has failed is told by every receive, and by a select")
    void noticesAFailedLine(BiConsumer<Actor, Line> receive) {
        Line line = new Line(0, Line.Store.ONE);
        Actor actor = new Actor(0);
        actor.fail(line);
        receive.accept(actor, line);
        assertThat(line.isEndTold()).isTrue();
    }

    private interface Doing {
        void with(Actor actor, Line line) throws InterruptedException;
    }

    private static BiConsumer<Actor, Line> receiving(Doing receiving) {
        return (actor, line) -> actor.attempt(() -> receiving.with(actor, line));
    }

    private static void select(Actor actor, Line line) throws InterruptedException {
        Port port = new Port(line, false, false);
        actor.select(Select.of(List.of(actor.newCase(port))), List.of(port));
    }

    private static final List<Doing> RETURN_ENDS =
            List.of(
                    (actor, line) -> actor.trySend(line),
                    (actor, line) -> actor.sendWithin(line, Duration.ZERO),
                    (actor, line) -> actor.tryReceive(line),
                    (actor, line) -> actor.receiveWithin(line, Duration.ZERO),
                    (actor, line) -> actor.look(line));

    @ParameterizedTest
    @FieldSource("RETURN_ENDS")
    @DisplayName("L18, L19: finds an end that is thrown by what is to return it")
    void findsAThrownEnd(Doing doing) {
        Line line = new Line(0, Line.Store.ONE);
        Actor actor = new Actor(0);
        Actor.Deed ends =
                () -> {
                    throw new CancelledException("the end", null);
                };
        assertThatThrownBy(
                        () ->
                                actor.attempt(
                                        () -> {
                                            doing.with(actor, line);
                                            ends.run();
                                        }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("what returns an end has thrown it");
        assertThat(actor.attempt(ends)).isFalse();
    }

    @Test
    @DisplayName("L12: finds a refusal that does not carry a value that was to be sent")
    void findsARefusalOfSomethingElse() {
        assertThatThrownBy(() -> Actor.countSent(List.of(7L), new CancelledException("no", null)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("says that null was not sent, of [7]");
    }

    @Test
    @DisplayName("a failure says which operations, on which channel, in which schedule")
    void saysWhat() {
        Combination wrong =
                new Combination(new Setting(Line.Store.ONE, 2), List.of(Operation.SEND));
        assertThat(wrong.toString()).isEqualTo("[send] on one, 2 stored");
    }
}
