package dev.handoff.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** Whom an exhaustive exploration tries at one point of a run. */
class BranchTest {
    private static final long NOT_READY = 9;

    private final Branch branch =
            Branch.first(LongStream.range(0, 4).mapToObj(BranchTest::process).toList());

    private static ControlledProcess process(long key) {
        Thread never = Thread.ofVirtual().unstarted(() -> {});
        return new ControlledProcess((int) key, key, "", never, "");
    }

    private List<Long> tried() {
        List<Long> tried = new ArrayList<>();
        for (boolean any = branch.chooseFirst(); any; any = branch.chooseNext()) {
            tried.add(branch.chosen());
        }
        return tried;
    }

    @Test
    @DisplayName("of several alternatives the favourite is tried")
    void favourite() {
        branch.tryOneOf(Set.of(1L, 2L), 2);
        assertThat(tried()).containsExactly(0L, 2L);
    }

    @Test
    @DisplayName("an alternative that is not ready leaves it to the others")
    void notReady() {
        branch.tryOneOf(Set.of(1L, NOT_READY), NOT_READY);
        assertThat(tried()).containsExactly(0L, 1L);
    }

    @Test
    @DisplayName("if no alternative is ready everybody who is gets tried")
    void noneReady() {
        branch.tryOneOf(Set.of(NOT_READY), NOT_READY);
        assertThat(tried()).containsExactly(0L, 1L, 2L, 3L);
    }
}
