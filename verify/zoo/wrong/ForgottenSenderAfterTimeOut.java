import dev.handoff.*;

/**
 * The caller gives up after a time-out; the process that has the answer waits for ever to hand it over.
 *
 * Source: Saioc, Shirchenko, Chabbi, "Unveiling and Vanquishing Goroutine Leaks in Enterprise Microservices", CGO 2024
 * (time-out leak); hellofresh/health-go issue 224, codeskyblue/go-sh issue 26
 *
 * Check: LEAK by exhaustive
 */
void main() throws Exception {
    Channel<String> answer = Channel.<String>named("answer").open();
    Handoff.go(
            "health check",
            () -> {
                Timers.sleep(Duration.ofSeconds(3));
                answer.send("healthy");
            });
    var _ = answer.receiveWithin(Duration.ofSeconds(1));
    Timers.sleep(Duration.ofMinutes(1)); // the caller goes on with other things
}
