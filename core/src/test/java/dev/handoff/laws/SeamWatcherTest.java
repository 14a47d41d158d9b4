package dev.handoff.laws;

import static dev.handoff.Select.ended;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Overflow;
import dev.handoff.ProcessBody;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Timers;
import dev.handoff.spi.Parked;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a watcher is told. */
class SeamWatcherTest {
    /** Writes down each call, with the thread that makes it. */
    private static final class Notes implements Watcher {
        final List<String> lines = new ArrayList<>();

        private void note(String what) {
            lines.add(Thread.currentThread().getName() + " " + what);
        }

        @Override
        public void blocked(Parked who, WaitReason why) {
            assertThat(who.thread()).isSameAs(Thread.currentThread());
            note("blocked, " + why.describe(who.blocker()));
        }

        @Override
        public void resumed(Parked who, WaitReason why) {
            assertThat(who.thread()).isSameAs(Thread.currentThread());
            note("resumed, " + why);
        }

        @Override
        public void sent(Object channel, long channelId, Object value) {
            look(channel);
            note("sent " + value + ", " + channel);
        }

        @Override
        public void received(Object channel, long channelId, Object value) {
            look(channel);
            note("received " + value + ", " + channel);
        }

        @Override
        public void removed(Object channel, long channelId, Object value) {
            look(channel);
            note("lost " + value + ", " + channel);
        }

        @Override
        public void held(Parked sender) {
            note("holds " + sender.thread().getName());
        }

        @Override
        public void foundEnded(Object channel, long channelId) {
            look(channel);
            note("found the end of " + channel);
        }

        @Override
        public void closed(Object channel, long channelId) {
            look(channel);
            note("closed, " + channel);
        }

        @Override
        public void started(String name, Thread thread) {
            note("started, " + name);
        }

        @Override
        public void ended(String name, Thread thread) {
            note("ended, " + name);
        }

        /** Would not return if the caller held the channel's lock. */
        private static void look(Object channel) {
            assertThat(((Channel<?>) channel).waitingReceivers()).isNotNegative();
        }
    }

    private static List<String> notesOf(ProcessBody program) {
        Notes notes = new Notes();
        Turns.watchedBy(notes).run(program);
        return notes.lines;
    }

    private static Channel<Integer> open(int capacity) {
        return Channel.<Integer>named("c").buffered(capacity).open();
    }

    /** Once for each value and side, in the thread that does it. */
    @Test
    @DisplayName("Seam: a watcher is told of each value sent and received, and of the close")
    void watcherIsToldOfEachValueSentAndReceived() {
        assertThat(
                        notesOf(
                                () -> {
                                    Channel<Integer> c = open(5);
                                    c.send(1);
                                    c.trySend(2);
                                    c.sendAll(List.of(3, 4));
                                    Select.<Integer>one(to(c, 5, () -> 1));
                                    c.trySend(6); // full: nothing to tell
                                    c.receive();
                                    c.tryReceive();
                                    c.receiveBatch(2);
                                    Select.<Integer>one(on(c, v -> v));
                                    c.tryReceive(); // empty
                                    c.close();
                                    c.close();
                                    c.tryReceive();
                                }))
                .filteredOn(line -> line.startsWith("main s") || line.startsWith("main r"))
                .filteredOn(line -> line.contains("channel"))
                .hasSize(10)
                .allMatch(line -> line.endsWith("channel \"c\" (buffered 5)"))
                .satisfies(
                        lines -> {
                            for (int i = 0; i < 5; i++) {
                                assertThat(lines.get(i)).startsWith("main sent " + (i + 1));
                                assertThat(lines.get(5 + i)).startsWith("main received " + (i + 1));
                            }
                        });
        assertThat(
                        notesOf(
                                () -> {
                                    Channel<Integer> c = open(1);
                                    c.close();
                                    c.close();
                                    c.fail(new IllegalStateException());
                                    c.cancel();
                                    c.cancel();
                                }))
                .filteredOn(line -> line.contains("closed"))
                .hasSize(1);
    }

