package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Task;
import dev.handoff.Timers;
import dev.handoff.Watched;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What starts, ends and waits put into an order is not reported as a race, in any schedule. */
class ProcessOrderTest {
    @Test
    @DisplayName("a process knows what was before its start; a scope's end, a join, what it did")
    void startsAndEnds() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Watched<Integer> y = Watched.of(0);
                    Scope.run(
                            scope -> {
                                x.set(1);
                                Task<Integer> task =
                                        scope.fork(
                                                () -> {
                                                    x.set(x.get() + 1);
                                                    return 1;
                                                });
                                scope.go(() -> y.set(1));
                                Task<Integer> other = scope.fork(() -> task.join() + x.get());
                                if (other.isDone()) {
                                    x.set(3);
                                }
                                task.join();
                                Select.one(Select.done(other, v -> v));
                                x.set(4);
                            });
                    assertThat(x.get() + y.get()).isEqualTo(5);
                });
    }

    @Test
    @DisplayName("a process that is started in a cancelled scope knows what was before the cancel")
    void startedInACancelledScope() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Channel<Integer> stop = Channel.rendezvous();
                    Scope.run(
                            outer -> {
                                Channel<Scope> inner = Channel.buffered(2);
                                outer.go(
                                        "canceller",
                                        () -> {
                                            Scope scope = inner.receive();
                                            x.set(1);
                                            scope.cancel();
                                        });
                                outer.go(
                                        "starter",
                                        () -> {
                                            inner.receive().go(() -> getIfInterrupted(x));
                                            stop.close();
                                        });
                                Scope.run(
                                        scope -> {
                                            scope.go("stubborn", () -> awaitEnd(stop));
                                            inner.trySend(scope);
                                            inner.trySend(scope);
                                        });
                            });
                });
    }

    private static void getIfInterrupted(Watched<Integer> x) {
        if (Thread.currentThread().isInterrupted()) {
            x.get();
        }
    }

    /** Whatever is cancelled meanwhile. */
    private static void awaitEnd(Receiver<Integer> stop) {
        while (true) {
            try {
                stop.receiveOrNull();
                return;
            } catch (InterruptedException e) {
                // again
            }
        }
    }

    @Test
    @DisplayName("who sees that a scope is cancelled knows what was before")
    void cancelledScope() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Scope.run(
                            outer -> {
                                Channel<Scope> inner = Channel.buffered(2);
                                outer.go(
                                        "asking",
                                        () -> {
                                            if (inner.receive().isCancelled()) {
                                                x.get();
                                            }
                                        });
                                outer.go(
                                        "waiting",
                                        () -> {
                                            inner.receive().done().receiveOrNull();
                                            x.get();
                                        });
                                Scope.run(
                                        scope -> {
                                            inner.sendAll(List.of(scope, scope));
                                            scope.go(
                                                    "told",
                                                    () -> {
                                                        try {
                                                            Channel.never().receive();
                                                        } catch (InterruptedException e) {
                                                            x.get();
                                                        }
                                                    });
                                            x.set(1);
                                            scope.cancel();
                                        });
                            });
                });
    }

    @Test
    @DisplayName("a scope's end knows what the hook of a supervised scope has done")
    void supervised() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<String> failed = Watched.of("");
                    Scope.unnamed()
                            .supervised(failure -> failed.set(failure.process()))
                            .run(
                                    scope -> {
                                        scope.go(
                                                "bad",
                                                () -> {
                                                    throw new IllegalStateException("bad");
                                                });
                                        scope.go("last", () -> Timers.sleep(Duration.ofSeconds(1)));
                                    });
                    assertThat(failed.get()).isEqualTo("bad");
                });
    }

    @Test
    @DisplayName("a detached process that is interrupted knows what was before")
    void interrupted() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<String> reason = Watched.of("");
                    Thread worker =
                            Handoff.go(
                                    "worker",
                                    () -> {
                                        try {
                                            Channel.never().receive();
                                        } catch (InterruptedException e) {
                                            reason.get();
                                            throw e;
                                        }
                                    });
                    reason.set("settings have changed");
                    worker.interrupt();
                });
    }

    @Test
    @DisplayName("a pipeline of stages, each with its own state, is right")
    void pipeline() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> sum = Watched.of(0);
                    Scope.run(
                            scope -> {
                                Receiver<Integer> numbers =
                                        scope.produce(
                                                "numbers", 1, out -> out.sendAll(List.of(1, 2)));
                                Receiver<Integer> squares =
                                        scope.produce(
                                                "squares",
                                                out -> {
                                                    for (int n : numbers) {
                                                        sum.set(sum.get() + n);
                                                        out.send(n * n);
                                                    }
                                                });
                                for (int n : squares) {
                                    assertThat(n).isPositive();
                                }
                                assertThat(sum.get()).isEqualTo(3);
                            });
                });
    }

    @Test
    @DisplayName("many may read what one has written before")
    void readers() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    x.set(1);
                    Scope.run(
                            scope -> {
                                for (int i = 0; i < 4; i++) {
                                    scope.go(x::get);
                                }
                                x.get();
                            });
                    x.set(2);
                });
    }

    @Test
    @DisplayName("a wait for what is not the library's is taken for an order: no false alarm")
    void latch() throws Exception {
        Report report =
                Explore.random()
                        .schedules(5)
                        .check(
                                () -> {
                                    Watched<Integer> x = Watched.of(0);
                                    Thread detached = Handoff.go("detached", () -> x.set(1));
                                    detached.join();
                                    x.get();
                                    CountDownLatch latch = new CountDownLatch(1);
                                    Scope.run(
                                            scope -> {
                                                scope.go(
                                                        () -> {
                                                            x.set(2);
                                                            Channel.buffered(1).send(Sharing.TOKEN);
                                                            latch.countDown();
                                                        });
                                                latch.await();
                                                x.get();
                                            });
                                });
        assertThat(report.isClean()).as(report.toString()).isTrue();
    }

    @Test
    @DisplayName("so is one for somebody who goes on")
    void latchOfOneWhoGoesOn() throws Exception {
        Report report =
                Explore.roundRobin()
                        .check(
                                () -> {
                                    Watched<Integer> x = Watched.of(0);
                                    CountDownLatch latch = new CountDownLatch(1);
                                    Channel<Object> end = Channel.rendezvous();
                                    Scope.run(
                                            scope -> {
                                                scope.go(
                                                        () -> {
                                                            x.set(1);
                                                            latch.countDown();
                                                            end.receive();
                                                        });
                                                latch.await();
                                                x.get();
                                                end.send(Sharing.TOKEN);
                                            });
                                });
        assertThat(report.isClean()).as(report.toString()).isTrue();
        assertThat(report.uncontrolled()).hasSize(1);
    }

    @Test
    @DisplayName("the end of a detached process is known to who might have joined its thread")
    void detached() throws Exception {
        Sharing.isRight(
                () -> {
                    Watched<Integer> x = Watched.of(0);
                    Thread detached = Handoff.go("detached", () -> x.set(1));
                    VirtualTime.settle();
                    detached.join();
                    x.get();
                });
    }
}
