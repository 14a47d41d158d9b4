import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * R3. Multiplex [millis]: two streams become one, until so much time passes in silence: 5 seconds,
 * if nothing else is said.
 */
void main(String[] args) throws Exception {
    int millis = args.length == 0 ? 5000 : number(args[0]);
    if (args.length > 1 || millis < 1) {
        System.err.println("Multiplex: usage: Multiplex [millis], with one millisecond or more");
        System.exit(2);
    }
    Duration silence = Duration.ofMillis(millis);
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
                scope.cancel(); // who speaks after the silence is not heard
            });
}

int number(String text) {
    try {
        return Integer.parseInt(text);
    } catch (NumberFormatException e) {
        return 0;
    }
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
