import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * The word to stop stands first in a prioritized select, before the work that never ends.
 *
 * Source: Welch, Barnes, "Communicating Mobile Processes", 2005, on PRI ALT
 *
 * Check: CLEAN by exhaustive
 */
void main() throws Exception {
    Channel<Integer> work = Channel.<Integer>named("work").buffered(1).open();
    Channel<Boolean> stop = Channel.<Boolean>named("stop").buffered(1).open();
    Select<Boolean> next =
            Select.prioritized(
                    on(stop, now -> false),
                    on(
                            work,
                            n -> {
                                work.send(n + 1);
                                return true;
                            }));
    work.send(0);
    Scope.run(
            scope -> {
                scope.go("operator", () -> stop.send(true));
                boolean goesOn = true;
                for (int steps = 0; steps < 5 && goesOn; steps++) {
                    boolean isTold = stop.size() > 0;
                    goesOn = next.run();
                    if (isTold && goesOn) {
                        throw new AssertionError("works on after the word to stop");
                    }
                }
            });
}
