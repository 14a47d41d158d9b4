package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

/** The next command, as it is to be typed. */
class ShellTest {
    @Test
    void wordsThatNeedQuotesGetThem() {
        assertThat(Shell.check(Path.of("two words.java"), "", List.of("it's", "")))
                .isEqualTo("./handoff check 'two words.java' 'it'\\''s' ''");
    }

    @Test
    void argumentsThatLookLikeOptionsFollowTwoDashes() {
        assertThat(Shell.check(Path.of("P.java"), " --replay h1", List.of("-x")))
                .isEqualTo("./handoff check P.java --replay h1 -- -x");
    }

    /** It was given behind two dashes, where options cannot stand. */
    @Test
    void fileIsNoOption() {
        assertThat(Shell.check(Path.of("-odd.java"), " --replay h1", List.of()))
                .isEqualTo("./handoff check ./-odd.java --replay h1");
    }
}
