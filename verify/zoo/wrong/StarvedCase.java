import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * The word to stop has the lower priority, and a loop that feeds itself always has something to do before it.
 *
 * Source: Welch, Barnes, "Communicating Mobile Processes", 2005, on PRI ALT; golang/go issue 16608 (a case that never has
 * its turn in a busy select)
 *
 * Check: LIVELOCK by random 10
 */
void main() throws Exception {
    Channel<Integer> work = Channel.<Integer>named("work").buffered(1).open();
    Channel<Boolean> stop = Channel.<Boolean>named("stop").buffered(1).open();
    Select<Boolean> next =
            Select.prioritized(
                    on(
                            work,
                            n -> {
                                work.send(n + 1);
                                return true;
                            }),
                    on(stop, now -> false));
    work.send(0);
    stop.send(true);
    while (next.run()) {}
}
