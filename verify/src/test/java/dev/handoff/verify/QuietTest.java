package dev.handoff.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Select;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

/** A wait with hope is found, by what a line is said to have come to. */
class QuietTest {
    private final Line line = new Line(0, Line.Store.ONE);
    private final Actor early = new Actor(1);
    private final Actor late = new Actor(2);
    private Thread waiting;

    /** The early one has sent what is stored, and the late one waits to send. */
    private void sendTwo() {
        sendOneAnd(() -> late.send(line));
    }

    private void sendOneAnd(Actor.Deed deed) {
        early.attempt(() -> early.send(line));
        waiting = Thread.startVirtualThread(() -> late.attempt(deed));
        while (line.channel.waitingSenders() == 0) {
            Thread.yield();
        }
    }

    @AfterEach
    void free() throws InterruptedException {
        line.noteEndBegun();
        line.channel.cancel();
        waiting.join();
    }

    private List<String> problems() {
        return Quiet.problems(List.of(early, late), List.of(line));
    }

    private void close() {
        line.noteEndBegun();
        line.channel.close();
        line.noteEnded(Line.Ended.CLOSED);
    }

    @Test
    @DisplayName("L11: whoever waits to send at a close may go on waiting")
    void mayWait() throws Exception {
        sendTwo();
        assertThat(problems()).isEmpty();
        close();
        assertThat(problems()).isEmpty();
    }

    @Test
    @DisplayName("L11: finds one who waits to send behind the end that a receive has reported")
    void findsASenderBehindTheEnd() throws Exception {
        sendTwo();
        close();
        line.noteEndTold("a receive reports it");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("process 2 waits to send", "although a receive has reported the end");
    }

    private List<Actor.Deed> thatEnd() {
        Port port = new Port(line, true, false);
        return List.of(
                () -> late.sendWithin(line, Duration.ofDays(1)),
                () -> late.select(Select.of(late.newCase(port)), List.of(port), true),
                () -> line.channel.send(late.journal.newValue(line)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    @DisplayName("L19: finds one who waits although he has a limit, or is to try")
    void findsALostTimeOut(int which) {
        sendOneAnd(thatEnd().get(which));
        assertThat(problems())
                .anySatisfy(
                        problem ->
                                assertThat(problem)
                                        .contains("process 2 waits for good", "ends by itself"));
    }

    @Test
    @DisplayName("L11: finds one who waits to send to a closed line that has room")
    void findsASenderBeforeRoom() throws Exception {
        sendTwo();
        close();
        late.journal.received.addAll(early.journal.accepted);
        assertThat(problems())
                .anySatisfy(
                        problem ->
                                assertThat(problem)
                                        .contains("process 2 waits to send", "there is room"));
    }
}
