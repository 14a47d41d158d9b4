package dev.handoff.check;

import static dev.handoff.check.spec.Definition.define;
import static dev.handoff.check.spec.Event.mark;
import static dev.handoff.check.spec.Event.receive;
import static dev.handoff.check.spec.Event.send;
import static dev.handoff.check.spec.Term.call;
import static dev.handoff.check.spec.Term.choice;
import static dev.handoff.check.spec.Term.skip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.check.spec.Specification;
import dev.handoff.check.spec.Term;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The snippets of the guide stand in here, where they are compiled and run. */
class SpecificationsGuideTest {
    private static final Path GUIDE = Path.of("../docs/guide/specifications.md");
    private static final Path THIS =
            Path.of("src/test/java/dev/handoff/check/SpecificationsGuideTest.java");

    private static Program exchange(int capacity) {
        return () -> {
            Channel<Integer> jobs = Channel.<Integer>named("jobs").buffered(capacity).open();
            Scope.run(
                    scope -> {
                        scope.go("sender", () -> jobs.sendAll(List.of(1, 2)));
                        jobs.receive();
                        jobs.receive();
                    });
        };
    }

    private static Specification requireOnePlace(Program program) throws InterruptedException {
        Specification onePlace =
                Specification.traces(
                        call("PLACE"),
                        define("PLACE", send("jobs").then(receive("jobs").then(call("PLACE")))));

        Explore.random().specification(onePlace).require(program);
        return onePlace;
    }

    @Test
    @DisplayName("the first snippet fails as the guide says, and is written in CSPM as it says")
    void onePlace() throws Exception {
        String guide = Files.readString(GUIDE);
        ExplorationFailure failure =
                catchThrowableOfType(ExplorationFailure.class, () -> requireOnePlace(exchange(2)));
        Finding finding = failure.report().finding();
        String shown =
                finding.verdict()
                        + ": "
                        + finding.summary()
                        + "\n  "
                        + String.join("\n  ", finding.details());
        assertThat(guide).contains("```\n" + shown + "\n```");
        assertThat(guide).contains("```\n" + requireOnePlace(exchange(1)).toCspm() + "```");
    }

    @Test
    @DisplayName("the other snippets do what the guide says")
    void others() throws Exception {
        Term copy =
                choice(
                        List.of(1, 2, 3),
                        v -> receive("in", v).then(send("out", v).then(call("COPY"))));
        Specification copies = Specification.traces(call("COPY"), define("COPY", copy));
        assertThat(copies.check(List.of(receive("in", 1), send("out", 1)), false)).isNull();
        assertThat(copies.check(List.of(receive("in", 1), send("out", 2)), false)).isNotNull();

        Specification mutualExclusion =
                Specification.completeTraces(
                        call("FREE"),
                        define(
                                "FREE",
                                mark("enter").then(mark("leave").then(call("FREE"))).or(skip())));
        assertThat(mutualExclusion.check(List.of(mark("enter"), mark("leave")), true)).isNull();
        assertThat(mutualExclusion.check(List.of(mark("enter")), true)).isNotNull();
        assertThat(mutualExclusion.check(List.of(mark("enter"), mark("enter")), false)).isNotNull();
    }

    @Test
    @DisplayName("every snippet of the guide stands in this test")
    void snippets() throws Exception {
        String source = withoutSpace(Files.readString(THIS));
        List<String> snippets =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(GUIDE))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
        assertThat(snippets)
                .hasSize(4)
                .allSatisfy(snippet -> assertThat(source).contains(withoutSpace(snippet)));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
