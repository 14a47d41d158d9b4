package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Handoff;
import dev.handoff.Received;
import dev.handoff.Scope;
import dev.handoff.Timers;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Explorations that switch inside of operations. */
class FineTest {
    /** A gate to wait at: what a library might build on the seam. */
    private static class Gate extends Parked {
        final Scheduling scheduling = Scheduling.current();
        boolean isOpen;
        boolean hasWaiter;

        void open() {
            scheduling.reach(Op.SEND, 1);
            isOpen = true;
            if (hasWaiter && claim(0) == Claim.ASLEEP) {
                scheduling.unpark(this);
            }
        }

        void await() {
            scheduling.reach(Op.RECEIVE, 1);
            begin();
            while (!isOpen) {
                hasWaiter = true;
                park();
            }
        }

        void park() {
            scheduling.watcher().blocked(this, WaitReason.RECEIVE);
            scheduling.park(this, WaitReason.RECEIVE, Scheduling.FOREVER);
        }

        @Override
        public Object blocker() {
            return this;
        }
    }

    /** Looks, and then says that it waits: between the two the gate may open. */
    private static final class ForgetfulGate extends Gate {
        @Override
        void await() {
            scheduling.reach(Op.RECEIVE, 1);
            begin();
            if (!isOpen) {
                scheduling.watcher().blocked(this, WaitReason.RECEIVE);
                hasWaiter = true;
                scheduling.park(this, WaitReason.RECEIVE, Scheduling.FOREVER);
            }
        }
    }

    /** Takes it that who goes on was woken. */
    private static final class HastyGate extends Gate {
        @Override
        void await() {
            scheduling.reach(Op.RECEIVE, 1);
            begin();
            if (!isOpen) {
                hasWaiter = true;
                park();
                if (!isOpen) {
                    throw new AssertionError("went through a closed gate");
                }
            }
        }
    }

    private interface Maker {
        Gate make();
    }

    private static Program program(Maker maker) {
        return () -> {
            Gate gate = maker.make();
            Handoff.go("opener", gate::open);
            gate.await();
        };
    }

    @Test
    @DisplayName("a wake-up that is lost between a look and a sleep is found, in fine runs alone")
    void findsALostWakeUp() throws Exception {
        Report coarse = Explore.exhaustive().check(program(ForgetfulGate::new));
        assertThat(coarse.isClean()).as(coarse.toString()).isTrue();
        Report fine = Explore.exhaustive().fine().check(program(ForgetfulGate::new));
        assertThat(fine.isClean()).as(fine.toString()).isFalse();
        Report again = Explore.replay(fine.schedule()).fine().check(program(ForgetfulGate::new));
        assertThat(again.verdict()).isEqualTo(fine.verdict());
    }

    @Test
    @DisplayName("a wait that is no loop is found, by a wake-up for no reason")
    void wakesForNoReason() throws Exception {
        Report coarse = Explore.random().check(program(HastyGate::new));
        assertThat(coarse.isClean()).as(coarse.toString()).isTrue();
        Report fine = Explore.random().fine().check(program(HastyGate::new));
        assertThat(fine.verdict()).as(fine.toString()).isEqualTo(Verdict.FAILURE);
        Report again = Explore.replay(fine.schedule()).fine().check(program(HastyGate::new));
        assertThat(again.verdict()).isEqualTo(Verdict.FAILURE);
    }

    @Test
    @DisplayName("an exhaustive exploration says that it leaves out wake-ups for no reason")
    void saysWhatIsLeftOut() throws Exception {
        Report fine = Thorough.check(Explore.exhaustive().fine(), program(HastyGate::new));
        assertThat(fine.toString())
                .contains("depth first without wake-ups for no reason, all there are");
    }

    @Test
    @DisplayName("a right one is clean")
    void rightIsClean() throws Exception {
        Report report = Thorough.check(Explore.exhaustive().fine(), program(Gate::new));
        assertThat(report.isComplete()).as(report.toString()).isTrue();
        Explore.random().fine().require(program(Gate::new));
    }

    @Test
    @DisplayName("a time-out may come although a value is on its way")
    void timeOutsMayComeEarly() throws Exception {
        assertThat(outcomes(Explore.exhaustive())).containsExactly(true);
        assertThat(outcomes(Explore.exhaustive().fine())).containsExactlyInAnyOrder(true, false);
    }

    /** Whether a timed receive has got the value that another process sends in the meantime. */
    private static Set<Boolean> outcomes(Explore explore) throws InterruptedException {
        Set<Boolean> outcomes = new HashSet<>();
        Report report =
                Thorough.check(
                        explore,
                        () -> {
                            Channel<Integer> numbers = Channel.buffered(1);
                            Handoff.go("sender", () -> numbers.send(1));
                            Received<Integer> got = numbers.receiveWithin(Duration.ofSeconds(1));
                            outcomes.add(got instanceof Received.Value<Integer>);
                        });
        assertThat(report.isComplete()).as(report.toString()).isTrue();
        return outcomes;
    }

    @Test
    @DisplayName("settling for good outlasts sleeps, and not those who wait without a limit")
    void settlesForGood() throws Exception {
        Explore explore = Explore.random().schedules(100);
        for (Explore each : new Explore[] {explore, explore.fine()}) {
            AtomicInteger early = new AtomicInteger();
            each.require(
                    () -> {
                        Channel<Integer> numbers = Channel.rendezvous();
                        AtomicInteger awake = new AtomicInteger();
                        Scope.run(
                                scope -> {
                                    scope.go("sleeper", () -> sleepTwice(awake));
                                    scope.go("receiver", numbers::receive);
                                    VirtualTime.settleForGood();
                                    if (awake.get() != 2) {
                                        early.incrementAndGet();
                                    }
                                    numbers.send(1);
                                });
                    });
            assertThat(early).hasValue(0);
        }
    }

    private static void sleepTwice(AtomicInteger awake) throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            Timers.sleep(Duration.ofDays(1));
            awake.incrementAndGet();
        }
    }
}
