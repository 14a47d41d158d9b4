package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.laws.Until;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;

/** What is held of the threads that a diagnosis includes. */
class RegistryTest {
    private static long entriesOf(Thread thread) {
        return Registry.entries().stream().filter(entry -> entry.refersTo(thread)).count();
    }

    @Test
    @DisplayName("L48 a thread that is included twice is held once, and not when it has ended")
    void includedTwice() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                end.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        Diagnosis.include(thread);
        Diagnosis.include(thread);
        assertThat(entriesOf(thread)).isOne();
        end.countDown();
        thread.join();
        Diagnosis.include(Thread.startVirtualThread(() -> {}));
        assertThat(entriesOf(thread)).isZero();
    }

    @Test
    @DisplayName("L48 a thread that is included before it is started is held until it has ended")
    void includedBeforeItIsStarted() throws InterruptedException {
        Thread thread = Thread.ofVirtual().unstarted(() -> {});
        Diagnosis.include(thread);
        Diagnosis.include(Thread.startVirtualThread(() -> {}));
        assertThat(entriesOf(thread)).isOne();
        thread.start();
        thread.join();
    }

    @Test
    @DisplayName("L48 roots are held in the order in which they came, each until it has ended")
    void rootsInTheirOrder() throws InterruptedException {
        Thread thread = Thread.ofVirtual().unstarted(() -> {});
        Scope left =
                Scope.call(
                        first -> {
                            Diagnosis.include(thread);
                            Thread second = Handoff.go("waits", Channel.never()::receive);
                            assertThat(Registry.entries())
                                    .extracting(Registry.Entry::get)
                                    .containsSubsequence(first, thread, second);
                            second.interrupt();
                            return first;
                        });
        assertThat(Registry.entries()).noneMatch(entry -> entry.refersTo(left));
        thread.start();
        thread.join();
    }

    @Test
    @DisplayName("L49 what is said of a leak has the time that it had waited when it was seen")
    void seenFor() throws InterruptedException {
        Thread thread = Thread.ofVirtual().unstarted(() -> {});
        Diagnosis.include(thread);
        Registry.Entry entry =
                Registry.entries().stream()
                        .filter(each -> each.refersTo(thread))
                        .findFirst()
                        .orElseThrow();
        entry.seen("waits", 5_000_000_000L);
        assertThat(entry.seenFor()).isGreaterThanOrEqualTo(5_000_000_000L);
        thread.start();
        thread.join();
    }

    @Test
    @DisplayName("L48 who waits for a socket does not wait for another process")
    void waitForASocket() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread accepting = Handoff.go("accepts", server::accept);
            Until.asleep(accepting);
            assertThat(Wait.isForAnother(accepting)).isFalse();
            accepting.interrupt();
            accepting.join();
        }
        Thread receiving = Handoff.go("waits", Channel.never()::receive);
        Until.eventually("it waits", () -> Wait.isForAnother(receiving));
        receiving.interrupt();
        receiving.join();
    }
}
