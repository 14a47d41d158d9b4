package dev.handoff.laws;

import static dev.handoff.laws.ThreadKind.VIRTUAL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Diagnosis;
import dev.handoff.Receiver;
import dev.handoff.Scope;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** A scope inside a scope, and so on, each opened by a process of the one around it: deeper than a thread's stack. */
class DeepScopesTest {
    private static final int DEPTH = 2_000;

    /** In bytes. */
    private static final long SMALL_STACK = 128 * 1024;

    @RegisterExtension final Crew crew = new Crew();

    private final Queue<Scope> inside = new ConcurrentLinkedQueue<>();
    private final CountDownLatch innermost = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);

    /** Whose body takes no notice of an interrupt, so that none of them cancels those inside by itself. */
    private void open(Scope outer, int depth) {
        outer.go(
                () ->
                        Scope.run(
                                scope -> {
                                    inside.add(scope);
                                    if (depth == 1) {
                                        innermost.countDown();
                                    } else {
                                        open(scope, depth - 1);
                                    }
                                    awaitUninterruptibly(leave);
                                }));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // goes on
            }
        }
    }

    @Test
    @DisplayName("L38 a cancel reaches scopes that are nested deeper than the canceller's stack")
    void aCancelReachesScopesThatAreNestedDeeperThanTheStack() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Worker<Void> outermost =
                crew.run(
                        VIRTUAL,
                        () ->
                                Scope.run(
                                        scope -> {
                                            open(scope, DEPTH);
                                            innermost.await();
                                            Thread canceller =
                                                    new Thread(
                                                            null, scope::cancel, "", SMALL_STACK);
                                            canceller.setUncaughtExceptionHandler(
                                                    (thread, t) -> thrown.set(t));
                                            canceller.start();
                                            awaitEnd(canceller);
                                            leave.countDown();
                                        }));
        awaitUninterruptibly(leave);
        assertThat(thrown.get()).isNull();
        assertThat(inside).hasSize(DEPTH).allMatch(Scope::isCancelled);
        outermost.join();
    }

    @Test
    @DisplayName("L48 scopes are looked at that are nested deeper than the stack of who looks")
    void scopesAreLookedAtThatAreNestedDeeperThanTheStack() throws Exception {
        Worker<Void> outermost =
                crew.run(VIRTUAL, () -> Scope.named("deep").run(scope -> open(scope, DEPTH)));
        innermost.await();
        AtomicReference<Diagnosis> taken = new AtomicReference<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread looking =
                new Thread(
                        null,
                        () -> {
                            Diagnosis.isStill();
                            taken.set(Diagnosis.take());
                        },
                        "",
                        SMALL_STACK);
        looking.setUncaughtExceptionHandler((thread, t) -> thrown.set(t));
        looking.start();
        awaitEnd(looking);
        leave.countDown();
        outermost.join();
        assertThat(thrown.get()).isNull();
        assertThat(taken.get().processes()).isGreaterThanOrEqualTo(DEPTH);
        assertThat(taken.get().lines())
                .anyMatch(line -> line.strip().startsWith("(depth " + DEPTH + ") scope "))
                .noneMatch(line -> line.contains("(depth 40) "));
    }

    private static void awaitEnd(Thread thread) {
        Until.eventually("the canceller ends", () -> !thread.isAlive());
    }

    /** Each stage is told of the cancel by the one before, in a cause of a cause. */
    @Test
    @DisplayName("L38 a long chain of stages that is cancelled, or fails, ends in linear time")
    void aLongChain() throws Exception {
        Scope.run(
                scope -> {
                    Channel<Integer> never = chainOf(800, scope);
                    Until.receiversWait(never, 1);
                    scope.cancel();
                });
        assertThatThrownBy(
                        () ->
                                Scope.run(
                                        scope -> {
                                            Channel<Integer> source = chainOf(800, scope);
                                            Until.receiversWait(source, 1);
                                            source.fail(new IOException("source"));
                                        }))
                .rootCause()
                .hasMessage("source");
    }

    private static Channel<Integer> chainOf(int stages, Scope scope) {
        Channel<Integer> source = Channel.rendezvous();
        Receiver<Integer> last = source;
        for (int i = 0; i < stages; i++) {
            Receiver<Integer> before = last;
            last =
                    scope.produce(
                            "stage",
                            out -> {
                                for (int value : before) {
                                    out.send(value);
                                }
                            });
        }
        return source;
    }
}
