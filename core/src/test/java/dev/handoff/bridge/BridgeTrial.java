package dev.handoff.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.CancelledException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.pipeline.Pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Random numbers, out of one bridge and into another, with one random disturbance.
 *
 * <p>What must hold: the sink gets the numbers in their order, all of them if nothing disturbs the run, and before its own
 * failure all that came before. What the source or the sink throws is what the run fails with, or what is told with that; a
 * cancel ends the run as a cancel, or comes too late. When the scope has been left all threads that have run the source or the
 * sink end, what was opened is closed, and each element that was taken out of a queue is accounted for.
 */
final class BridgeTrial {
    enum Disturbance {
        NONE,
        SOURCE_FAILS,
        SOURCE_CANCELS,
        SINK_FAILS,
        SINK_CANCELS
    }

    /** What a failure is known by. */
    static final class Planted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final BridgeSources.Kind from;
    private final BridgeSinks.Kind to;
    private final boolean processed;
    private final Disturbance disturbance;
    private final List<Integer> input;
    private final int point;
    private final BridgeSources sources;
    private final BridgeSinks sinks;
    private final int window;

    private final Thread runner = Thread.currentThread();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger given = new AtomicInteger();
    private final AtomicInteger met = new AtomicInteger();
    private final List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    private volatile Scope scope;

    BridgeTrial(
            BridgeSources.Kind from, BridgeSinks.Kind to, Disturbance disturbance, Random random) {
        this.from = from;
        this.to = to;
        this.disturbance = disturbance;
        processed = random.nextInt(3) == 0;
        input = random.ints(random.nextInt(20), 0, 40).boxed().toList();
        point = 1 + random.nextInt(input.size() + 2);
        window = 1 + random.nextInt(4);
        int capacity = random.nextInt(4);
        int chunk = 1 + random.nextInt(4);
        sources = new BridgeSources(input, this::give, capacity, window, chunk);
        sinks = new BridgeSinks(this::meet, capacity, window, chunk);
    }

    @Override
    public String toString() {
        return "%s at %d; %s, %s%s; window %d; %s"
                .formatted(
                        disturbance,
                        point,
                        from,
                        processed ? "processor, " : "",
                        to,
                        window,
                        input);
    }

    private int give(int x) {
        disturb(Disturbance.SOURCE_FAILS, Disturbance.SOURCE_CANCELS, given);
        return x;
    }

    private void meet(int x) {
        disturb(Disturbance.SINK_FAILS, Disturbance.SINK_CANCELS, met);
        seen.add(x);
    }

    private void disturb(Disturbance fails, Disturbance cancels, AtomicInteger count) {
        threads.add(Thread.currentThread());
        if (count.incrementAndGet() == point) {
            if (disturbance == fails) {
                throw new Planted();
            }
            if (disturbance == cancels) {
                scope.cancel();
            }
        }
    }

    void run() throws Exception {
        String end = end();
        threads.remove(runner);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(Thread.interrupted()).as("an interrupt is left").isFalse();
        sources.assertNothingIsLeft();
        boolean disturbed = disturbance != Disturbance.NONE && point <= input.size();
        assertThat(end)
                .isIn(
                        switch (disturbed ? disturbance : Disturbance.NONE) {
                            case NONE -> List.of("well");
                            case SOURCE_FAILS, SINK_FAILS -> List.of("failed");
                            case SOURCE_CANCELS, SINK_CANCELS -> List.of("cancelled", "well");
                        });
        int least =
                !disturbed ? input.size() : disturbance == Disturbance.SINK_FAILS ? point - 1 : 0;
        assertThat(seen.size()).isGreaterThanOrEqualTo(least);
        assertThat(seen).isEqualTo(input.subList(0, seen.size()));
    }

    private String end() throws InterruptedException {
        try {
            Scope.run(
                    run -> {
                        scope = run;
                        Receiver<Integer> values = sources.open(from, run);
                        sinks.take(to, run, processed ? processed(run, values) : values);
                    });
            return "well";
        } catch (CancelledException | CancellationException e) {
            return "cancelled";
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            assertThat(withAllBeside(e)).as(e.toString()).hasAtLeastOneElementOfType(Planted.class);
            return "failed";
        }
    }

    private Receiver<Integer> processed(Scope run, Receiver<Integer> values) {
        Flow.Processor<Integer, Integer> processor =
                Publishers.processor(
                        run,
                        "processor",
                        window,
                        (inside, numbers) -> Pipeline.from(numbers).receiveIn(inside, 0));
        Publishers.publisher(run, "before the processor", values).subscribe(processor);
        return Publishers.produce(run, "behind the processor", processor, window);
    }

    private static Set<Throwable> withAllBeside(Throwable failure) {
        Set<Throwable> all = new HashSet<>();
        Deque<Throwable> left = new ArrayDeque<>(List.of(failure));
        for (Throwable next; (next = left.poll()) != null; ) {
            if (all.add(next)) {
                left.addAll(Arrays.asList(next.getSuppressed()));
                if (next.getCause() != null) {
                    left.add(next.getCause());
                }
            }
        }
        return all;
    }
}
