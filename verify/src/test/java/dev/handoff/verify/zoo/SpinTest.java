package dev.handoff.verify.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.check.Verdict;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

class SpinTest {
    private static final String COUNTS =
            """
            Full statespace search for:
            \tnever claim         \t- (none specified)
            \tassertion violations\t+
            \tinvalid end states\t+
                   29 states, stored
                    8 states, matched
                   37 transitions (= stored+matched)
            """;

    @Test
    @DisplayName("every model names a program of the zoo, with arguments with which it is explored")
    void modelsNamePrograms() throws Exception {
        List<ZooProgram> programs = ZooProgram.in(Zoo.FOLDER);
        List<SpinModel> models = SpinModel.in(SpinComparison.FOLDER);
        assertThat(models.stream().map(SpinModel::program).distinct().count())
                .isGreaterThanOrEqualTo(9);
        models.forEach(model -> assertThat(model.entry(programs).program()).isNotNull());
    }

    @Test
    @DisplayName(
            "the table in docs lists exactly the models, and in each row spin and Handoff agree")
    void table() throws Exception {
        List<String> rows =
                Files.readAllLines(SpinComparison.TABLE).stream()
                        .filter(line -> line.startsWith("| ") && !line.startsWith("| program"))
                        .toList();
        List<ZooProgram> programs = ZooProgram.in(Zoo.FOLDER);
        assertThat(rows)
                .as("docs/checks/spin.md; verify/run spin writes it")
                .extracting(row -> row.split(" \\| ")[0].substring(2))
                .containsExactlyElementsOf(
                        SpinModel.in(SpinComparison.FOLDER).stream()
                                .map(SpinModel::toString)
                                .toList());
        List<SpinModel> models = SpinModel.in(SpinComparison.FOLDER);
        for (int i = 0; i < rows.size(); i++) {
            String[] cells = rows.get(i).split(" \\| ");
            Verdict expected = models.get(i).entry(programs).expectation().verdict();
            assertThat(cells[1]).isEqualTo(expected.name());
            assertThat(agreeing(expected)).contains(cells[2]);
        }
    }

    @Test
    @DisplayName(
            "what the verifier says is understood: no errors, a bad end, an assertion, a cycle")
    void results() {
        assertThat(SpinResult.parse("State-vector 28 byte, depth reached 9, errors: 0\n" + COUNTS))
                .isEqualTo(new SpinResult(SpinResult.Finding.NO_ERRORS, 29, 37));
        assertThat(finding("pan:1: invalid end state (at depth 26)"))
                .isEqualTo(SpinResult.Finding.INVALID_END_STATE);
        assertThat(finding("pan:1: assertion violated (amount==30) (at depth 16)"))
                .isEqualTo(SpinResult.Finding.ASSERTION_VIOLATED);
        assertThat(finding("pan:1: non-progress cycle (at depth 2)"))
                .isEqualTo(SpinResult.Finding.NON_PROGRESS_CYCLE);
    }

    @Test
    @DisplayName("a search that was cut short, or output that says nothing, is refused")
    void refused() {
        assertThatThrownBy(
                        () ->
                                SpinResult.parse(
                                        "error: max search depth too small\nerrors: 0\n" + COUNTS))
                .hasMessageContaining("cut short");
        assertThatThrownBy(() -> SpinResult.parse("pan: segmentation fault"))
                .hasMessageContaining("segmentation fault");
    }

    @Test
    @DisplayName("a deadlock is no failed assertion, and no livelock is clean")
    void agreement() {
        assertThat(SpinResult.Finding.INVALID_END_STATE.agreesWith(Verdict.DEADLOCK)).isTrue();
        assertThat(SpinResult.Finding.INVALID_END_STATE.agreesWith(Verdict.LEAK)).isTrue();
        assertThat(SpinResult.Finding.INVALID_END_STATE.agreesWith(Verdict.FAILURE)).isFalse();
        assertThat(SpinResult.Finding.NO_ERRORS.agreesWith(Verdict.LIVELOCK)).isFalse();
    }

    /** What spin may say of a program with this verdict. */
    private static List<String> agreeing(Verdict verdict) {
        return Stream.of(SpinResult.Finding.values())
                .filter(finding -> finding.agreesWith(verdict))
                .map(finding -> finding.words)
                .toList();
    }

    private static SpinResult.Finding finding(String line) {
        return SpinResult.parse(line + "\nerrors: 1\n" + COUNTS).finding();
    }
}
