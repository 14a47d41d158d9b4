package dev.handoff.observe.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.Watched;
import dev.handoff.check.Explore;
import dev.handoff.check.Report;
import dev.handoff.observe.Meter;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** A meter inside of an exploration. */
class ExploredMeterTest {
    @Test
    @DisplayName("R24 a race in what is measured is told with the user's lines, not the meter's")
    void race(@TempDir Path folder) throws Exception {
        Report report = Explore.random().check(() -> new Meter().run(ExploredMeterTest::racing));
        assertThat(report.toString())
                .contains("one wrote it at ExploredMeterTest.java:")
                .contains("two read it at ExploredMeterTest.java:");
        Path file = folder.resolve("report.html");
        report.writeHtml(file);
        assertThat(Files.readString(file)).doesNotContain("TwoWatchers", "MeteredScheduling");
    }

    private static void racing() throws Exception {
        Watched<Integer> total = Watched.of(0);
        Channel<Integer> numbers = Channel.<Integer>named("numbers").buffered(1).open();
        Scope.run(
                scope -> {
                    scope.go(
                            "one",
                            () -> {
                                total.set(1);
                                numbers.send(1);
                            });
                    scope.go("two", () -> total.get());
                });
    }
}
