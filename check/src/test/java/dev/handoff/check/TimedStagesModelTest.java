package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Overflow;
import dev.handoff.Timers;
import dev.handoff.generate.Generator;
import dev.handoff.pipeline.Mapping;
import dev.handoff.pipeline.Pipeline;
import dev.handoff.pipeline.PipelineException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Stages that deal with time, on values that come at random instants, beside a sequential model of each. A value is the
 * instant at which it comes, in microseconds: tens of milliseconds. Spans are an odd bit longer than that, so
 * that nothing has two reasons at one instant.
 */
@DisplayName("L46 Stages that deal with time do what a sequential model does")
class TimedStagesModelTest {
    private static final int TRIALS = 40;
    private static final int MOST_VALUES = 25;
    private static final int STEP = 10_000;

    /** Of its multiples, only the 10,000th is one of steps. */
    private static final int ODD = 137;

    /** What a stage must put out, and when. */
    private static final class Told {
        private final List<String> lines = new ArrayList<>();

        void out(Object value, long at) {
            lines.add(value + "@" + at);
        }

        void end(long at) {
            lines.add("end@" + at);
        }

        void failure(String name, long at) {
            lines.add(name + "@" + at);
        }
    }

    /**
     * A stage with its arguments, and its model.
     *
     * @param inOrder whether what comes out at one instant does so in a given order
     */
    private record Stage(
            String name,
            Function<Pipeline<Integer>, Pipeline<?>> stage,
            Function<List<Integer>, Told> model,
            boolean inOrder) {
        Stage(
                String name,
                Function<Pipeline<Integer>, Pipeline<?>> stage,
                Function<List<Integer>, Told> model) {
            this(name, stage, model, true);
        }

        void assertTold(List<String> told, List<String> expected, String what) {
            if (inOrder) {
                assertThat(told).as(what).isEqualTo(expected);
            } else {
                assertThat(told).as(what).containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    private static void trials(Function<Random, Stage> stages) throws InterruptedException {
        long seed = Long.getLong("seed", System.nanoTime());
        IO.println("TimedStagesModelTest: seed " + seed);
        Random random = new Random(seed);
        for (int trial = 1; trial <= TRIALS; trial++) {
            Stage stage = stages.apply(random);
            List<Integer> instants = instants(random);
            String what = "%s of %s, trial %d".formatted(stage.name(), instants, trial);
            List<String> expected = stage.model().apply(instants).lines;
            Explore.random()
                    .schedules(4)
                    .seed(random.nextLong())
                    .require(
                            () ->
                                    stage.assertTold(
                                            told(stage.stage().apply(at(instants))),
                                            expected,
                                            what));
        }
    }

    private static List<Integer> instants(Random random) {
        List<Integer> instants = new ArrayList<>();
        int last = 0;
        for (int i = random.nextInt(MOST_VALUES); i > 0; i--) {
            last += STEP * (1 + random.nextInt(random.nextBoolean() ? 3 : 20));
            instants.add(last);
        }
        return instants;
    }

    private static Pipeline<Integer> at(List<Integer> instants) {
        return Pipeline.from(
                Generator.named(
                        "source",
                        out -> {
                            for (int instant : instants) {
                                Timers.sleep(micros(instant - now()));
                                out.yield(instant);
                            }
                        }));
    }

    private static long now() {
        return VirtualTime.now().toNanos() / 1_000;
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(1_000 * micros);
    }

    private static List<String> told(Pipeline<?> pipeline) throws InterruptedException {
        Told told = new Told();
        try {
            pipeline.forEach(value -> told.out(value, now()));
            told.end(now());
        } catch (PipelineException e) {
            told.failure(e.getCause().getClass().getSimpleName(), now());
        }
        return told.lines;
    }

    /** Of up to twenty steps. */
    private static int span(Random random) {
        return STEP * (1 + random.nextInt(20)) + ODD;
    }

    private static int last(List<Integer> instants) {
        return instants.isEmpty() ? 0 : instants.getLast();
    }

    // ---- lists

    @Test
    @DisplayName("L46 batchWithin, at random instants")
    void batchWithin() throws Exception {
        trials(
                random -> {
                    int n = 1 + random.nextInt(5);
                    int span = span(random);
                    return new Stage(
                            "batchWithin %d, %d µs".formatted(n, span),
                            p -> p.batchWithin(n, micros(span)),
                            instants -> lists(instants, n, x -> 1, span));
                });
    }

    @Test
    @DisplayName("L46 batchByWeightWithin, at random instants")
    void batchByWeightWithin() throws Exception {
        trials(
                random -> {
                    int most = 1 + random.nextInt(12);
                    int span = span(random);
                    return new Stage(
                            "batchByWeightWithin %d, %d µs".formatted(most, span),
                            p -> p.batchByWeightWithin(most, x -> weight(x), micros(span)),
                            instants -> lists(instants, most, x -> weight(x), span));
                });
    }

    private static int weight(int value) {
        return value / STEP % 7;
    }

    private static Told lists(
            List<Integer> instants, int most, Function<Integer, Integer> weigh, int span) {
        Told told = new Told();
        List<Integer> list = new ArrayList<>();
        int weight = 0;
        long due = 0;
        for (int instant : instants) {
            if (!list.isEmpty() && due < instant) {
                told.out(list, due);
                list.clear();
            }
            if (!list.isEmpty() && weight + weigh.apply(instant) > most) {
                told.out(list, instant);
                list.clear();
            }
            if (list.isEmpty()) {
                weight = 0;
                due = (long) instant + span;
            }
            list.add(instant);
            weight += weigh.apply(instant);
            if (weight >= most) {
                told.out(list, instant);
                list.clear();
            }
        }
        if (!list.isEmpty()) {
            told.out(list, last(instants));
        }
        told.end(last(instants));
        return told;
    }

    // ---- some of the values

    @Test
    @DisplayName("L46 debounce, at random instants")
    void debounce() throws Exception {
        trials(
                random -> {
                    int span = span(random);
                    return new Stage(
                            "debounce %d µs".formatted(span),
                            p -> p.debounce(micros(span)),
                            instants -> debounced(instants, span));
                });
    }

    private static Told debounced(List<Integer> instants, int span) {
        Told told = new Told();
        for (int i = 0; i < instants.size(); i++) {
            int instant = instants.get(i);
            boolean isLast = i == instants.size() - 1;
            if (isLast) {
                told.out(instant, instant);
            } else if (instants.get(i + 1) - instant > span) {
                told.out(instant, instant + span);
            }
        }
        told.end(last(instants));
        return told;
    }

    @Test
    @DisplayName("L46 sample, at random instants")
    void sample() throws Exception {
        trials(
                random -> {
                    int span = span(random);
                    return new Stage(
                            "sample %d µs".formatted(span),
                            p -> p.sample(micros(span)),
                            instants -> sampled(instants, span));
                });
    }

    /** The newest of each period has none after it in that period. */
    private static Told sampled(List<Integer> instants, int span) {
        Told told = new Told();
        for (int i = 0; i < instants.size(); i++) {
            int instant = instants.get(i);
            long endOfPeriod = (instant / span + 1L) * span;
            boolean isLast = i == instants.size() - 1;
            if (isLast) {
                told.out(instant, instant);
            } else if (instants.get(i + 1) > endOfPeriod) {
                told.out(instant, endOfPeriod);
            }
        }
        told.end(last(instants));
        return told;
    }

    @Test
    @DisplayName("L46 a buffer that drops before those that are slow, at random instants")
    void bufferThatDrops() throws Exception {
        trials(
                random -> {
                    int span = span(random);
                    int room = 1 + random.nextInt(4);
                    Overflow overflow =
                            random.nextBoolean() ? Overflow.DROP_OLDEST : Overflow.DROP_NEWEST;
                    return new Stage(
                            "buffer %d, %s before %d µs".formatted(room, overflow, span),
                            p -> p.buffer(room, overflow).peek(x -> Timers.sleep(micros(span))),
                            instants -> buffered(instants, span, room, overflow));
                });
    }

    private static Told buffered(List<Integer> instants, int span, int room, Overflow overflow) {
        Told told = new Told();
        Deque<Integer> waiting = new ArrayDeque<>();
        long free = 0;
        for (int instant : instants) {
            while (!waiting.isEmpty() && free < instant) {
                free += span;
                told.out(waiting.remove(), free);
            }
            if (waiting.isEmpty() && free <= instant) {
                free = instant + span;
                told.out(instant, free);
                continue;
            }
            boolean isFull = waiting.size() == room;
            if (isFull && overflow == Overflow.DROP_OLDEST) {
                waiting.remove();
            }
            if (!isFull || overflow == Overflow.DROP_OLDEST) {
                waiting.add(instant);
            }
        }
        for (int instant : waiting) {
            free += span;
            told.out(instant, free);
        }
        told.end(free);
        return told;
    }

    @Test
    @DisplayName("L46 conflate before those that are slow, at random instants")
    void conflate() throws Exception {
        trials(
                random -> {
                    int span = span(random);
                    return new Stage(
                            "conflate before %d µs".formatted(span),
                            p -> p.conflate().peek(x -> Timers.sleep(micros(span))),
                            instants -> conflated(instants, span, List::getLast));
                });
    }

    @Test
    @DisplayName("L46 conflate into lists before those that are slow, at random instants")
    void conflateIntoLists() throws Exception {
        trials(
                random -> {
                    int span = span(random);
                    return new Stage(
                            "conflate into lists before %d µs".formatted(span),
                            p ->
                                    p.conflate(List::of, TimedStagesModelTest::with)
                                            .peek(x -> Timers.sleep(micros(span))),
                            instants -> conflated(instants, span, list -> list));
                });
    }

    private static List<Integer> with(List<Integer> list, Integer value) {
        List<Integer> longer = new ArrayList<>(list);
        longer.add(value);
        return longer;
    }

    private static Told conflated(
            List<Integer> instants, int span, Function<List<Integer>, Object> combined) {
        Told told = new Told();
        long free = 0;
        int next = 0;
        while (next < instants.size()) {
            long begin = Math.max(free, instants.get(next));
            int first = next;
            while (next < instants.size() && instants.get(next) <= begin) {
                next++;
            }
            free = begin + span;
            told.out(combined.apply(instants.subList(first, next)), free);
        }
        told.end(free);
        return told;
    }

    @Test
    @DisplayName("L46 expand before those that take their time, at random instants")
    void expand() throws Exception {
        trials(
                random -> {
                    int span = span(random);
                    int most = 1 + random.nextInt(30);
                    return new Stage(
                            "expand to less than %d before %d µs".formatted(most, span),
                            p ->
                                    p.expand(x -> elements(x, most))
                                            .peek(x -> Timers.sleep(micros(span))),
                            instants -> expanded(instants, span, most));
                });
    }

    /** For some values none, for some without end: those of a generator in turn with others. */
    private static Iterable<String> elements(int value, int most) {
        int count = count(value, most);
        Iterable<String> elements =
                () -> IntStream.range(0, count).mapToObj(i -> value + "." + i).iterator();
        return value / STEP % 2 == 0
                ? elements
                : Generator.of(
                        out -> {
                            for (String element : elements) {
                                out.yield(element);
                            }
                        });
    }

    private static int count(int value, int most) {
        int count = value / STEP % most;
        return count == 5 ? Integer.MAX_VALUE : count;
    }

    /** The first element in any case; the others as long as the next value, or the end, has not come. */
    private static Told expanded(List<Integer> instants, int span, int most) {
        Told told = new Told();
        long free = 0;
        for (int i = 0; i < instants.size(); i++) {
            int instant = instants.get(i);
            free = Math.max(free, instant);
            boolean isLast = i == instants.size() - 1;
            long next = isLast ? free : instants.get(i + 1);
            for (int j = 0; j < count(instant, most) && (j == 0 || free < next); j++) {
                free += span;
                told.out(instant + "." + j, free);
            }
        }
        told.end(free);
        return told;
    }

    // ---- all of the values, or a failure

    @Test
    @DisplayName("L46 throttle, at random instants")
    void throttle() throws Exception {
        trials(
                random -> {
                    int n = 1 + random.nextInt(4);
                    int span = span(random);
                    return new Stage(
                            "throttle %d, %d µs".formatted(n, span),
                            p -> p.throttle(n, micros(span)),
                            instants -> throttled(instants, n, span));
                });
    }

    private static Told throttled(List<Integer> instants, int n, int span) {
        Told told = new Told();
        List<Long> passed = new ArrayList<>();
        long last = 0;
        for (int instant : instants) {
            int before = passed.size() - n;
            long room = before < 0 ? 0 : passed.get(before) + span;
            last = Math.max(Math.max(instant, last), room);
            passed.add(last);
            told.out(instant, last);
        }
        told.end(last);
        return told;
    }

    @Test
    @DisplayName("L46 timeout, at random instants")
    void timeout() throws Exception {
        trials(
                random -> {
                    int span = span(random);
                    return new Stage(
                            "timeout %d µs".formatted(span),
                            p -> p.timeout(micros(span)),
                            instants -> timedOut(instants, span));
                });
    }

    private static Told timedOut(List<Integer> instants, int span) {
        Told told = new Told();
        int last = 0;
        for (int instant : instants) {
            if (instant - last > span) {
                told.failure("TimeoutException", last + span);
                return told;
            }
            told.out(instant, instant);
            last = instant;
        }
        told.end(last);
        return told;
    }

    @Test
    @DisplayName("L46 a map whose function has a time limit, at random instants")
    void within() throws Exception {
        trials(
                random -> {
                    int span = span(random);
                    return new Stage(
                            "map within %d µs".formatted(span),
                            p ->
                                    p.map(
                                            Mapping.within(
                                                    micros(span),
                                                    x -> {
                                                        Timers.sleep(micros(work(x)));
                                                        return x;
                                                    })),
                            instants -> mappedWithin(instants, span));
                });
    }

    private static int work(int value) {
        return STEP * (value / STEP % 9);
    }

    private static Told mappedWithin(List<Integer> instants, int span) {
        Told told = new Told();
        long free = 0;
        for (int instant : instants) {
            long begin = Math.max(free, instant);
            if (work(instant) > span) {
                told.failure("TimeoutException", begin + span);
                return told;
            }
            free = begin + work(instant);
            told.out(instant, free);
        }
        told.end(free);
        return told;
    }

    // ---- groups

    @Test
    @DisplayName("L46 groupBy with an idle limit, at random instants")
    void groupBy() throws Exception {
        trials(
                random -> {
                    int most = 1 + random.nextInt(4);
                    int keys = 1 + random.nextInt(5);
                    int span = span(random);
                    return new Stage(
                            "groupBy %d of %d keys, idle for %d µs".formatted(most, keys, span),
                            p ->
                                    p.groupBy(
                                            most,
                                            micros(span),
                                            x -> key(x, keys),
                                            (key, values) ->
                                                    values.map(x -> key + ":" + x)
                                                            .concat(Pipeline.of("end of " + key))),
                            instants -> grouped(instants, most, keys, span),
                            false);
                });
    }

    private static int key(int value, int keys) {
        return value / STEP % keys;
    }

    private static Told grouped(List<Integer> instants, int most, int keys, int span) {
        Told told = new Told();
        Map<Integer, Long> ends = new LinkedHashMap<>(); // of the open groups, the idlest first
        for (int instant : instants) {
            int key = key(instant, keys);
            ends.entrySet().removeIf(group -> group.getValue() < instant && ended(told, group));
            if (!ends.containsKey(key) && ends.size() == most) {
                int idlest = ends.keySet().iterator().next();
                ends.remove(idlest);
                told.out("end of " + idlest, instant);
            }
            told.out(key + ":" + instant, instant);
            ends.remove(key);
            ends.put(key, (long) instant + span);
        }
        ends.keySet().forEach(key -> told.out("end of " + key, last(instants)));
        told.end(last(instants));
        return told;
    }

    private static boolean ended(Told told, Map.Entry<Integer, Long> group) {
        told.out("end of " + group.getKey(), group.getValue());
        return true;
    }
}
