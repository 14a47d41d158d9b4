import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * R3. Multiplex [millis]: two streams become one, until so much time passes in silence: 5 seconds,
 * if nothing else is said.
 */
void main(String[] args) throws Exception {
    Duration silence = Duration.ofMillis(args.length == 0 ? 5000 : Long.parseLong(args[0]));
    Scope.run(
            scope -> {
                Channel<String> news = Channel.rendezvous();
                Channel<String> mail = Channel.rendezvous();
                scope.go(
                        "news",
                        () -> news.sendAll(List.of("headline 1", "headline 2", "headline 3")));
                scope.go("mail", () -> mail.send("a letter"));
                Receiver<String> both =
                        scope.produce("both", out -> multiplex(news, mail, silence, out));
                for (String line : both) {
                    IO.println(line);
                }
            });
}

/** Nobody closes the two channels here, so it is the time-out that ends this. */
void multiplex(Receiver<String> news, Receiver<String> mail, Duration silence, Sender<String> out)
        throws InterruptedException {
    Select<String> next =
            Select.of(
                    on(news, line -> "news: " + line),
                    on(mail, line -> "mail: " + line),
                    after(silence, () -> "timeout")); // begins anew with each run
    String line;
    do {
        line = next.run();
        out.send(line);
    } while (!line.equals("timeout"));
}
