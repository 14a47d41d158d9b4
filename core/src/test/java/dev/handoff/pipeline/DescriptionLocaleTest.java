package dev.handoff.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.util.Locale;

/** The default locale is that of all tests. */
@Isolated
class DescriptionLocaleTest {
    @Test
    void aChartIsTheSameInEveryLocale() {
        Pipeline<Integer> pipeline = Pipeline.of(1).map(x -> x);
        String chart = pipeline.describeMermaid();
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            assertThat(pipeline.describeMermaid()).isEqualTo(chart);
        } finally {
            Locale.setDefault(before);
        }
    }
}
