import dev.handoff.*;

/**
 * The caller gives up after a time-out; a buffer of one lets the process that has the answer end all the same.
 *
 * Source: mmcgrana/gobyexample pull request 271, Go wiki "Timeouts": the buffer that keeps the sender from leaking
 *
 * Check: CLEAN by exhaustive
 */
void main() throws Exception {
    Channel<String> answer = Channel.<String>named("answer").buffered(1).open();
    Handoff.go(
            "health check",
            () -> {
                Timers.sleep(Duration.ofSeconds(3));
                answer.send("healthy");
            });
    var _ = answer.receiveWithin(Duration.ofSeconds(1));
    Timers.sleep(Duration.ofMinutes(1)); // the caller goes on with other things
}
