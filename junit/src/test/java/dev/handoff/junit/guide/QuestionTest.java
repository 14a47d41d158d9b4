package dev.handoff.junit.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Timers;
import dev.handoff.check.Explore;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** A test that explores by a call. */
class QuestionTest {
    private static String slowly() throws InterruptedException {
        Timers.sleep(Duration.ofSeconds(1));
        return "42";
    }

    @Test
    @DisplayName("Guide: the question that lets go is clean")
    void anAnswerOrNone() throws Exception {
        Explore.run(
                () -> {
                    String answer = Question.askAndLetGo(QuestionTest::slowly);
                    assertThat(answer).isIn("42", "no answer");
                });
    }
}
