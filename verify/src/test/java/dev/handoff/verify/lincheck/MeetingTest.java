package dev.handoff.verify.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Select;

import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole programs that wait, explored by Lincheck: a lost wake-up is a deadlock, and would be found. */
@Tag("lincheck")
class MeetingTest {
    private static final int SCHEDULES = Integer.getInteger("lincheck.schedules", 100);

    /** One sends, the other receives. */
    @Test
    @DisplayName("L2 a send and a receive meet under all explored schedules")
    void sendMeetsReceive() {
        Lincheck.runConcurrentTest(SCHEDULES, new SendMeetsReceive(new Permits()));
    }

    /** Two selects over two channels in opposite order. */
    @Test
    @DisplayName("L31 two selects meet under all explored schedules")
    void selectMeetsSelect() {
        Lincheck.runConcurrentTest(SCHEDULES, new SelectMeetsSelect());
    }

    /** A close wakes who waits. */
    @Test
    @DisplayName("L14 a close wakes a receiver under all explored schedules")
    void closeWakesReceiver() {
        Lincheck.runConcurrentTest(SCHEDULES, new CloseWakesReceiver());
    }

    /** A wake-up that comes while the sleeper is still awake is planted to be lost, and is found. */
    @Test
    @DisplayName("finds a lost wake-up")
    void findsALostWakeUp() {
        assertThatThrownBy(
                        () ->
                                Lincheck.runConcurrentTest(
                                        SCHEDULES, new SendMeetsReceive(new Permits.Forgetful())))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("deadlock");
    }

    /** The programs are classes: Lincheck does not see what a lambda captures as shared. */
    private static class SendMeetsReceive implements Runnable {
        private final Permits permits;

        SendMeetsReceive(Permits permits) {
            this.permits = permits;
        }

        @Override
        public void run() {
            Channel<Integer> channel = permits.channel();
            Sends sends = new Sends(channel);
            Receives receives = new Receives(channel);
            Permits.Worker.runBoth(sends, receives);
            Permits.check(sends.returned && receives.got == 5);
        }
    }

    private static class CloseWakesReceiver implements Runnable {
        @Override
        public void run() {
            Channel<Integer> channel = new Permits().channel();
            Receives receives = new Receives(channel);
            Permits.Worker.runBoth(new Closes(channel), receives);
            Permits.check(receives.got == 0);
        }
    }

    private static class SelectMeetsSelect implements Runnable {
        @Override
        public void run() {
            Permits permits = new Permits();
            Channel<Integer> a = permits.channel();
            Channel<Integer> b = permits.channel();
            Selects one = new Selects(a, b);
            Selects other = new Selects(b, a);
            Permits.Worker.runBoth(one, other);
            Permits.check(one.got + other.got == 6);
        }
    }

    private static final class Sends extends Permits.Worker {
        private final Channel<Integer> channel;
        boolean returned;

        Sends(Channel<Integer> channel) {
            this.channel = channel;
        }

        @Override
        void work() throws InterruptedException {
            channel.send(5);
            returned = true;
        }
    }

    private static final class Receives extends Permits.Worker {
        private final Channel<Integer> channel;
        int got = -1;

        Receives(Channel<Integer> channel) {
            this.channel = channel;
        }

        @Override
        void work() throws InterruptedException {
            Integer value = channel.receiveOrNull();
            got = value == null ? 0 : value;
        }
    }

    private static final class Closes extends Permits.Worker {
        private final Channel<Integer> channel;

        Closes(Channel<Integer> channel) {
            this.channel = channel;
        }

        @Override
        void work() {
            channel.close();
        }
    }

    /** Sends to one, or receives from the other. */
    private static final class Selects extends Permits.Worker {
        private final Channel<Integer> to;
        private final Channel<Integer> from;
        int got = -1;

        Selects(Channel<Integer> to, Channel<Integer> from) {
            this.to = to;
            this.from = from;
        }

        @Override
        void work() throws InterruptedException {
            got = Select.<Integer>one(Select.to(to, 5, () -> 1), Select.on(from, v -> v));
        }
    }
}
