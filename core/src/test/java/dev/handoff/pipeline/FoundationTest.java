package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Scope;
import dev.handoff.generate.Generator;
import dev.handoff.laws.Speechless;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** What a pipeline is. */
class FoundationTest {
    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    @Test
    @DisplayName("L46 stages work value by value, in order")
    void stagesWorkInOrder() throws Exception {
        assertThat(Pipeline.of(1, 2, 3, 4).filter(x -> x != 2).map(x -> x * x).take(2).toList())
                .containsExactly(1, 9);
    }

    @Test
    @DisplayName("L46 ordered workers emit in input order")
    void orderedWorkersKeepTheOrder() throws Exception {
        assertThat(Pipeline.from(HUNDRED).parallel(4, x -> x + 1).toList())
                .isEqualTo(HUNDRED.stream().map(x -> x + 1).toList());
    }

    @Test
    @DisplayName("L46 unordered workers emit all")
    void unorderedWorkersEmitAll() throws Exception {
        assertThat(Pipeline.from(HUNDRED).parallelUnordered(4, x -> x).toList())
                .containsExactlyInAnyOrderElementsOf(HUNDRED);
    }

    /** It is run, from the source on, as often as a sink asks for it. */
    @Test
    void aPipelineIsAValue() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Pipeline<Integer> pipeline =
                Pipeline.from(
                                () -> {
                                    runs.incrementAndGet();
                                    return HUNDRED.iterator();
                                })
                        .buffer(3);
        assertThat(runs).hasValue(0);
        assertThat(pipeline.toList()).isEqualTo(HUNDRED);
        assertThat(pipeline.count()).isEqualTo(100);
        assertThat(runs).hasValue(2);
    }

    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    private static String user() {
        return USER.orElse("nobody");
    }

    @Test
    @DisplayName(
            "L38, L46 functions in processes of a run see the scoped values that a scope carries")
    void functionsSeeScopedValues() throws Exception {
        Pipeline<String> users =
                Pipeline.of(1)
                        .map(x -> user())
                        .merge()
                        .parallel(2, x -> x + " " + user())
                        .map(x -> x + " " + user());
        ScopedValue.where(USER, "anna")
                .call(
                        () -> {
                            assertThat(users.toList()).containsExactly("nobody nobody anna");
                            List<String> carried =
                                    Scope.named("carrying")
                                            .carrying(USER)
                                            .call(scope -> users.toList());
                            assertThat(carried).containsExactly("anna anna anna");
                            return true;
                        });
    }

    @Test
    @DisplayName("L46 a failure comes out with its cause and the stage's name")
    void aFailureNamesItsStage() {
        Mapping<Integer, Integer> failing =
                x -> {
                    if (x == 7) {
                        throw new IOException("no more");
                    }
                    return x;
                };
        Pipeline<Integer> source = Pipeline.from(HUNDRED).named("numbers");
        for (Pipeline<Integer> pipeline :
                List.of(
                        source.map(failing).as("seven"),
                        source.map(failing).as("seven").buffer(4).map(x -> x),
                        source.map(failing).as("seven").parallel(2, x -> x),
                        source.map(failing).as("seven").parallelUnordered(2, x -> x))) {
            assertThatThrownBy(pipeline::toList)
                    .isInstanceOf(PipelineException.class)
                    .hasMessage(
                            "pipeline \"numbers\", stage map \"seven\" has failed:"
                                    + " java.io.IOException: no more")
                    .hasCauseInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> source.parallel(2, failing).toList())
                .hasMessageContaining("stage parallel(2, ordered) has failed");
        assertThatThrownBy(() -> source.parallelUnordered(2, failing).toList())
                .hasMessageContaining("stage parallel(2, unordered) has failed");
    }

    @Test
    @DisplayName("L46 a pipeline keeps its name below stages with several inputs or branches")
    void aPipelineKeepsItsName() {
        Mapping<Integer, Integer> failing =
                x -> {
                    throw new IOException("no more");
                };
        Pipeline<Integer> two = Pipeline.of(1, 2).named("numbers");
        for (Pipeline<Integer> pipeline :
                List.of(
                        two.zip(two, Integer::sum),
                        two.combineLatest(two, Integer::sum),
                        two.merge(two),
                        two.tee(q -> q),
                        two.partition(2, x -> x, q -> q),
                        two.groupBy(2, x -> x, (key, q) -> q))) {
            assertThat(pipeline.toString()).startsWith("pipeline \"numbers\": ");
            assertThatThrownBy(pipeline.map(failing)::run)
                    .hasMessageStartingWith("pipeline \"numbers\", stage map has failed");
        }
    }

    @Test
    @DisplayName("L46 a failure without words comes out with the stage's name, whatever is above")
    void aFailureWithoutWordsNamesItsStage() {
        Mapping<Integer, Integer> failing =
                x -> {
                    throw new Speechless();
                };
        for (Pipeline<Integer> source :
                List.of(
                        Pipeline.of(1),
                        Pipeline.of(1).buffer(1),
                        Pipeline.from(Generator.<Integer>of(out -> out.yield(1))))) {
            assertThatThrownBy(() -> source.map(failing).toList())
                    .isInstanceOf(PipelineException.class)
                    .hasMessage("stage map has failed: " + Speechless.class.getName())
                    .hasCauseInstanceOf(Speechless.class);
        }
    }

    /** Below a part, the name of the whole is right, also for what passes the part on its way up. */
    @Test
    void aPartOfAnotherPipelineKeepsItsNameForItsFailures() {
        Mapping<Integer, Integer> failing =
                x -> {
                    throw new IOException("no more");
                };
        Pipeline<Integer> sound = Pipeline.of(1, 2).named("part");
        Pipeline<Integer> broken = sound.map(failing);
        Pipeline<Integer> whole = Pipeline.of(1).named("whole");
        Pipeline<Integer> failed = whole.map(failing);
        for (Pipeline<Integer> pipeline :
                List.of(
                        whole.flatMap(x -> broken),
                        whole.merge(broken),
                        whole.concat(broken),
                        whole.interleave(broken),
                        whole.zip(broken, Integer::sum),
                        whole.combineLatest(broken, Integer::sum),
                        failed.recoverWith(e -> broken),
                        Pipeline.mergeAll(List.of(broken)),
                        Pipeline.zipAll(List.of(whole, broken)).map(List::getFirst),
                        Pipeline.combineLatestAll(List.of(whole, broken)).map(List::getFirst))) {
            assertThatThrownBy(pipeline::run)
                    .as(pipeline.describe())
                    .hasMessageStartingWith("pipeline \"part\", stage map has failed");
        }
        for (Pipeline<Integer> pipeline :
                List.of(
                        whole.flatMap(x -> sound).map(failing),
                        whole.merge(sound).map(failing),
                        whole.concat(sound).drop(1).map(failing),
                        failed.recoverWith(e -> sound).map(failing))) {
            assertThatThrownBy(pipeline::run)
                    .as(pipeline.describe())
                    .hasMessageStartingWith("pipeline \"whole\", stage map has failed");
        }
    }
}
