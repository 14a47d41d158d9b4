package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.handoff.spi.Op;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The reduction on random programs against plain depth-first search, and with a trace against a lesser one. More of them: {@code
 * -Dhandoff.reduction.programs=2000 -Dhandoff.reduction.schedules=20000}.
 */
@Timeout(3600)
class ReductionTest {
    private static final int PROGRAMS = Integer.getInteger("handoff.reduction.programs", 60);

    /** Programs with more schedules are left out. */
    private static final int SCHEDULES = Integer.getInteger("handoff.reduction.schedules", 800);

    @Test
    @DisplayName("the reduced search comes to the same ends as plain depth-first search")
    void sameEnds() throws Exception {
        int programs = 0;
        int leftOut = 0;
        long plainSchedules = 0;
        long reducedSchedules = 0;
        long abandoned = 0;
        long ends = 0;
        for (long seed = 0; seed < PROGRAMS; seed++) {
            SmallProgram program = new SmallProgram(seed);
            Outcomes plain = Outcomes.of(program, new DepthFirstStrategy(), SCHEDULES);
            if (!plain.isComplete()) {
                leftOut++;
                continue;
            }
            Outcomes reduced = Outcomes.of(program, new ExhaustiveStrategy(), Integer.MAX_VALUE);
            assertThat(reduced.isComplete()).as("%s", program).isTrue();
            assertThat(reduced.seen()).as("%s", program).isEqualTo(plain.seen());
            programs++;
            plainSchedules += plain.schedules();
            reducedSchedules += reduced.schedules();
            abandoned += reduced.abandoned();
            ends += plain.seen().size();
        }
        System.out.printf(
                "reduction, seeds 0 to %d: %d programs, %d ends; schedules: %d plain, %d reduced,"
                        + " %d given up; %d programs left out%n",
                PROGRAMS - 1, programs, ends, plainSchedules, reducedSchedules, abandoned, leftOut);
        assertThat(programs).isGreaterThan(PROGRAMS / 4);
        assertThat(ends).isGreaterThan(programs);
        assertThat(reducedSchedules).isLessThan(plainSchedules / 4);
    }

    /** Plain depth-first search would not come to the end where many processes add to a trace. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("tracedPrograms")
    @DisplayName(
            "with a trace the reduced search comes to all traces and ends to which one without"
                    + " plain turns comes")
    void sameTraces(String name, LongFunction<SmallProgram> programOf) throws Exception {
        int programs = 0;
        long simpleSchedules = 0;
        long reducedSchedules = 0;
        for (long seed = 0; seed < PROGRAMS; seed++) {
            SmallProgram program = programOf.apply(seed);
            Outcomes simple =
                    Outcomes.traced(program, ExhaustiveStrategy.withoutWaits(), SCHEDULES);
            if (!simple.isComplete()) {
                continue;
            }
            Outcomes reduced =
                    Outcomes.traced(program, new ExhaustiveStrategy(), Integer.MAX_VALUE);
            assertThat(reduced.isComplete()).as("%s", program).isTrue();
            assertThat(reduced.seen()).as("%s", program).isEqualTo(simple.seen());
            programs++;
            simpleSchedules += simple.schedules();
            reducedSchedules += reduced.schedules();
        }
        System.out.printf(
                "traces, %s, seeds 0 to %d: %d programs; schedules: %d simple, %d reduced%n",
                name, PROGRAMS - 1, programs, simpleSchedules, reducedSchedules);
        assertThat(programs).isGreaterThan(PROGRAMS / 4);
        assertThat(reducedSchedules).isLessThan(simpleSchedules);
    }

    static List<Arguments> tracedPrograms() {
        return List.of(
                traced("all kinds of programs", SmallProgram::new),
                traced("buffered programs", SmallProgram::buffered));
    }

    private static Arguments traced(String name, LongFunction<SmallProgram> programOf) {
        return Arguments.of(name, programOf);
    }

    /** Where the search begins was found by longer ones: a rare mistake shows in one program of a thousand. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongDependences")
    @DisplayName("a wrong dependence is noticed: one end at least is missing in some program")
    void wrongDependence(String name, Dependence wrong, int firstSeed) throws Exception {
        for (int seed = firstSeed; seed < firstSeed + 400; seed++) {
            SmallProgram program = new SmallProgram(seed);
            Outcomes plain = Outcomes.of(program, new DepthFirstStrategy(), 800);
            if (plain.isComplete()) {
                Strategy reduced = new ExhaustiveStrategy(wrong);
                if (!Outcomes.of(program, reduced, 800).seen().equals(plain.seen())) {
                    System.out.println("noticed at seed " + seed + ": " + name);
                    return;
                }
            }
        }
        fail("not noticed: " + name);
    }

    static List<Arguments> wrongDependences() {
        return List.of(
                wrong("hands in others' waits do not matter", ReductionTest::withoutProcesses, 0),
                wrong("the first of a select's channels is all", ReductionTest::firstObjects, 200),
                wrong("to look commutes with everything", without(Op.INSPECT), 0),
                wrong("to cancel commutes with all", without(Op.CANCEL_SCOPE), 1_050));
    }

    private static Arguments wrong(String name, Dependence dependence, int firstSeed) {
        return Arguments.of(name, dependence, firstSeed);
    }

    private static boolean withoutProcesses(Event a, Event b) {
        return Dependence.OF_HANDOFF.between(
                a.with(a.objects(), new long[0]), b.with(b.objects(), new long[0]));
    }

    private static boolean firstObjects(Event a, Event b) {
        return Dependence.OF_HANDOFF.between(
                a.with(first(a.objects()), a.processes()),
                b.with(first(b.objects()), b.processes()));
    }

    private static Dependence without(Op op) {
        return (a, b) ->
                Arrays.asList(a.ops()).contains(op) || Arrays.asList(b.ops()).contains(op)
                        ? a.sharesProcessWith(b)
                        : Dependence.OF_HANDOFF.between(a, b);
    }

    private static long[] first(long[] objects) {
        return Arrays.copyOf(objects, Math.min(1, objects.length));
    }
}
