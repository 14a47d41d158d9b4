package dev.handoff.check.coordinate;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Tick;
import dev.handoff.Timers;
import dev.handoff.check.Explore;
import dev.handoff.check.Verdict;
import dev.handoff.check.VirtualTime;
import dev.handoff.coordinate.RateLimiter;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Rates on virtual time: to the nanosecond. */
class BucketTest {
    private static Duration seconds(long n) {
        return Duration.ofSeconds(n);
    }

    @Test
    @DisplayName("a burst of one lets one through each period, the first at once")
    void evenly() throws Exception {
        VirtualTime.run(
                () -> {
                    RateLimiter limiter = RateLimiter.of(1, seconds(10));
                    List<Duration> instants = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        limiter.acquire();
                        instants.add(VirtualTime.now());
                    }
                    assertThat(instants)
                            .containsExactly(seconds(0), seconds(10), seconds(20), seconds(30));
                });
    }

    @Test
    @DisplayName("the period begins when a token is taken, so two are never closer than that")
    void periodBeginsWithTheTake() throws Exception {
        VirtualTime.run(
                () -> {
                    RateLimiter limiter = RateLimiter.of(1, seconds(10));
                    Timers.sleep(seconds(17));
                    limiter.acquire();
                    assertThat(VirtualTime.now()).isEqualTo(seconds(17));
                    limiter.acquire();
                    assertThat(VirtualTime.now()).isEqualTo(seconds(27));
                });
    }

    @Test
    @DisplayName("a burst is saved up, and no more than that")
    void burst() throws Exception {
        VirtualTime.run(
                () -> {
                    RateLimiter limiter = RateLimiter.of(1, seconds(10), 3);
                    Timers.sleep(seconds(1000));
                    List<Duration> instants = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        limiter.acquire();
                        instants.add(VirtualTime.now().minusSeconds(1000));
                    }
                    assertThat(instants)
                            .containsExactly(
                                    seconds(0), seconds(0), seconds(0), seconds(10), seconds(20));
                    Timers.sleep(seconds(25)); // two and a half
                    assertThat(limiter.available()).isEqualTo(2);
                    assertThat(limiter.tryAcquire()).isTrue();
                    assertThat(limiter.tryAcquire()).isTrue();
                    assertThat(limiter.tryAcquire()).isFalse();
                    limiter.acquire();
                    assertThat(VirtualTime.now()).isEqualTo(seconds(1050));
                });
    }

    @Test
    @DisplayName(
            "a period that is no whole number of nanoseconds is rounded up, and never too fast")
    void roundedUp() throws Exception {
        VirtualTime.run(
                () -> {
                    RateLimiter limiter = RateLimiter.of(3, seconds(1));
                    for (int i = 0; i < 4; i++) {
                        limiter.acquire();
                    }
                    assertThat(VirtualTime.now()).isEqualTo(Duration.ofNanos(1_000_000_002));
                });
    }

    @Test
    @DisplayName("those who wait get tokens first come, first served")
    void inOrder() throws Exception {
        Explore.random()
                .schedules(100)
                .require(
                        () -> {
                            RateLimiter limiter = RateLimiter.of(1, seconds(10));
                            List<String> order = Collections.synchronizedList(new ArrayList<>());
                            limiter.acquire();
                            Scope.run(
                                    scope -> {
                                        for (int i = 1; i <= 3; i++) {
                                            int number = i;
                                            scope.go(
                                                    () -> {
                                                        Timers.sleep(seconds(number));
                                                        limiter.acquire();
                                                        order.add(number + "@" + VirtualTime.now());
                                                    });
                                        }
                                    });
                            assertThat(order).containsExactly("1@PT10S", "2@PT20S", "3@PT30S");
                        });
    }

    @Test
    @DisplayName("who gives up leaves the token to the next")
    void givingUp() throws Exception {
        Explore.random()
                .schedules(100)
                .require(
                        () -> {
                            RateLimiter limiter = RateLimiter.of(1, seconds(10));
                            limiter.acquire();
                            Scope.run(
                                    scope -> {
                                        scope.go(
                                                () ->
                                                        assertThat(
                                                                        limiter.acquireWithin(
                                                                                seconds(9)))
                                                                .isFalse());
                                        Timers.sleep(seconds(1));
                                        limiter.acquire();
                                        assertThat(VirtualTime.now()).isEqualTo(seconds(10));
                                    });
                        });
    }

    @Test
    @DisplayName("L27 a token at the instant of the time-out is taken")
    void atTheSameInstant() throws Exception {
        Explore.random()
                .schedules(200)
                .require(
                        () -> {
                            RateLimiter limiter = RateLimiter.of(1, seconds(10));
                            limiter.acquire();
                            assertThat(limiter.acquireWithin(seconds(10))).isTrue();
                            assertThat(limiter.tryAcquire()).isFalse();
                        });
    }

    @Test
    @DisplayName("a case waits for its token, and one that is not chosen takes none")
    void asACase() throws Exception {
        VirtualTime.run(
                () -> {
                    RateLimiter limiter = RateLimiter.of(1, seconds(10));
                    Channel<String> news = Channel.rendezvous();
                    Select<String> select =
                            Select.of(
                                    limiter.onAcquire(() -> "token@" + VirtualTime.now()),
                                    on(news, n -> n + "@" + VirtualTime.now()));
                    Scope.run(
                            scope -> {
                                scope.go(
                                        () -> {
                                            Timers.sleep(seconds(5));
                                            news.send("news");
                                        });
                                assertThat(select.run()).isEqualTo("token@PT0S");
                                assertThat(select.run()).isEqualTo("news@PT5S");
                                assertThat(select.run()).isEqualTo("token@PT10S");
                                assertThat(
                                                Select.<String>one(
                                                        limiter.onAcquire(() -> "token"),
                                                        after(seconds(3), () -> "late")))
                                        .isEqualTo("late");
                                limiter.acquire();
                                assertThat(VirtualTime.now()).isEqualTo(seconds(20));
                            });
                });
    }

    @Test
    @DisplayName("a bucket of ticks counts what it has given, and ends when it is cancelled")
    void ticks() throws Exception {
        VirtualTime.run(
                () -> {
                    Receiver<Tick> bucket = Timers.bucket(2, seconds(10));
                    assertThat(bucket.capacity()).isEqualTo(2);
                    assertThat(bucket.size()).isEqualTo(2);
                    assertThat(bucket.receive()).isEqualTo(new Tick(1, 0));
                    assertThat(bucket.receiveBatch(10)).containsExactly(new Tick(2, 0));
                    assertThat(bucket.receive()).isEqualTo(new Tick(3, 0));
                    assertThat(VirtualTime.now()).isEqualTo(seconds(10));
                    Timers.sleep(seconds(100));
                    bucket.cancel();
                    assertThat(bucket.receiveOrNull()).isNull();
                    assertThat(bucket.size()).isZero();
                });
    }

    /** The counting version: put in what has come, take one. */
    private static final class Model {
        private final long period;
        private final int capacity;
        private long tokens;
        private long lastFilled;

        Model(long period, int capacity) {
            this.period = period;
            this.capacity = capacity;
            this.tokens = capacity;
        }

        boolean tryAcquire(long now) {
            long came = tokens == capacity ? 0 : (now - lastFilled) / period;
            tokens = Math.min(capacity, tokens + came);
            lastFilled = tokens == capacity ? now : lastFilled + came * period;
            if (tokens == 0) {
                return false;
            }
            tokens--;
            return true;
        }
    }

    @Test
    @DisplayName("it is the token bucket that counts its tokens")
    void likeTheModel() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("likeTheModel: -Dseed=" + seed);
        for (int run = 0; run < 50; run++) {
            Random random = new Random(seed + run);
            VirtualTime.run(
                    () -> {
                        long period = 1 + random.nextInt(20);
                        int capacity = 1 + random.nextInt(4);
                        Receiver<Tick> bucket = Timers.bucket(capacity, Duration.ofNanos(period));
                        Model model = new Model(period, capacity);
                        for (int i = 0; i < 100; i++) {
                            Timers.sleep(Duration.ofNanos(random.nextInt((int) period * 2)));
                            long now = VirtualTime.now().toNanos();
                            assertThat(bucket.tryReceiveOrNull() != null)
                                    .as("at %s, period %s, capacity %s", now, period, capacity)
                                    .isEqualTo(model.tryAcquire(now));
                        }
                    });
        }
    }

    @Test
    @DisplayName("fine: spurious wake-ups and time that passes while others run lose no tick")
    void fine() throws Exception {
        assertThat(
                        Explore.random()
                                .fine()
                                .schedules(200)
                                .check(
                                        () -> {
                                            Receiver<Tick> bucket = Timers.bucket(1, seconds(1));
                                            Scope.run(
                                                    scope -> {
                                                        for (int i = 0; i < 3; i++) {
                                                            scope.go(bucket::receive);
                                                        }
                                                    });
                                            if (bucket.receive().number() != 4) {
                                                throw new AssertionError("lost or doubled");
                                            }
                                        })
                                .verdict())
                .isEqualTo(Verdict.CLEAN);
    }
}
