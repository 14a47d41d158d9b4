package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/** A pipeline can be looked at before it runs. */
class DescriptionTest {
    private static final Pipeline<Integer> FETCHED =
            Pipeline.of(1, 2, 3)
                    .as("numbers")
                    .map(x -> x * x)
                    .as("square")
                    .parallel(4, x -> x)
                    .as("fetch")
                    .take(10);

    /** Operators, their arguments and the names of the stages, in the order in which values pass them. */
    @Test
    void descriptionHasTheStagesInOrder() {
        assertThat(FETCHED.describe())
                .isEqualTo(
                        "of(3 values) \"numbers\" → map \"square\" → parallel(4, ordered)"
                                + " \"fetch\" → take(10)");
    }

    /** What tells pipelines apart in messages. */
    @Test
    void toStringHasTheNameOfThePipeline() {
        assertThat(Pipeline.of("a").named("letters").peek(x -> {}))
                .hasToString("pipeline \"letters\": of(1 values) → peek");
        assertThat(Pipeline.of("a")).hasToString("pipeline: of(1 values)");
    }

    /** Markdown viewers draw it. */
    @Test
    void mermaidHasANodeForEachStageAndAnArrowForEachStep() {
        assertThat(FETCHED.describeMermaid())
                .isEqualTo(
                        """
                        flowchart LR
                            s1["of(3 values) #quot;numbers#quot;"]
                            s2["map #quot;square#quot;"]
                            s1 --> s2
                            s3["parallel(4, ordered) #quot;fetch#quot;"]
                            s2 --> s3
                            s4["take(10)"]
                            s3 --> s4
                        """);
    }

    /** Mermaid would take them for HTML and entities, and a line break would tear the tree. */
    @Test
    void namesMayHaveAnyCharacters() {
        Pipeline<Integer> odd =
                Pipeline.of(1).as("List<Integer> &\nissue #7; [x]").merge(Pipeline.of(2));
        assertThat(odd.describe())
                .isEqualTo(
                        """
                        merge
                        ├─ of(1 values) "List<Integer> & issue #7; [x]"
                        └─ of(1 values)\
                        """);
        assertThat(odd.describeMermaid())
                .contains(
                        """
                            s1["of(1 values) #quot;List#lt;Integer#gt; #amp; issue #35;7; [x]#quot;"]
                        """);
    }

    /** A stage with several inputs begins the line, and its inputs stand below, as deep as they go. */
    @Test
    void severalInputsAreATree() {
        Stage<Object> merge = join("merge", Pipeline.of(1).last, FETCHED.take(1).last);
        Stage<Object> zip = join("zip", merge, Pipeline.of("x").as("letters").last);
        assertThat(new Pipeline<>(null, zip).take(2).describe())
                .isEqualTo(
                        """
                        zip → take(2)
                        ├─ merge
                        │  ├─ of(1 values)
                        │  └─ of(3 values) "numbers" → map "square" → parallel(4, ordered) "fetch" \
                        → take(10) → take(1)
                        └─ of(1 values) "letters\"\
                        """);
        assertThat(new Pipeline<>(null, join("zip", Pipeline.of(1).last, Pipeline.of(2).last)))
                .extracting(Pipeline::describeMermaid)
                .isEqualTo(
                        """
                        flowchart LR
                            s1["of(1 values)"]
                            s2["of(1 values)"]
                            s3["zip"]
                            s1 --> s3
                            s2 --> s3
                        """);
    }

    /** Their stages are made when a key has come. */
    @Test
    void theBranchesOfGroupByAreDrawnAsOne() {
        assertThat(FETCHED.groupBy(4, x -> x % 7, (key, values) -> values).take(1).describe())
                .isEqualTo(FETCHED.describe() + " → groupBy(4) → take(1)\n└▶ groupBy: each key");
        assertThat(Pipeline.of(1).groupBy(4, x -> x, (key, values) -> values).take(1))
                .extracting(Pipeline::describeMermaid)
                .isEqualTo(
                        """
                        flowchart LR
                            s1["of(1 values)"]
                            s2["groupBy(4)"]
                            s1 --> s2
                            s3["groupBy: each key"]
                            s2 --> s3
                            s4["take(1)"]
                            s3 --> s4
                        """);
    }

    private static Stage<Object> join(String operator, Stage<?>... inputs) {
        return new Stage<>(Label.of(operator), List.of(inputs), (me, out) -> true);
    }
}
