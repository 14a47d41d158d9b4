package dev.handoff.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The threads of the operating system that run virtual threads. */
@Isolated
@Timeout(60)
final class CarrierThreadsTest {
    private static final InheritableThreadLocal<String> LOCAL = new InheritableThreadLocal<>();

    @Test
    void nothingIsHandedDownToThemByTheThreadThatMakesThem() throws InterruptedException {
        BlockingQueue<Optional<String>> seen = new LinkedBlockingQueue<>();
        Queue<Carrier> made = new ConcurrentLinkedQueue<>();
        Thread maker =
                new Thread(
                        new ThreadGroup("the maker's"),
                        () -> {
                            LOCAL.set("the maker's");
                            Carriers carriers = new Carriers(1);
                            made.add(carriers.get(0));
                            carriers.start(false);
                            carriers.submit(() -> seen.add(Optional.ofNullable(LOCAL.get())));
                        });
        maker.setDaemon(false);
        maker.setPriority(Thread.MAX_PRIORITY);
        maker.setContextClassLoader(new ClassLoader() {});
        maker.start();
        assertThat(seen.take()).isEmpty();
        Carrier carrier = made.element();
        assertThat(carrier.getThreadGroup().getParent()).isNull();
        assertThat(carrier.isDaemon()).isTrue();
        assertThat(carrier.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
        assertThat(carrier.getContextClassLoader()).isSameAs(ClassLoader.getSystemClassLoader());
    }

    @Test
    void whatIsThrownAroundATaskIsToldToTheirHandlerAndTheyGoOn() throws InterruptedException {
        Queue<Object> seen = new ConcurrentLinkedQueue<>();
        Error error = new OutOfMemoryError("on purpose");
        Thread thread =
                new Thread(
                        () -> {
                            CarrierThreads.run(
                                    () -> {
                                        throw error;
                                    });
                            seen.add("goes on");
                        });
        thread.setUncaughtExceptionHandler((here, e) -> seen.add(e));
        thread.start();
        thread.join();
        assertThat(seen).containsExactly(error, "goes on");
    }
}
