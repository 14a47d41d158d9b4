import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * The time-out begins anew with each heartbeat: what it was to limit, the whole wait, has no limit.
 *
 * Source: golang/go issue 70821, streamnative/pulsarctl pull request 85 (time.After inside of the loop)
 *
 * Check: LIVELOCK by random 10
 */
void main() throws Exception {
    Channel<String> answer = Channel.<String>named("answer").open();
    Receiver<Tick> heartbeat = Timers.every(Duration.ofSeconds(1));
    Select<Boolean> next =
            Select.of(
                    on(answer, word -> false),
                    on(heartbeat, tick -> true),
                    after(Duration.ofSeconds(5), () -> false));
    while (next.run()) {}
}
