package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Diagnosis;
import dev.handoff.Scope;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.util.List;

/** {@link Diagnosis#isLike} compares all processes of the JVM. */
@Isolated("the processes of other tests come and go")
class DiagnosisLikenessTest {
    @Test
    @DisplayName("two diagnoses that differ in how long somebody has waited are alike")
    void likeness() throws InterruptedException {
        Scope.named("of a likeness")
                .run(
                        scope -> {
                            Channel<Integer> wanted = Channel.<Integer>named("a likeness").open();
                            assertThat(shown()).isEmpty();
                            scope.go(wanted::receive);
                            Until.receiversWait(wanted, 1);
                            Until.eventually("is shown", () -> shown().size() == 1);
                            Diagnosis[] before = {Diagnosis.take()};
                            Until.eventually(
                                    "two are alike, but for how long",
                                    () -> {
                                        Diagnosis later = Diagnosis.take();
                                        boolean isSo =
                                                later.isLike(before[0])
                                                        && !later.lines().equals(before[0].lines());
                                        before[0] = later;
                                        return isSo;
                                    });
                            wanted.send(1);
                            Until.eventually("has gone", () -> shown().isEmpty());
                            assertThat(Diagnosis.take().isLike(before[0])).isFalse();
                        });
    }

    private static List<String> shown() {
        return Diagnosis.take().lines().stream()
                .filter(line -> line.contains("\"a likeness\""))
                .toList();
    }
}
