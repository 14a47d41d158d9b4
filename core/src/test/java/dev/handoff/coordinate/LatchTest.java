package dev.handoff.coordinate;

import static dev.handoff.Select.on;
import static dev.handoff.Select.otherwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.laws.ShortOfMemory;
import dev.handoff.spi.Op;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

class LatchTest {
    @Test
    void opensForAllWhoWaitAtTheLastCount() throws Exception {
        Latch latch = Latch.of(2);
        AtomicInteger through = new AtomicInteger();
        Scope.run(
                scope -> {
                    for (int i = 0; i < 10; i++) {
                        scope.go(
                                () -> {
                                    latch.await();
                                    through.incrementAndGet();
                                });
                    }
                    latch.countDown();
                    assertThat(latch.awaitWithin(Duration.ofMillis(1))).isFalse();
                    assertThat(through.get()).isZero();
                    latch.countDown();
                });
        assertThat(through.get()).isEqualTo(10);
        latch.await();
    }

    @Test
    void staysOpenHoweverOftenItIsCounted() throws Exception {
        Latch latch = Latch.of(1);
        latch.countDown();
        latch.countDown();
        assertThat(latch.count()).isZero();
        assertThat(latch.isOpen()).isTrue();
        assertThat(Latch.of(0).awaitWithin(Duration.ZERO)).isTrue();
    }

    @Test
    void isACaseThatIsReadyOnceItIsOpen() throws Exception {
        Latch latch = Latch.of(1);
        Channel<String> other = Channel.rendezvous();
        Select<String> select =
                Select.of(
                        latch.onOpen(() -> "open"), on(other, v -> v), otherwise(() -> "not yet"));
        assertThat(select.run()).isEqualTo("not yet");
        latch.countDown();
        assertThat(select.run()).isEqualTo("open");
        assertThat(select.run()).isEqualTo("open");
    }

    @Test
    void aWaitIsCutShortByAnInterrupt() throws Exception {
        Latch latch = Latch.of(1);
        Wait.interruptAndJoin(Wait.waiting(latch::await));
        assertThat(latch.isOpen()).isFalse();
    }

    @Test
    void countsInAnInterruptedThread() {
        Latch latch = Latch.of(1);
        Thread.currentThread().interrupt();
        latch.countDown();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(latch.isOpen()).isTrue();
    }

    @Test
    void noCountIsLost() throws Exception {
        Latch latch = Latch.of(400);
        Scope.run(
                scope -> {
                    for (int i = 0; i < 4; i++) {
                        scope.go(
                                () -> {
                                    for (int n = 0; n < 100; n++) {
                                        latch.countDown();
                                    }
                                });
                    }
                });
        assertThat(latch.count()).isZero();
        assertThat(latch.isOpen()).isTrue();
    }

    @Test
    void aNegativeCountIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Latch.of(-1));
    }

    @Test
    void opensAlsoIfThereIsNoMemoryForAWhile() {
        ShortOfMemory.at(Op.CLOSE, 1)
                .run(
                        () -> {
                            Latch latch = Latch.of(1);
                            latch.countDown();
                            assertThat(latch.count()).isZero();
                            assertThat(latch.isOpen()).isTrue();
                        });
    }

    @Test
    void saysHowManyAreLeft() {
        Latch latch = Latch.of(3);
        latch.countDown();
        assertThat(latch.toString()).contains("2 of 3");
    }
}
