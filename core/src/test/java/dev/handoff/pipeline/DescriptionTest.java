package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;

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

    @Test
    void stagesOfListsHaveTheInputsOfTheList() {
        List<Pipeline<Integer>> inputs = List.of(Pipeline.of(1), Pipeline.of(2, 3));
        assertThat(Pipeline.zipAll(inputs).describe())
                .isEqualTo(
                        """
                        zip
                        ├─ of(1 values)
                        └─ of(2 values)\
                        """);
        assertThat(Pipeline.combineLatestAll(inputs).describe()).startsWith("combineLatest\n├─");
    }

    @Test
    void combineLatestHasTwoInputs() {
        assertThat(Pipeline.of(1).combineLatest(Pipeline.of(2, 3), Integer::sum).as("sum").take(2))
                .extracting(Pipeline::describe)
                .isEqualTo(
                        """
                        combineLatest "sum" → take(2)
                        ├─ of(1 values)
                        └─ of(2 values)\
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

    /** A loop that adds one input after the other nests them; what counts is the order. */
    @Test
    void aConcatOfConcatsIsOne() {
        Pipeline<Integer> one = Pipeline.of(1).as("one");
        Pipeline<Integer> two = Pipeline.of(2).as("two");
        Pipeline<Integer> three = Pipeline.of(3).as("three");
        assertThat(one.concat(two.concat(three)).concat(one).describe())
                .isEqualTo(
                        """
                        concat
                        ├─ of(1 values) "one"
                        ├─ of(1 values) "two"
                        ├─ of(1 values) "three"
                        └─ of(1 values) "one"\
                        """);
        assertThat(one.concat(two).as("both").concat(three).describe())
                .isEqualTo(
                        """
                        concat
                        ├─ concat "both"
                        │  ├─ of(1 values) "one"
                        │  └─ of(1 values) "two"
                        └─ of(1 values) "three"\
                        """);
    }

    /** Described in lines that are counted, so that it must not take the square of the length. */
    @Test
    void manyStagesAreBuiltDescribedAndRun() throws Exception {
        int many = 30_000;
        Pipeline<Integer> chain = Pipeline.of(1);
        Pipeline<Integer> row = Pipeline.of(1);
        for (int i = 1; i < many; i++) {
            chain = chain.peek(x -> {});
            row = row.concat(Pipeline.of(1));
        }
        assertThat(chain.describe()).hasSize("of(1 values)".length() + (many - 1) * 7);
        assertThat(row.describe().lines()).hasSize(1 + many);
        assertThat(chain.describeMermaid().lines()).hasSize(2 * many);
        assertThat(row.describeMermaid().lines()).hasSize(2 + 2 * many);
        assertThat(row.count()).isEqualTo(many);
    }

    /** Its inputs are found one at a time. */
    @Test
    void aConcatOfBillionsRuns() throws Exception {
        Pipeline<Integer> row = Pipeline.of(1);
        for (int i = 0; i < 40; i++) {
            row = row.concat(row);
        }
        assertThat(row.take(3).collect(Collectors.toList())).containsExactly(1, 1, 1);
    }

    /** As deep as the documentation says. */
    @Test
    void aThousandStagesRun() throws Exception {
        for (UnaryOperator<Pipeline<Integer>> stage :
                List.<UnaryOperator<Pipeline<Integer>>>of(
                        p -> p.map(x -> x + 1),
                        p -> p.take(10),
                        p -> p.concat(Pipeline.of(1)).as("named"),
                        p -> p.gather(Gatherers.scan(() -> 0, Integer::sum)),
                        p -> p.recover(e -> 1),
                        p -> p.buffer(1))) {
            assertThat(nested(1_000, stage).first()).isPresent();
        }
        assertThat(nested(400, p -> p.flatMap(Pipeline::of)).first()).isPresent();
        assertThat(nested(100, p -> p.tee(q -> q)).first()).isPresent();
        assertThat(nested(100, p -> p.zip(Pipeline.of(1), Integer::sum)).first()).isPresent();
    }

    private static Pipeline<Integer> nested(int times, UnaryOperator<Pipeline<Integer>> stage) {
        Pipeline<Integer> pipeline = Pipeline.of(1);
        for (int i = 0; i < times; i++) {
            pipeline = stage.apply(pipeline);
        }
        return pipeline;
    }

    private static Stage<Object> join(String operator, Stage<?>... inputs) {
        return new Stage<>(Label.of(operator), List.of(inputs), (me, out) -> true);
    }
}
