package dev.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
}
