package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Tick;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;

/** The ledger of soak and schedules finds what can go wrong with a value. */
class LedgerTest {
    private final Line line = new Line(0, Line.Store.TWO);
    private final Journal sender = new Journal(1);
    private final Journal receiver = new Journal(2);
    private final long first = sender.newValue(line);
    private final long second = sender.newValue(line);

    private List<String> problems() {
        return Ledger.problems(List.of(sender, receiver), List.of(line));
    }

    @Test
    @DisplayName("received, undelivered and left make up what was accepted")
    void balances() {
        Line cancelled = new Line(1, Line.Store.TWO);
        cancelled.noteEnded(Line.Ended.CANCELLED);
        long third = sender.newValue(cancelled);
        sender.accepted.addAll(List.of(first, second, third));
        receiver.received.add(first);
        line.channel.trySend(second);
        cancelled.undelivered.add(third);
        assertThat(Ledger.problems(List.of(sender, receiver), List.of(line, cancelled))).isEmpty();
    }

    @Test
    @DisplayName("finds a lost value")
    void findsALostValue() {
        sender.accepted.addAll(List.of(first, second));
        receiver.received.add(first);
        assertThat(problems()).containsExactly("lost: value 1 of process 1 on line 0");
    }

    @Test
    @DisplayName("finds a value that was received twice")
    void findsADuplicate() {
        sender.accepted.add(first);
        receiver.received.addAll(List.of(first, first));
        assertThat(problems()).hasSize(1).first().asString().contains("not for the first time");
    }

    @Test
    @DisplayName("finds a value that was refused and came all the same")
    void findsAValueThatWasRefused() {
        receiver.received.add(first);
        assertThat(problems()).hasSize(1).first().asString().contains("never sent");
    }

    @Test
    @DisplayName("finds values out of order")
    void findsDisorder() {
        sender.accepted.addAll(List.of(first, second));
        receiver.received.addAll(List.of(second, first));
        assertThat(problems()).hasSize(1).first().asString().contains("saw value 1");
    }

    @Test
    @DisplayName("L11: finds a value behind the end that a receive has reported")
    void findsAValueBehindTheEnd() {
        sender.accepted.add(first);
        line.channel.trySend(first);
        line.noteEndBegun();
        line.noteEndTold("a receive");
        assertThat(problems())
                .hasSize(1)
                .first()
                .asString()
                .contains("reported the end of channel \"line 0\"");
    }

    @Test
    @DisplayName("L15: finds a value that a cancel has left behind")
    void findsAValueInACancelledLine() {
        sender.accepted.add(first);
        line.channel.trySend(first);
        line.noteEnded(Line.Ended.CANCELLED);
        assertThat(problems()).singleElement().asString().contains("was cancelled, with [");
    }

    @Test
    @DisplayName("L15: finds a value that the hook was given without a cancel")
    void findsAValueForTheHookWithoutACancel() {
        sender.accepted.add(first);
        line.undelivered.add(first);
        line.noteEnded(Line.Ended.CLOSED);
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("has dropped 0 values and handed 1 to its hook");
    }

    @Test
    @DisplayName("L16: finds a line that is open when its last counted sender was closed")
    void findsAMissedEnd() {
        Way way = new Way(line, line.channel.newSender());
        line.addWay(way);
        assertThat(problems()).isEmpty();
        way.noteClosed();
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("is open, and the last of its counted senders was closed");
    }

    @Test
    @DisplayName("finds a one-shot timer that has ended without its tick, or has given it twice")
    void findsALostTick() {
        receiver.onlyTickIsOver = true;
        assertThat(problems()).containsExactly("the one-shot timer has ticked 0 times");
        receiver.onlyTick.add(new Tick(1, 0));
        assertThat(problems()).isEmpty();
        sender.onlyTick.add(new Tick(1, 0));
        assertThat(problems()).containsExactly("the one-shot timer has ticked 2 times");
    }

    @Test
    @DisplayName("L47: finds a tick that was skipped and not counted")
    void findsASkippedTick() {
        receiver.ticks.add(new Tick(1, 0));
        sender.ticks.add(new Tick(3, 1));
        assertThat(problems()).isEmpty();
        receiver.ticks.add(new Tick(5, 0));
        assertThat(problems()).singleElement().asString().contains("after tick 3 came");
    }

    @Test
    @DisplayName("L23: finds a gap in a batch that was cut short")
    void findsAGap() {
        long third = sender.newValue(line);
        sender.cutShort.add(List.of(first, second, third));
        receiver.received.add(first);
        assertThat(problems()).isEmpty();
        receiver.received.add(third);
        assertThat(problems())
                .containsExactly(
                        "value 2 of process 1 on line 0 of a batch was sent, and value 1 of process"
                                + " 1 on line 0 before it was not");
    }

    @Test
    @DisplayName("L4: finds a value that the hook was given, and that was not counted as dropped")
    void findsAnUncountedDrop() {
        Line latest = new Line(1, Line.Store.LATEST);
        long older = sender.newValue(latest);
        long newer = sender.newValue(latest);
        sender.accepted.addAll(List.of(older, newer));
        latest.channel.trySend(older);
        latest.undelivered.add(newer);
        assertThat(Ledger.problems(List.of(sender), List.of(latest)))
                .singleElement()
                .asString()
                .contains("has dropped 0 values and handed 1 to its hook");
    }
}
