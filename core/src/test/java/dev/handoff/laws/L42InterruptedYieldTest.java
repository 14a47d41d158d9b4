package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.generate.Generator;
import dev.handoff.generate.GeneratorRun;
import dev.handoff.pipeline.Pipeline;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

@DisplayName("L42 Whether a yield that is interrupted has handed its value over")
class L42InterruptedYieldTest {
    @RegisterExtension final Crew crew = new Crew();

    @Test
    @DisplayName("L42 a close ends a body that has gone on from an interrupt at its yield")
    void aCloseEndsABodyThatGoesOn() throws Exception {
        Channel<Integer> nothing = Channel.rendezvous();
        Channel<Boolean> cancel = Channel.buffered(1);
        Generator<Integer> slow =
                Generator.of(
                        out -> {
                            try {
                                Scope.run(
                                        scope -> {
                                            scope.go(
                                                    () -> {
                                                        cancel.receive();
                                                        scope.cancel();
                                                    });
                                            out.yield(1);
                                        });
                            } catch (CancelledException e) {
                                nothing.receive();
                            }
                        });
        GeneratorRun<Integer> run = slow.open();
        assertThat(run.nextOrNull()).isOne();
        cancel.send(true);
        Until.receiversWait(nothing, 1);
        assertThat(crew.run(ThreadKind.VIRTUAL, run::close).failure()).isNull();
    }

    /** All ways to consume a generator. */
    private enum Way {
        PULLS {
            @Override
            void consume(Generator<Integer> numbers, List<Integer> got) throws Exception {
                try (GeneratorRun<Integer> run = numbers.open()) {
                    Integer value;
                    while ((value = run.nextOrNull()) != null) {
                        got.add(value);
                    }
                }
            }
        },
        LOOP {
            @Override
            void consume(Generator<Integer> numbers, List<Integer> got) {
                for (Integer value : numbers) {
                    got.add(value);
                }
            }
        },
        FOR_EACH {
            @Override
            void consume(Generator<Integer> numbers, List<Integer> got) {
                numbers.forEach(got::add);
            }
        },
        WHOLE_STREAM {
            @Override
            void consume(Generator<Integer> numbers, List<Integer> got) {
                numbers.stream().forEach(got::add);
            }
        },
        BRIEF_STREAM {
            @Override
            void consume(Generator<Integer> numbers, List<Integer> got) {
                try (Stream<Integer> stream = numbers.stream()) {
                    stream.limit(10).forEach(got::add);
                }
            }
        },
        RECEIVER {
            @Override
            void consume(Generator<Integer> numbers, List<Integer> got) throws Exception {
                Scope.run(
                        scope -> {
                            for (Integer value : numbers.receiveIn(scope)) {
                                got.add(value);
                            }
                        });
            }
        },
        YIELD_ALL {
            @Override
            void consume(Generator<Integer> numbers, List<Integer> got) throws Exception {
                PULLS.consume(Generator.of(out -> out.yieldAll(numbers)), got);
            }
        },
        PIPELINE {
            @Override
            void consume(Generator<Integer> numbers, List<Integer> got) throws Exception {
                got.addAll(Pipeline.from(numbers).collect(Collectors.toList()));
            }
        },
        EXPANSION {
            @Override
            void consume(Generator<Integer> numbers, List<Integer> got) throws Exception {
                Channel<Integer> open = Channel.rendezvous();
                Pipeline.of(0)
                        .concat(Pipeline.from(open))
                        .<Integer>expand(zero -> numbers)
                        .peek(got::add)
                        .take(2)
                        .run();
            }
        };

        abstract void consume(Generator<Integer> numbers, List<Integer> got) throws Exception;
    }

    @DisplayName("L42 a yield by an interrupted thread throws, and its value is nobody's")
    @ParameterizedTest
    @EnumSource
    void aYieldByAnInterruptedThreadHandsNothingOver(Way way) throws Exception {
        List<Integer> got = new ArrayList<>();
        List<Throwable> thrown = new ArrayList<>();
        way.consume(
                Generator.of(
                        out -> {
                            out.yield(1);
                            Thread.currentThread().interrupt();
                            thrown.add(catchThrowable(() -> out.yield(2)));
                            out.yield(3);
                        }),
                got);
        assertThat(thrown)
                .singleElement()
                .satisfies(e -> assertThat(e).isInstanceOf(InterruptedException.class));
        assertThat(got).containsExactly(1, 3);
    }

    @Test
    @DisplayName(
            "L42 a body that is interrupted as it stands at its yield has handed the value over;"
                + " the next yield first waits to be asked, and interrupted there it hands nothing"
                + " over")
    void aBodyThatIsInterruptedAtItsYieldHasHandedTheValueOver() throws Exception {
        Undeterred generator = new Undeterred(4);
        try (GeneratorRun<Integer> run = generator.numbers().open()) {
            assertThat(run.nextOrNull()).isZero();
            generator.interrupt();
            generator.interrupt();
            assertThat(run.nextOrNull()).isEqualTo(2);
            assertThat(run.nextOrNull()).isEqualTo(3);
            assertThat(run.nextOrNull()).isNull();
        }
    }
}
