package dev.handoff.laws;

import static dev.handoff.Select.after;
import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;
import static dev.handoff.laws.Team.failureOf;
import static dev.handoff.laws.Until.eventually;
import static dev.handoff.laws.Until.isEnough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.AllClosedException;
import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ClosedException;
import dev.handoff.ProcessBody;
import dev.handoff.Received;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Tick;
import dev.handoff.Timers;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Sleeping and ticking. What is about exact times runs on a clock that stands still while anybody runs. */
class L47TimersTest extends ByBothThreads {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private static long now() {
        return Scheduling.current().nanoTime();
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(now() - begin);
    }

    private static void onVirtualTime(ProcessBody program) {
        Turns.withSeed(1).run(program);
    }

    // ---- sleep

    /** Exactly, if nobody is late. */
    @Test
    @DisplayName("L47 sleep waits as long as it says")
    void sleepWaitsAsLongAsItSays() throws Exception {
        onVirtualTime(
                () -> {
                    for (Duration d :
                            List.of(Duration.ofNanos(1), PERIOD, Duration.ofDays(365_000))) {
                        long begin = now();
                        Timers.sleep(d);
                        assertThat(since(begin))
                                .isEqualTo(d.toDays() > 53_375 ? Duration.ofNanos(FAR) : d);
                    }
                });
        long begin = System.nanoTime();
        Timers.sleep(Duration.ofMillis(3));
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(3_000_000);
    }

    private static final long FAR = Long.MAX_VALUE / 2;

    /** It does not even look up. */
    @Test
    @DisplayName("L47 a sleep of zero or less does not wait, but sees an interrupt")
    void sleepOfZeroOrLessDoesNotWait() {
        onVirtualTime(
                () -> {
                    long begin = now();
                    Timers.sleep(Duration.ZERO);
                    Timers.sleep(Duration.ofDays(-1));
                    assertThat(since(begin)).isZero();
                });
        assertThat(
                        failureOf(
                                () -> {
                                    Thread.currentThread().interrupt();
                                    Timers.sleep(Duration.ZERO);
                                }))
                .isInstanceOf(InterruptedException.class);
    }

    // ---- after

    /** One tick, then the end, however it is received. */
    @Test
    @DisplayName("L47 after gives a single tick, then is closed")
    void afterGivesASingleTickThenIsClosed() {
        onVirtualTime(
                () -> {
                    long begin = now();
                    Receiver<Tick> timer = Timers.after(PERIOD);
                    assertThat(timer.tryReceive()).isInstanceOf(Received.Empty.class);
                    assertThat(timer.receive()).isEqualTo(new Tick(1, 0));
                    assertThat(since(begin)).isEqualTo(PERIOD);
                    assertEnded(timer);
                    assertThat(since(begin)).isEqualTo(PERIOD);
                });
    }

