import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * Heartbeats come and the answer does not: the deadline was set before the loop, so the wait has an end.
 *
 * Source: golang/go issue 70821, streamnative/pulsarctl pull request 85: move time.After out of the loop
 *
 * Check: CLEAN by exhaustive
 */
void main() throws Exception {
    Channel<String> answer = Channel.<String>named("answer").open();
    Receiver<Tick> heartbeat = Timers.every(Duration.ofSeconds(1));
    Receiver<Tick> limit = Timers.after(Duration.ofMillis(2500));
    Select<Boolean> next =
            Select.of(
                    on(answer, word -> false),
                    on(heartbeat, tick -> true),
                    on(limit, end -> false));
    int beats = 0;
    while (next.run()) {
        beats++;
    }
    if (beats != 2) {
        throw new AssertionError(beats + " heartbeats in 2.5 seconds");
    }
}
