package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A tool can change a little of the default scheduling and keep the rest. */
class SeamDelegatingTest {
    /** Virtual threads, and a list of who was started. */
    private static final class Watching extends DelegatingScheduling implements Watcher {
        final Set<String> started = ConcurrentHashMap.newKeySet();

        Watching() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public Watcher watcher() {
            return this;
        }

        @Override
        public void started(String name, Thread thread) {
            started.add(name);
        }
    }

    /** A method that is added to Scheduling must be added here, too. */
    @Test
    @DisplayName("Seam: a delegating scheduling has every method")
    void hasEveryMethod() {
        assertThat(Scheduling.class.getDeclaredMethods())
                .filteredOn(m -> Modifier.isPublic(m.getModifiers()))
                .filteredOn(m -> !Modifier.isStatic(m.getModifiers()))
                .isNotEmpty()
                .allMatch(SeamDelegatingTest::isDelegated);
    }

    private static boolean isDelegated(Method method) {
        return Arrays.stream(DelegatingScheduling.class.getDeclaredMethods())
                .filter(m -> m.getName().equals(method.getName()))
                .anyMatch(m -> Arrays.equals(m.getParameterTypes(), method.getParameterTypes()));
    }

    /** Notes what it is asked, and answers what no other does. */
    private static class Noting extends Scheduling implements Watcher {
        final Thread made = Thread.ofVirtual().unstarted(() -> {});
        List<Object> asked = List.of();

        private void note(Object... what) {
            asked = Arrays.asList(what);
        }

        @Override
        public Thread newThread(String name, Runnable body) {
            note("newThread", name);
            return made;
        }

        @Override
        public void start(Thread thread) {
            note("start", thread);
        }

        @Override
        public void reach(Op op, long id) {
            note("reach", op, id);
        }

        @Override
        public void touch(Op op, long id) {
            note("touch", op, id);
        }

        @Override
        public void park(Parked who, WaitReason why, long nanos) {
            note("park", who, why, nanos);
        }

        @Override
        public void unpark(Parked who) {
            note("unpark", who);
        }

        @Override
        public void interrupt(Thread thread) {
            note("interrupt", thread);
        }

        @Override
        public void letOthersIn() {
            note("letOthersIn");
        }

        @Override
        public long newId() {
            return -7;
        }

        @Override
        public long nanoTime() {
            return -8;
        }

        @Override
        public int choose(int bound) {
            return -bound;
        }

        @Override
        public Watcher watcher() {
            return this;
        }
    }

    @Test
    @DisplayName("Seam: by default what concerns several channels is told as of the first of them")
    void severalAreTheFirstByDefault() {
        Noting all = new Noting();
        all.reach(Op.SELECT, new long[] {3, 4});
        assertThat(all.asked).containsExactly("reach", Op.SELECT, 3L);
        all.reach(Op.SELECT, new long[0]);
        assertThat(all.asked).containsExactly("reach", Op.SELECT, 0L);
    }

    @Test
    @DisplayName("Seam: a delegating scheduling leaves every method to the other")
    void leavesEveryMethodToTheOther() {
        Noting other =
                new Noting() {
                    @Override
                    public void reach(Op op, long[] ids) {
                        asked = List.of("reach", op, ids);
                    }
                };
        Scheduling all = new DelegatingScheduling(other) {};
        long[] ids = {3, 4};
        assertThat(all.newThread("a", () -> {})).isSameAs(other.made);
        assertThat(other.asked).containsExactly("newThread", "a");
        all.start(other.made);
        assertThat(other.asked).containsExactly("start", other.made);
        all.reach(Op.SEND, 5);
        assertThat(other.asked).containsExactly("reach", Op.SEND, 5L);
        all.reach(Op.SELECT, ids);
        assertThat(other.asked).containsExactly("reach", Op.SELECT, ids);
        all.touch(Op.CLOSE, 6);
        assertThat(other.asked).containsExactly("touch", Op.CLOSE, 6L);
        all.park(null, WaitReason.SLEEP, 7);
        assertThat(other.asked).containsExactly("park", null, WaitReason.SLEEP, 7L);
        all.unpark(null);
        assertThat(other.asked).containsExactly("unpark", null);
        all.interrupt(other.made);
        assertThat(other.asked).containsExactly("interrupt", other.made);
        all.letOthersIn();
        assertThat(other.asked).containsExactly("letOthersIn");
        assertThat(all.newId()).isEqualTo(-7);
        assertThat(all.nanoTime()).isEqualTo(-8);
        assertThat(all.choose(9)).isEqualTo(-9);
        assertThat(all.watcher()).isSameAs(other);
    }

    @Test
    @DisplayName("Seam: a delegating scheduling without another is refused")
    void needsTheOther() {
        assertThatNullPointerException()
                .isThrownBy(() -> new DelegatingScheduling(null) {})
                .withMessage("delegate");
    }

    @Test
    @DisplayName("Seam: what is started under a delegating scheduling, and by that, is under it")
    void processesLiveUnderIt() {
        Watching watching = new Watching();
        Under.run(watching, () -> Scope.run(scope -> scope.go("outer", () -> nested(watching))));
        assertThat(watching.started).containsExactlyInAnyOrder("outer", "inner");
    }

    private static void nested(Scheduling expected) throws InterruptedException {
        Channel<Integer> numbers = Channel.rendezvous();
        Scope.run(
                scope -> {
                    scope.go("inner", () -> numbers.send(1));
                    assertThat(numbers.receive()).isEqualTo(1);
                });
        assertThat(Scheduling.current()).isSameAs(expected);
    }
}
