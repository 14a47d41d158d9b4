package dev.handoff.junit.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Scope;
import dev.handoff.junit.Explore;

import org.junit.jupiter.api.DisplayName;

/** A test that is explored by its annotation. */
class CounterTest {
    private final Channel<Integer> parts = Channel.buffered(2);

    @Explore(exhaustive = true)
    @DisplayName("Guide: the sum does not depend on the order")
    void sumDoesNotDependOnTheOrder() throws Exception {
        Scope.run(
                scope -> {
                    scope.go(() -> parts.send(1));
                    scope.go(() -> parts.send(2));
                    assertThat(parts.receive() + parts.receive()).isEqualTo(3);
                });
    }
}
