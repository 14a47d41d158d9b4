import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * A worker selects in a loop and has no case that ends it: who starts it cannot stop it.
 *
 * Source: Saioc et al., CGO 2024 (a Start without its Stop); Tu et al., ASPLOS 2019
 *
 * Check: LEAK by exhaustive
 */
void main() throws Exception {
    Channel<Integer> jobs = Channel.<Integer>named("jobs").open();
    Channel<Integer> settings = Channel.<Integer>named("settings").open();
    Handoff.go(
            "worker",
            () -> {
                Select<Integer> next = Select.of(on(jobs, job -> job), on(settings, one -> one));
                while (true) {
                    next.run();
                }
            });
    settings.send(5);
    jobs.send(1);
}
