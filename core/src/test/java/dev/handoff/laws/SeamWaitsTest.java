package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.done;
import static dev.handoff.Select.on;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.ProcessBody;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.spi.Offer;
import dev.handoff.spi.Parked;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a waiting party says of its wait. */
class SeamWaitsTest {
    /** Writes down each wait: its words, what it offers, whose end it awaits. */
    private static final class Notes implements Watcher {
        final List<String> lines = new ArrayList<>();

        @Override
        public void blocked(Parked who, WaitReason why) {
            StringBuilder line = new StringBuilder(why.describe(who.blocker()));
            for (Offer offer : who.offers()) {
                line.append(offer.isSend() ? "; sends to " : "; receives from ");
                line.append(offer.channel());
            }
            who.awaited().forEach(thread -> line.append("; awaits ").append(thread.getName()));
            lines.add(line.toString());
        }
    }

    private static List<String> waitsOf(ProcessBody program) {
        Notes notes = new Notes();
        Turns.watchedBy(notes).run(program);
        return notes.lines;
    }

    private static Channel<Integer> open(String name) {
        return Channel.<Integer>named(name).open();
    }

    /** The channel is the offer's, in either direction. */
    @Test
    @DisplayName("Seam: a send and a receive offer themselves to their channel")
    void operationsOffer() {
        assertThat(
                        waitsOf(
                                () -> {
                                    Channel<Integer> c = open("c");
                                    Timers.sleep(Duration.ofSeconds(1));
                                    c.sendWithin(1, Duration.ofSeconds(1));
                                    c.receiveWithin(Duration.ofSeconds(1));
                                }))
                .containsExactly(
                        "sleep: PT1S",
                        "send: nobody receives from channel \"c\" (rendezvous);"
                                + " sends to channel \"c\" (rendezvous)",
                        "receive: channel \"c\" (rendezvous) is empty;"
                                + " receives from channel \"c\" (rendezvous)");
    }

    /** Those that do not take part are counted. */
    @Test
    @DisplayName("Seam: a waiting select names its cases, and offers those that take part")
    void selectNamesItsCases() {
        assertThat(
                        waitsOf(
                                () -> {
                                    Channel<Integer> ended = open("ended");
                                    ended.close();
                                    Select.<Integer>one(
                                            on(open("a"), v -> v),
                                            to(open("b"), 1, () -> 1),
                                            on(ended, v -> v),
                                            on(open("guarded"), v -> v).when(() -> false),
                                            after(Duration.ofSeconds(5), () -> 0));
                                }))
                .containsExactly(
                        "select: receive from channel \"a\", send to channel \"b\", receive from"
                                + " channel \"ended\" (has ended), after PT5S,"
                                + " 1 case that does not take part;"
                                + " receives from channel \"a\" (rendezvous);"
                                + " sends to channel \"b\" (rendezvous)");
    }

    /** By a join, by a select, at the end of a scope. */
    @Test
    @DisplayName("Seam: who waits for processes says for which")
    void waitsForProcesses() {
        assertThat(
                        waitsOf(
                                () ->
                                        Scope.named("s")
                                                .run(
                                                        scope -> {
                                                            Channel<Integer> c = open("c");
                                                            Task<Integer> task =
                                                                    scope.fork(
                                                                            "t", () -> c.receive());
                                                            Timers.sleep(
                                                                    Duration.ofSeconds(
                                                                            1)); // it has begun
                                                            Select.<Integer>one(
                                                                    done(task, v -> v),
                                                                    after(
                                                                            Duration.ofSeconds(1),
                                                                            () -> 0));
                                                            scope.go(
                                                                    "late",
                                                                    () -> {
                                                                        Timers.sleep(
                                                                                Duration.ofSeconds(
                                                                                        1));
                                                                        c.send(1);
                                                                    });
                                                            task.join();
                                                        })))
                .contains(
                        "select: end of task \"t\", after PT1S; awaits t",
                        "wait: the end of task \"t\" (signal) has not come; awaits t")
                .anyMatch(
                        line ->
                                line.startsWith("receive: channel \"c\"")
                                        && line.endsWith(
                                                "receives from channel \"c\" (rendezvous)"));
    }

    @Test
    @DisplayName(
            "Seam, L39 who waits at the end of a scope does not wait for its deadline's keeper")
    void endOfAScopeDoesNotAwaitItsKeeper() {
        assertThat(
                        waitsOf(
                                () ->
                                        Scope.named("s")
                                                .deadline(Duration.ofHours(1))
                                                .run(
                                                        scope ->
                                                                scope.go(
                                                                        "a",
                                                                        () ->
                                                                                Timers.sleep(
                                                                                        Duration
                                                                                                .ofSeconds(
                                                                                                        1))))))
                .contains("scope: scope \"s\"; awaits a");
    }
}
