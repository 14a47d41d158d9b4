package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Owned;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.coordinate.Latch;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The sink that works on several values at once; random chains end in it, too ({@link TrialSink}). */
class L46ForEachAtOnceTest {
    private static final Pipeline<Integer> ENDLESS = Pipeline.range(0, Integer.MAX_VALUE);

    @Test
    @DisplayName(
            "L46 forEach with workers does each value once, with so many at a time and no more")
    void eachValueOnce() throws Exception {
        int workers = 4;
        Latch all = Latch.of(workers);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        Pipeline.range(0, 1_000)
                .forEach(
                        workers,
                        x -> {
                            most.accumulateAndGet(now.incrementAndGet(), Math::max);
                            all.countDown();
                            all.await(); // each of the first waits for the others
                            now.decrementAndGet();
                            assertThat(done.add(x)).isTrue();
                        });
        assertThat(done).hasSize(1_000);
        assertThat(most).hasValue(workers);
    }

    @Test
    @DisplayName("L46 an action that fails names the sink, and stops the others and all above")
    void anActionThatFails() {
        Latch others = Latch.of(2);
        AtomicInteger interrupted = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                ENDLESS.forEach(
                                        3,
                                        x -> {
                                            if (x == 2) {
                                                others.await();
                                                throw new IOException("no more");
                                            }
                                            others.countDown();
                                            try {
                                                Channel.<Integer>never().receive();
                                            } finally {
                                                interrupted.incrementAndGet();
                                            }
                                        }))
                .isInstanceOf(PipelineException.class)
                .hasMessageStartingWith("stage forEach(3) has failed")
                .hasRootCauseMessage("no more");
        assertThat(interrupted).hasValue(2);
    }

    @Test
    @DisplayName("L46 what was put out before a failure above is worked on first")
    void aFailureAbove() {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        Pipeline<Integer> failing =
                Pipeline.range(0, 100)
                        .peek(
                                x -> {
                                    if (x == 50) {
                                        throw new IOException("no more");
                                    }
                                })
                        .as("above");
        assertThatThrownBy(() -> failing.forEach(3, done::add))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("\"above\" has failed")
                .hasRootCauseMessage("no more");
        assertThat(done)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 50).boxed().toList());
    }

    @Test
    @DisplayName("L46 L20 an interrupt ends the workers, and what is above")
    void anInterrupt() {
        Thread caller = Thread.currentThread();
        Latch both = Latch.of(2);
        AtomicInteger ended = new AtomicInteger();
        assertThatThrownBy(
                        () ->
                                ENDLESS.forEach(
                                        2,
                                        x -> {
                                            both.countDown();
                                            if (x == 1) {
                                                both.await();
                                                caller.interrupt();
                                            }
                                            try {
                                                Channel.<Integer>never().receive();
                                            } finally {
                                                ended.incrementAndGet();
                                            }
                                        }))
                .isInstanceOf(InterruptedException.class);
        assertThat(ended).hasValue(2);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @DisplayName("L46 what is owned moves to the worker, who may give it away")
    void ownedValuesMove() throws Exception {
        Channel<Owned<Integer>> given = Channel.unbounded();
        Scope.run(
                scope -> {
                    Receiver<Owned<Integer>> values =
                            scope.produce(
                                    "values",
                                    out -> {
                                        for (int i = 0; i < 100; i++) {
                                            out.send(Owned.of(i));
                                        }
                                    });
                    Pipeline.from(values).forEach(2, given::send);
                });
        given.close();
        List<Integer> got = new ArrayList<>();
        for (Owned<Integer> owned : given) {
            got.add(owned.get());
        }
        assertThat(got).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("L46 a sink without workers is refused")
    void noWorkers() {
        assertThatThrownBy(() -> ENDLESS.forEach(0, x -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("forEach(0): one or more");
    }
}
