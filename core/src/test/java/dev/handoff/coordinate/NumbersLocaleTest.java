package dev.handoff.coordinate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Scope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The default locale is that of all tests. */
@Isolated
class NumbersLocaleTest {
    @Test
    void numbersAreTheSameInEveryLocale() throws InterruptedException {
        List<String> words = words();
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            assertThat(words()).isEqualTo(words);
        } finally {
            Locale.setDefault(before);
        }
    }

    private static List<String> words() throws InterruptedException {
        WaitGroup group = WaitGroup.named("group");
        group.add(3);
        WorkerPool pool =
                Scope.call(
                        scope -> {
                            WorkerPool opened = WorkerPool.in(scope).workers(2).named("p").open();
                            opened.close();
                            return opened;
                        });
        return Stream.of(
                        group,
                        Latch.named("latch", 3),
                        Permits.named("permits", 3),
                        Barrier.named("barrier", 3),
                        RateLimiter.named("rate", 3, Duration.ofSeconds(1)),
                        pool)
                .map(Object::toString)
                .toList();
    }
}
