package dev.handoff.junit.guide;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.Select;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Asks, and gives up after a second: wrong, and right. */
final class Question {
    private Question() {}

    static String ask(Callable<String> source) throws InterruptedException {
        Channel<String> answers = Channel.<String>named("answers").open();
        Handoff.go("source", () -> answers.send(source.call()));
        return Select.one(
                on(answers, answer -> answer), after(Duration.ofSeconds(1), () -> "no answer"));
    }

    static String askAndLetGo(Callable<String> source) throws InterruptedException {
        Channel<String> answers = Channel.<String>named("answers").buffered(1).open();
        Handoff.go("source", () -> answers.send(source.call()));
        return Select.one(
                on(answers, answer -> answer), after(Duration.ofSeconds(1), () -> "no answer"));
    }
}