    /** A value that is refused on its way in was never there. */
    @Test
    @DisplayName("Seam: a watcher is told of each value taken out that nobody receives")
    void watcherIsToldOfWhatIsTakenOut() {
        assertThat(
                        notesOf(
                                () -> {
                                    Channel<Integer> latest =
                                            Channel.<Integer>named("c").latest().open();
                                    latest.send(1);
                                    latest.trySend(2);
                                    Select.<Integer>one(to(latest, 3, () -> 0));
                                    latest.cancel();
                                    Channel<Integer> first =
                                            Channel.<Integer>named("d")
                                                    .buffered(1)
                                                    .overflow(Overflow.DROP_NEWEST)
                                                    .open();
                                    first.send(4);
                                    first.send(5);
                                }))
                .extracting(line -> line.replaceAll(",.*", ""))
                .containsExactly(
                        "main sent 1",
                        "main lost 1",
                        "main sent 2",
                        "main lost 2",
                        "main sent 3",
                        "main closed",
                        "main lost 3",
                        "main sent 4");
    }

    @Test
    @DisplayName("Seam: a watcher is told of each end that is found, by whatever operation")
    void watcherIsToldOfEnds() {
        assertThat(
                        notesOf(
                                () -> {
                                    Channel<Integer> c = open(1);
                                    c.isClosed();
                                    c.tryReceive();
                                    c.close();
                                    c.isClosed();
                                    c.tryReceive();
                                    c.receiveOrNull();
                                    c.receiveBatch(2);
                                    c.trySend(1);
                                    c.sendWithin(1, Duration.ofSeconds(1));
                                    Select.<Integer>one(on(c, v -> v).onClosed(() -> 0));
                                    Select.<Integer>one(to(c, 1, () -> 1).onClosed(() -> 0));
                                    Select.<Integer>one(on(c, v -> v), ended(() -> 0));
                                    Select.<Integer>one(on(c, v -> v), otherwise(() -> 0));
                                }))
                .filteredOn(line -> line.contains("found the end of channel \"c\""))
                .hasSize(8 + 1);
    }

    @Test
    @DisplayName("Seam, L16 a watcher is told of no end when one of several senders was closed")
    void watcherIsToldOfNoEndWhenTheChannelGoesOn() {
        assertThat(
                        notesOf(
                                () -> {
                                    Channel<Integer> c = open(1);
                                    c.newSender();
                                    Sender<Integer> closed = c.newSender();
                                    closed.close();
                                    Select.<Integer>one(to(closed, 1, () -> 1).onClosed(() -> 0));
                                    Select.<Integer>one(to(closed, 1, () -> 1), ended(() -> 0));
                                }))
                .noneMatch(line -> line.contains("found the end"));
    }

