package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.spi.Op;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The reduction against plain depth-first search, on random programs. More of them: {@code
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

    @Test
    @DisplayName("a wrong dependence is noticed: one end at least is missing in some program")
    void wrongDependence() throws Exception {
        Map<String, Dependence> wrong = new LinkedHashMap<>();
        wrong.put("hands in others' waits do not matter", ReductionTest::withoutProcesses);
        wrong.put("the first of a select's channels is all", ReductionTest::firstObjects);
        wrong.put("to look commutes with everything", without(Op.INSPECT));
        wrong.put("to cancel a scope commutes with everything", without(Op.CANCEL_SCOPE));
        for (long seed = 0; seed < 400 && !wrong.isEmpty(); seed++) {
            SmallProgram program = new SmallProgram(seed);
            Outcomes plain = Outcomes.of(program, new DepthFirstStrategy(), 800);
            if (plain.isComplete()) {
                for (String name : Set.copyOf(wrong.keySet())) {
                    Strategy reduced = new ExhaustiveStrategy(wrong.get(name));
                    if (!Outcomes.of(program, reduced, 800).seen().equals(plain.seen())) {
                        System.out.println("noticed at seed " + seed + ": " + name);
                        wrong.remove(name);
                    }
                }
            }
        }
        assertThat(wrong.keySet()).as("not noticed").isEmpty();
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
