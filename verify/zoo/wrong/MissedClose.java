import dev.handoff.*;

/**
 * The producer closes its channel at the end of the work, but not on the path on which the work fails.
 *
 * Source: jbuberel/go-patterns pull request 11; Tu et al., ASPLOS 2019 (missing close)
 *
 * Check: DEADLOCK by exhaustive
 */
void main() throws Exception {
    Channel<Integer> lines = Channel.<Integer>named("lines").open();
    Handoff.go(
            "reader",
            () -> {
                for (int line = 1; line <= 3; line++) {
                    if (line == 3) {
                        return;
                    }
                    lines.send(line);
                }
                lines.close();
            });
    for (int line : lines) {
        Timers.sleep(Duration.ofMillis(line));
    }
}