    @Test
    @DisplayName("Seam, L24 a watcher is told of the sender that an extended receive holds")
    void watcherIsToldOfTheSenderThatIsHeld() {
        for (boolean senderIsFirst : new boolean[] {true, false}) {
            List<String> lines =
                    notesOf(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                Channel<Integer> c = open(0);
                                                Duration late = Duration.ofSeconds(1);
                                                scope.go(
                                                        "sender",
                                                        () -> {
                                                            if (!senderIsFirst) {
                                                                Timers.sleep(late);
                                                            }
                                                            c.send(1);
                                                        });
                                                scope.go(
                                                        "receiver",
                                                        () -> {
                                                            if (senderIsFirst) {
                                                                Timers.sleep(late);
                                                            }
                                                            c.receiveHolding(v -> {});
                                                        });
                                            }));
            assertThat(lines)
                    .containsSubsequence(
                            "receiver holds sender",
                            "receiver received 1, channel \"c\" (rendezvous)",
                            "sender sent 1, channel \"c\" (rendezvous)");
        }
    }

    /** Its value was received: the two sides agree. */
    @Test
    @DisplayName("Seam, L24 a watcher is told of a send whose receiver's handler has failed")
    void watcherIsToldOfASendWhoseHandlerFailed() {
        for (int i = 0; i < 4; i++) {
            boolean senderIsFirst = i % 2 == 0;
            boolean selects = i / 2 == 0;
            List<String> lines =
                    notesOf(
                            () ->
                                    Scope.unnamed()
                                            .supervised(e -> {})
                                            .run(
                                                    scope -> {
                                                        Channel<Integer> c = open(0);
                                                        if (senderIsFirst) {
                                                            scope.go(
                                                                    "sender",
                                                                    () -> send(c, selects));
                                                        }
                                                        scope.go(
                                                                "receiver",
                                                                () ->
                                                                        c.receiveHolding(
                                                                                v -> fail()));
                                                        Timers.sleep(Duration.ofSeconds(1));
                                                        if (!senderIsFirst) {
                                                            scope.go(
                                                                    "sender",
                                                                    () -> send(c, selects));
                                                        }
                                                    }));
            assertThat(lines)
                    .containsSubsequence(
                            "receiver received 1, channel \"c\" (rendezvous)",
                            "sender sent 1, channel \"c\" (rendezvous)");
        }
    }

    private static void send(Channel<Integer> c, boolean selects) throws InterruptedException {
        if (selects) {
            Select.<Integer>one(to(c, 1, () -> 1));
        } else {
            c.send(1);
        }
    }

    private static void fail() {
        throw new IllegalStateException("no paper");
    }

    /** With words that name what is waited for. */
    @Test
    @DisplayName("Seam: a watcher is told of each wait and its end, with the reason")
    void watcherIsToldOfEachWaitAndItsEnd() {
        List<String> lines =
                notesOf(
                        () ->
                                Scope.named("s")
                                        .run(
                                                scope -> {
                                                    Channel<Integer> c = open(0);
                                                    scope.go("receiver", c::receive);
                                                    Timers.sleep(Duration.ofSeconds(1));
                                                    scope.go("selecting", () -> select(c));
                                                    Timers.sleep(Duration.ofSeconds(1));
                                                    c.send(1);
                                                    scope.go("sender", () -> c.send(2));
                                                }));
        assertThat(lines)
                .containsSubsequence(
                        "receiver started, receiver",
                        "receiver blocked, receive: channel \"c\" (rendezvous) is empty",
                        "selecting blocked, select: receive from channel \"c\"",
                        "main sent 1, channel \"c\" (rendezvous)")
                .containsSubsequence(
                        "receiver blocked, receive: channel \"c\" (rendezvous) is empty",
                        "receiver resumed, RECEIVE",
                        "receiver received 1, channel \"c\" (rendezvous)",
                        "receiver ended, receiver")
                .containsSubsequence("main blocked, sleep: PT1S", "main resumed, SLEEP")
                .containsSubsequence("main blocked, scope: scope \"s\"", "main resumed, SCOPE")
                .containsSubsequence(
                        "selecting started, selecting",
                        "selecting resumed, SELECT",
                        "selecting received 2, channel \"c\" (rendezvous)",
                        "selecting handler",
                        "selecting ended, selecting");
    }

    private static void select(Channel<Integer> c) throws InterruptedException {
        Select.<Object>one(
                on(
                        c,
                        v -> {
                            Notes notes = (Notes) dev.handoff.spi.Scheduling.current().watcher();
                            notes.note("handler");
                            return v;
                        }));
    }

    /** For reports these calls must come in pairs. */
    @Test
    @DisplayName(
            "Seam: every blocked has its resumed and every started its ended, whatever happens")
    void everyBlockedHasItsResumed() {
        List<String> lines =
                notesOf(
                        () -> {
                            try {
                                Scope.unnamed()
                                        .deadline(Duration.ofSeconds(5))
                                        .run(
                                                scope -> {
                                                    Channel<Integer> c = open(0);
                                                    scope.go("a", c::receive);
                                                    scope.go(
                                                            "b",
                                                            () ->
                                                                    c.receiveWithin(
                                                                            Duration.ofSeconds(1)));
                                                    scope.go(
                                                            "c",
                                                            () -> {
                                                                Timers.sleep(Duration.ofSeconds(2));
                                                                c.cancel();
                                                                Channel.never().receive();
                                                            });
                                                });
                            } catch (dev.handoff.DeadlineExceededException e) {
                                return;
                            }
                            throw new AssertionError("the deadline has not passed");
                        });
        for (String process : List.of("a", "b", "c", "main", "deadline of scope")) {
            List<String> own = lines.stream().filter(l -> l.startsWith(process)).toList();
            long blocked = own.stream().filter(l -> l.contains(" blocked")).count();
            assertThat(own.stream().filter(l -> l.contains(" resumed")).count())
                    .as(process)
                    .isEqualTo(blocked)
                    .isPositive();
        }
        assertThat(lines.stream().filter(l -> l.contains(" started")).count())
                .isEqualTo(lines.stream().filter(l -> l.contains(" ended")).count())
                .isEqualTo(4);
    }

    /** What was before the cancel is before what the sender does then. */
    @Test
    @DisplayName("Seam, L15 a watcher is told that a sender that has waited has found a cancel")
    void watcherIsToldThatASenderHasFoundACancel() {
        assertThat(
                        notesOf(
                                () ->
                                        Scope.run(
                                                scope -> {
                                                    Channel<Integer> c = open(0);
                                                    scope.go("sender", () -> c.send(1));
                                                    Timers.sleep(Duration.ofSeconds(1));
                                                    c.cancel();
                                                })))
                .contains("sender found the end of channel \"c\" (rendezvous)");
    }
}
