package dev.handoff.laws;

import static dev.handoff.laws.Until.eventually;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.handoff.Scope;
import dev.handoff.ScopeBody;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** A cancel has been noted, and the body's thread ends its work before the interrupt has come to it. */
class OvertakenCancelTest {
    /** Halts a cancel between the two: when it is about to close the scope's {@code done()}. */
    private static final class Halting extends DelegatingScheduling {
        private final CountDownLatch goOn = new CountDownLatch(1);

        Halting() {
            super(Scheduling.virtualThreads());
        }

        @Override
        public void reach(Op op, long id) {
            if (op != Op.CLOSE) {
                return;
            }
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** What comes out of a scope whose body does that when the cancel has been noted. */
    private static Throwable cancelAnd(ScopeBody.Action<Exception> inside) throws Exception {
        Halting scheduling = new Halting();
        AtomicReference<Thread> canceller = new AtomicReference<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        ScopeBody.Action<Exception> body =
                outer -> {
                    outer.done();
                    canceller.set(Thread.startVirtualThread(outer::cancel));
                    eventually("the cancel is noted", outer::isCancelled);
                    inside.run(outer);
                };
        Scheduling.within(scheduling, () -> thrown.set(catchThrowable(() -> Scope.run(body))));
        scheduling.goOn.countDown();
        canceller.get().join();
        return thrown.get();
    }

    /** The scope inside has set the interrupt status again, for the one around it. */
    @Test
    @DisplayName("L38 a cancel that is overtaken by a failure inside leaves no interrupt behind")
    void aFailureInsideLeavesNoInterruptBehind() throws Exception {
        Throwable thrown =
                cancelAnd(
                        outer ->
                                Scope.run(
                                        inner -> {
                                            throw new IOException("inside");
                                        }));
        assertThat(thrown).hasMessage("inside");
        assertThat(Thread.interrupted()).isFalse();
    }
}
