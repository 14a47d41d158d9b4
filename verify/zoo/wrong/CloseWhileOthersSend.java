import dev.handoff.*;

/**
 * Whoever finds the answer closes the channel, while others still send on it.
 *
 * Source: Go's "send on closed channel"; pinpoint-apm/pinpoint-go-agent pull request 188, golang/go issue 30372
 *
 * Check: FAILURE by exhaustive saying channel "found" was closed; the value was not sent
 */
void main() throws Exception {
    Channel<Integer> found = Channel.<Integer>named("found").buffered(2).open();
    Scope.run(
            scope -> {
                for (int i = 1; i <= 2; i++) {
                    int number = i;
                    scope.go(
                            "searcher " + i,
                            () -> {
                                found.send(number);
                                found.close();
                            });
                }
                found.forEach(number -> {});
            });
}
