package dev.handoff.junit.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.Timers;
import dev.handoff.Watched;
import dev.handoff.junit.Explore;
import dev.handoff.junit.MustEnd;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Tests that fail, as the guide says; run by its test. */
class LeftBehindCases {
    @Explore
    void anAnswerOrNone() throws Exception {
        String answer =
                Question.ask(
                        () -> {
                            Timers.sleep(Duration.ofSeconds(1));
                            return "42";
                        });
        assertThat(answer).isIn("42", "no answer");
    }

    @MustEnd
    @Test
    void nobodyIsWaitedFor() throws Exception {
        CountDownLatch tooLate = new CountDownLatch(1);
        String answer =
                Question.ask(
                        () -> {
                            tooLate.await();
                            return "42";
                        });
        assertThat(answer).isEqualTo("no answer");
        tooLate.countDown();
    }

    @MustEnd(withinSeconds = 3)
    @Test
    void everyRequestIsAnswered() throws Exception {
        Channel<String> requests = Channel.<String>named("requests").open();
        Channel<String> replies = Channel.<String>named("replies").open();
        Scope.run(
                scope -> {
                    scope.go("server", () -> answer(requests, replies));
                    requests.send("a");
                    requests.send("b"); // nobody has taken the reply to a
                });
    }

    private static void answer(Receiver<String> requests, Sender<String> replies)
            throws InterruptedException {
        for (String request : requests) {
            replies.send(request);
        }
    }

    @Explore
    void bothAreCounted() throws Exception {
        Watched<Integer> count = Watched.of(0);
        Scope.run(
                scope -> {
                    scope.go("left", () -> count.set(count.get() + 1));
                    scope.go("right", () -> count.set(count.get() + 1));
                });
        assertThat(count.get()).isEqualTo(2);
    }
}
