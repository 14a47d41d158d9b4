package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A run is a function of its schedule, and the schedules are one of the seed. */
class ReplayTest {
    private static final int PROGRAMS = 150;
    private static final int SCHEDULES = 6;
    private static final int MOST_TURNS = 2_000;

    /** All that was seen of a run, in words: each event with its turn, process and line, and what the processes saw. */
    private record Transcript(Schedule schedule, List<String> events) {}

    private static Transcript run(SmallProgram program, Strategy strategy, Grain grain)
            throws InterruptedException {
        Recording recording = new Recording();
        SmallProgram.Run run = program.new Run();
        RunResult result =
                new ControlledRun(
                                strategy,
                                MOST_TURNS,
                                List.of(recording),
                                grain,
                                false,
                                new OtherThreads(false))
                        .execute(run);
        List<String> events = new ArrayList<>();
        for (Recording.Event event : recording.events()) {
            events.add(
                    "%s %s %s %s %s %s at %s"
                            .formatted(
                                    event.turn(),
                                    event.process(),
                                    event.type(),
                                    event.channel(),
                                    event.value(),
                                    event.words(),
                                    event.line()));
        }
        events.add(result.ending() + " after " + result.turns() + ": " + result.blocked());
        events.add(result.failures().toString());
        return new Transcript(result.schedule(), events);
    }

    private static void replaysExactly(Grain grain, Strategy strategy) throws InterruptedException {
        for (long seed = 0; seed < PROGRAMS; seed++) {
            SmallProgram program = new SmallProgram(seed);
            for (int i = 0; i < SCHEDULES; i++) {
                strategy.beginRun();
                Transcript first = run(program, strategy, grain);
                Schedule parsed = Schedule.parse(first.schedule.toString());
                ReplayStrategy replay = new ReplayStrategy(parsed);
                replay.beginRun();
                assertThat(run(program, replay, grain))
                        .as("%s by %s", program, first.schedule)
                        .isEqualTo(first);
                assertThat(replay.misfit()).isNull();
            }
        }
    }

    @Test
    @DisplayName("a schedule replays every event of its run: random programs, random schedules")
    void random() throws Exception {
        replaysExactly(Grain.OPERATIONS, new RandomStrategy(1));
    }

    @Test
    @DisplayName("a schedule of PCT does, too")
    void pct() throws Exception {
        replaysExactly(Grain.OPERATIONS, new PctStrategy(1, 3));
    }

    @Test
    @DisplayName("a schedule that switches inside of operations does, too")
    void fine() throws Exception {
        replaysExactly(Grain.STEPS, new BurstsStrategy(1));
    }

    @Test
    @DisplayName("the same seed tries the same schedules; another seed, though close, tries others")
    void seeds() throws Exception {
        SmallProgram program = new SmallProgram(3);
        assertThat(schedules(program, 1)).isEqualTo(schedules(program, 1));
        Set<Schedule> common = new HashSet<>(schedules(program, 1));
        common.retainAll(new HashSet<>(schedules(program, 2)));
        assertThat(common).hasSizeLessThan(20);
    }

    private static List<Schedule> schedules(SmallProgram program, long seed)
            throws InterruptedException {
        Strategy strategy = new RandomStrategy(seed);
        List<Schedule> schedules = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            strategy.beginRun();
            schedules.add(run(program, strategy, Grain.OPERATIONS).schedule);
        }
        return schedules;
    }
}