    private static void assertEnded(Receiver<Tick> timer) throws InterruptedException {
        assertThat(timer.receiveOrNull()).isNull();
        assertThat(timer.tryReceive()).isInstanceOf(Received.Closed.class);
        assertThat(timer.receiveWithin(PERIOD)).isInstanceOf(Received.Closed.class);
        assertThat(timer.receiveBatch(3)).isEmpty();
        assertThat(timer.iterator().hasNext()).isFalse();
        assertThatThrownBy(timer::receive).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> Select.<Tick>one(on(timer, t -> t)))
                .isInstanceOf(AllClosedException.class);
        assertThat(((Channel<Tick>) timer).isClosed()).isTrue();
    }

    /** The tick has come before anybody asks. */
    @Test
    @DisplayName("L47 after keeps its tick for one who comes late, and then is closed")
    void afterKeepsItsTickForOneWhoComesLate() {
        onVirtualTime(
                () -> {
                    Receiver<Tick> received = Timers.after(PERIOD);
                    Receiver<Tick> tried = Timers.after(PERIOD);
                    Receiver<Tick> selected = Timers.after(PERIOD);
                    Receiver<Tick> looped = Timers.after(PERIOD);
                    Receiver<Tick> atOnce = Timers.after(Duration.ZERO);
                    assertThat(Timers.after(Duration.ZERO).receive()).isEqualTo(new Tick(1, 0));
                    Timers.sleep(PERIOD.multipliedBy(5));
                    assertThat(received.receive()).isEqualTo(new Tick(1, 0));
                    assertEnded(received);
                    assertThat(tried.tryReceive()).isEqualTo(new Received.Value<>(new Tick(1, 0)));
                    assertEnded(tried);
                    assertThat(Select.<Tick>one(on(selected, t -> t), otherwise(() -> null)))
                            .isEqualTo(new Tick(1, 0));
                    assertEnded(selected);
                    List<Tick> ticks = new ArrayList<>();
                    looped.forEach(ticks::add);
                    assertThat(ticks).containsExactly(new Tick(1, 0));
                    assertThat(atOnce.receive()).isEqualTo(new Tick(1, 0));
                    assertEnded(atOnce);
                });
    }

    /** Nobody has to wait for no time at all. */
    @Test
    @DisplayName("L47 after zero or less has its tick at once")
    void afterZeroOrLessHasItsTickAtOnce() {
        onVirtualTime(
                () -> {
                    for (Duration delay : List.of(Duration.ZERO, PERIOD.negated())) {
                        long begin = now();
                        Receiver<Tick> timer = Timers.after(delay);
                        assertThat(timer.tryReceive())
                                .isEqualTo(new Received.Value<>(new Tick(1, 0)));
                        assertEnded(timer);
                        assertThat(since(begin)).isZero();
                    }
                });
    }

    /** The others see the end. */
    @Test
    @DisplayName(
            "L47 of several who wait for after one gets the tick, the first, the others the end")
    void ofSeveralWhoWaitForAfterOneGetsTheTick() {
        onVirtualTime(
                () ->
                        Scope.run(
                                scope -> {
                                    Receiver<Tick> timer = Timers.after(PERIOD);
                                    List<String> got = new ArrayList<>();
                                    for (int i = 0; i < 3; i++) {
                                        startInTurn(scope, (Channel<Tick>) timer, i, got);
                                    }
                                    Timers.sleep(PERIOD.multipliedBy(3));
                                    assertThat(got)
                                            .containsExactlyInAnyOrder("0", "1 end", "2 end");
                                }));
    }

    private static void startInTurn(Scope scope, Channel<Tick> timer, int i, List<String> got)
            throws InterruptedException {
        int before = timer.waitingReceivers();
        scope.go(() -> got.add(timer.receiveOrNull() == null ? i + " end" : "" + i));
        while (timer.waitingReceivers() == before) {
            Timers.sleep(Duration.ofNanos(1));
        }
    }

    /** Whoever comes at the very instant at which the tick is due does not overtake those who wait, nor strand them. */
    @Test
    @DisplayName("L47 one who tries when the tick is due does not overtake those who wait for it")
    void oneWhoTriesWhenTheTickIsDueDoesNotOvertakeThoseWhoWait() {
        for (int seed = 0; seed < 100; seed++) {
            Turns.withSeed(seed)
                    .run(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                long due = now() + PERIOD.toNanos();
                                                Channel<Tick> timer =
                                                        (Channel<Tick>) Timers.after(PERIOD);
                                                Channel<Tick> ticker =
                                                        (Channel<Tick>) Timers.every(PERIOD);
                                                List<String> once = new ArrayList<>();
                                                List<String> often = new ArrayList<>();
                                                startInTurn(scope, timer, 0, once);
                                                startInTurn(scope, timer, 1, once);
                                                startInTurn(scope, ticker, 0, often);
                                                scope.go(() -> overtake(timer, due));
                                                scope.go(() -> overtake(ticker, due));
                                                Timers.sleep(PERIOD.plusSeconds(1));
                                                assertThat(once)
                                                        .containsExactlyInAnyOrder("0", "1 end");
                                                assertThat(often).containsExactly("0");
                                            }));
        }
    }

    private static void overtake(Channel<Tick> timer, long due) throws InterruptedException {
        Timers.sleep(Duration.ofNanos(due - now()));
        for (int i = 0; i < 5; i++) {
            assertThat(timer.tryReceiveOrNull()).isNull();
        }
    }

    // ---- every

    /** One at the end of each period, from its making on. */
    @Test
    @DisplayName("L47 a ticker ticks at the end of each period")
    void tickerTicksAtTheEndOfEachPeriod() {
        onVirtualTime(
                () -> {
                    long begin = now();
                    Receiver<Tick> ticker = Timers.every(PERIOD);
                    for (int i = 1; i <= 10; i++) {
                        assertThat(ticker.receive()).isEqualTo(new Tick(i, 0));
                        assertThat(since(begin)).isEqualTo(PERIOD.multipliedBy(i));
                        assertThat(ticker.tryReceiveOrNull()).isNull();
                    }
                });
    }

    /** What was missed is a number, not a queue. */
    @Test
    @DisplayName("L47 a ticker that falls behind skips ticks, and says how many")
    void tickerThatFallsBehindSkipsTicks() {
        onVirtualTime(
                () -> {
                    long begin = now();
                    Receiver<Tick> ticker = Timers.every(PERIOD);
                    Timers.sleep(PERIOD.multipliedBy(4).plusSeconds(3));
                    assertThat(ticker.receive()).isEqualTo(new Tick(4, 3));
                    assertThat(ticker.tryReceiveOrNull()).isNull();
                    assertThat(ticker.receive()).isEqualTo(new Tick(5, 0));
                    assertThat(since(begin)).isEqualTo(PERIOD.multipliedBy(5));
                    Timers.sleep(PERIOD.multipliedBy(2));
                    assertThat(Select.<Tick>one(on(ticker, t -> t))).isEqualTo(new Tick(7, 1));
                    Timers.sleep(PERIOD.multipliedBy(1_000_000));
                    assertThat(ticker.receive()).isEqualTo(new Tick(1_000_007, 999_999));
                });
    }

    /** Received and skipped ticks add up. */
    @Test
    @DisplayName("L47 the numbers and the skips of a ticker add up, on the machine's clock")
    void numbersAndSkipsOfATickerAddUp() throws Exception {
        Receiver<Tick> ticker = Timers.every(Duration.ofNanos(20_000));
        long number = 0;
        for (int i = 0; i < 2_000; i++) {
            Tick tick = ticker.receive();
            number += tick.skipped() + 1;
            assertThat(tick.number()).isEqualTo(number);
        }
    }

    /** Whoever wakes up first hands the tick out; the others wait for the next. */
    @Test
    @DisplayName("L47 receivers that wake up for the same tick each wait until they have one")
    void receiversThatWakeUpForTheSameTickEachWaitUntilTheyHaveOne() throws Exception {
        Receiver<Tick> ticker = Timers.every(Duration.ofNanos(20_000));
        LongAdder numbers = new LongAdder();
        Scope.run(
                scope -> {
                    for (int i = 0; i < 4; i++) {
                        scope.go(
                                () -> {
                                    long start = System.nanoTime();
                                    for (int got = 0; got < 5_000 && !isEnough(start); got++) {
                                        Tick tick = ticker.receive();
                                        numbers.add(tick.skipped() + 1);
                                    }
                                });
                    }
                });
        Tick last = ticker.receive();
        assertThat(last.number()).isEqualTo(numbers.sum() + last.skipped() + 1);
    }

    /** Each tick goes to the one who has waited longest. */
    @Test
    @DisplayName("L47 several receivers of one ticker are served first come, first served")
    void severalReceiversOfOneTickerAreServedFirstComeFirstServed() {
        onVirtualTime(
                () ->
                        Scope.run(
                                scope -> {
                                    Channel<Tick> ticker = (Channel<Tick>) Timers.every(PERIOD);
                                    List<String> got = new ArrayList<>();
                                    for (int i = 0; i < 5; i++) {
                                        startInTurn(scope, ticker, i, got);
                                    }
                                    Timers.sleep(PERIOD.multipliedBy(3));
                                    assertThat(got).containsExactly("0", "1", "2");
                                    Timers.sleep(PERIOD.multipliedBy(2));
                                    assertThat(got).containsExactly("0", "1", "2", "3", "4");
                                }));
    }

    /** One who gives up leaves its turn to the next. */
    @Test
    @DisplayName("L47 a receiver that times out or is interrupted loses no tick of a ticker")
    void receiverThatTimesOutLosesNoTick() {
        onVirtualTime(
                () ->
                        Scope.run(
                                scope -> {
                                    Channel<Tick> ticker = (Channel<Tick>) Timers.every(PERIOD);
                                    List<Tick> got = new ArrayList<>();
                                    scope.go(
                                            () ->
                                                    assertThat(
                                                                    ticker.receiveWithin(
                                                                            PERIOD.minusNanos(1)))
                                                            .isInstanceOf(Received.Empty.class));
                                    Timers.sleep(Duration.ofNanos(1));
                                    scope.go(() -> got.add(ticker.receive()));
                                    Timers.sleep(PERIOD);
                                    Timers.sleep(Duration.ofNanos(1));
                                    assertThat(got).containsExactly(new Tick(1, 0));
                                }));
    }

    /** Its receiver ends it: nobody else could. */
    @Test
    @DisplayName("L47 a ticker ends when it is cancelled, for those who wait, too")
    void tickerEndsWhenItIsCancelled() throws Exception {
        Receiver<Tick> ticker = Timers.every(Duration.ofHours(1));
        Throwable[] waiting = new Throwable[1];
        try (Team team = Team.of(runner)) {
            team.start(() -> waiting[0] = failureOf(ticker::receive));
            eventually("waits", () -> ((Channel<Tick>) ticker).waitingReceivers() == 1);
            ticker.cancel();
        }
        assertThat(waiting[0]).isInstanceOf(CancelledException.class);
        assertThatThrownBy(ticker::receive).isInstanceOf(CancelledException.class);
        assertThat(ticker.receiveOrNull()).isNull();
        assertThat(ticker.tryReceive()).isInstanceOf(Received.Closed.class);
    }

    /** Without a period there is no end of one. */
    @Test
    @DisplayName("L47 a ticker without a positive period is refused")
    void tickerWithoutAPositivePeriodIsRefused() {
        for (Duration period : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> Timers.every(period));
        }
    }

    /** Whatever its capacity is. */
    @Test
    @DisplayName("L47 a bucket that would take longer than 146 years to fill is refused")
    void bucketThatTakesTooLongToFillIsRefused() {
        Duration longest = Duration.ofDays(53_375);
        assertThat(Timers.bucket(1, longest).tryReceiveOrNull()).isEqualTo(new Tick(1, 0));
        for (Duration period : List.of(longest.plusDays(1), longest.multipliedBy(7))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Timers.bucket(1, period))
                    .withMessageContaining("146 years");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Timers.bucket(2, longest));
    }

    /** The tickers do not drown each other, nor the time-out. */
    @Test
    @DisplayName("L47 a select over two tickers and a time-out takes each when it is due")
    void selectOverTwoTickersAndATimeOutTakesEachWhenItIsDue() {
        onVirtualTime(
                () -> {
                    Receiver<Tick> threes = Timers.every(Duration.ofSeconds(3));
                    Receiver<Tick> fives = Timers.every(Duration.ofSeconds(5));
                    Select<String> next =
                            Select.of(
                                    on(threes, t -> "3*" + t.number()),
                                    on(fives, t -> "5*" + t.number()),
                                    after(Duration.ofMillis(1_700), () -> "idle"));
                    List<String> seen = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        seen.add(next.run());
                    }
                    assertThat(seen)
                            .containsExactly(
                                    "idle", "3*1", "idle", "5*1", "3*2", "idle", "3*3", "5*2",
                                    "idle", "3*4");
                });
    }

    /** The select is matched, and waits for the handler alone. */
    @Test
    @DisplayName("L47 a ticker does not disturb a select whose send is in its receiver's hands")
    void tickerDoesNotDisturbASelectWhoseSendIsInItsReceiversHands() {
        onVirtualTime(
                () ->
                        Scope.run(
                                scope -> {
                                    Channel<Integer> out = Channel.rendezvous();
                                    Channel<Tick> ticker = (Channel<Tick>) Timers.every(PERIOD);
                                    List<String> chosen = new ArrayList<>();
                                    scope.go(
                                            () ->
                                                    chosen.add(
                                                            Select.<String>one(
                                                                    Select.to(out, 1, () -> "sent"),
                                                                    on(ticker, t -> "tick"))));
                                    Timers.sleep(Duration.ofSeconds(1));
                                    assertThat(out.waitingSenders()).isOne();
                                    out.receiveHolding(v -> sleepOrFail(PERIOD.multipliedBy(3)));
                                    Timers.sleep(Duration.ofSeconds(1));
                                    assertThat(chosen).containsExactly("sent");
                                    assertThat(ticker.receive()).isEqualTo(new Tick(3, 2));
                                }));
    }

    private static void sleepOrFail(Duration duration) {
        try {
            Timers.sleep(duration);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName(
            "L25 L47 of two ticks that are due at one instant a select takes one, and the other"
                    + " stays")
    void ofTwoTicksDueAtOnceTheOtherStays() {
        onVirtualTime(
                () -> {
                    long begin = now();
                    Receiver<Tick> one = Timers.every(PERIOD);
                    Receiver<Tick> other = Timers.every(PERIOD);
                    Select<String> next =
                            Select.of(
                                    on(one, tick -> "one " + tick),
                                    on(other, tick -> "other " + tick));
                    Tick first = new Tick(1, 0);
                    assertThat(List.of(next.run(), next.run()))
                            .containsExactlyInAnyOrder("one " + first, "other " + first);
                    assertThat(since(begin)).isEqualTo(PERIOD);
                });
    }

    /** Who receives from it would look for ever. */
    @Test
    @DisplayName("L47 a bucket that holds nothing is refused")
    void bucketThatHoldsNothingIsRefused() {
        for (int capacity : new int[] {0, -1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Timers.bucket(capacity, Duration.ofSeconds(1)));
        }
    }

    @Test
    @DisplayName("L47 a timer says whether it ticks again and again, or once")
    void timersSayHowTheyTick() {
        Duration hour = Duration.ofHours(1);
        assertThat(Timers.every(hour)).asString().contains("(every PT1H)");
        assertThat(Timers.after(hour)).asString().contains("(after PT1H)");
    }
}
