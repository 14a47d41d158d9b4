package dev.handoff.check;

import static dev.handoff.Select.done;
import static dev.handoff.Select.on;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

@DisplayName("L15 sender.done() in every schedule")
class SendersDoneExploredTest {
    private static void clean(Program program) throws Exception {
        Report report = Thorough.check(Explore.exhaustive(), program);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.CLEAN);
        assertThat(report.isComplete()).as(report.toString()).isTrue();
    }

    @Test
    @DisplayName(
            "a sender that waits for its input is told of a cancel at any moment, and loses"
                    + " nothing")
    void aSenderIsToldOfACancel() throws Exception {
        clean(
                () -> {
                    List<Integer> undelivered = new ArrayList<>();
                    Channel<Integer> input = Channel.<Integer>named("input").buffered(1).open();
                    Channel<Integer> output =
                            Channel.<Integer>named("output")
                                    .buffered(1)
                                    .onUndelivered(undelivered::add)
                                    .open();
                    input.send(1);
                    int passedOn =
                            Scope.call(
                                    scope -> {
                                        scope.go("receiver", output::cancel);
                                        Select<Integer> next =
                                                Select.of(on(input, v -> v), done(output, () -> 0));
                                        int count = 0;
                                        int value;
                                        while ((value = next.run()) != 0) {
                                            int sent = value;
                                            count +=
                                                    Select.<Integer>one(
                                                            to(output, sent, () -> 1),
                                                            done(output, () -> 0));
                                        }
                                        return count;
                                    });
                    assertThat(undelivered).hasSize(passedOn);
                });
    }

    @Test
    @DisplayName("it is told of the last counted sender's close, whoever asks first")
    void itIsToldOfTheLastClose() throws Exception {
        clean(
                () -> {
                    Channel<Integer> channel = Channel.<Integer>named("channel").open();
                    Sender<Integer> first = channel.newSender();
                    Sender<Integer> second = channel.newSender();
                    Scope.run(
                            scope -> {
                                scope.go("first", first::close);
                                scope.go("second", second::close);
                                scope.go("watch", () -> channel.done().receiveOrNull());
                                assertThat(channel.receiveOrNull()).isNull();
                            });
                });
    }
}
