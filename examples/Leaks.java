import dev.handoff.*;

/**
 * R23. Two processes that wait for ever. The first asks two servers and takes one answer: nobody will receive the other.
 * The second listens to a channel to which nobody will send, and which nobody will close. Nobody can reach the two channels
 * any more. The garbage collector finds that out, and ./handoff run reports it, at the end of main at the latest:
 *
 * <pre>
 * handoff: a process has leaked, it is blocked for good: detached process "mirror" started at Leaks.java:NN, at ...: send: ...
 * handoff: a process has leaked, it is blocked for good: detached process "listener" started at Leaks.java:NN, at ...: receive: ...
 * </pre>
 *
 * ./handoff check Leaks.java reports it without waiting for the collector. Inside of a scope both end when it is cancelled.
 */
void main(String[] args) throws Exception {
    int millis = args.length == 0 ? 0 : number(args[0]);
    if (args.length > 1 || (args.length == 1 && millis < 1)) {
        System.err.println("Leaks: usage: Leaks [millis], with one millisecond or more");
        System.exit(2);
    }
    IO.println("fastest: " + fastest());
    listen();
    if (millis > 0) { // the collector comes when memory is short; here it is called
        Timers.sleep(Duration.ofMillis(millis));
        System.gc();
        Timers.sleep(Duration.ofMillis(millis));
    }
    IO.println("inside a scope: " + fastestOfAScope());
    listenInAScope();
}

int number(String text) {
    try {
        return Integer.parseInt(text);
    } catch (NumberFormatException e) {
        return 0;
    }
}

/** Wrong: with room for both answers, {@code Channel.buffered(2)}, the slower one would end as well. */
String fastest() throws InterruptedException {
    Channel<String> answers = Channel.<String>named("answers").open();
    for (String server : List.of("origin", "mirror")) {
        Handoff.go(server, () -> answers.send("answer of " + server));
    }
    return answers.receive();
}

/** Right: the slower one waits as well, until its scope is cancelled. {@code Scope.race} does the same. */
String fastestOfAScope() throws InterruptedException {
    return Scope.call(
            scope -> {
                Channel<String> answers = Channel.<String>named("answers").open();
                for (String server : List.of("origin", "mirror")) {
                    scope.go(server, () -> answers.send("answer of " + server));
                }
                String first = answers.receive();
                scope.cancel();
                return first;
            });
}

/** Wrong: {@code news.close()} would end the loop, and nobody will call it. */
void listen() {
    Channel<String> news = Channel.<String>named("news").open();
    Handoff.go("listener", () -> print(news));
}

/** Right: it waits as well, until its scope is cancelled. */
void listenInAScope() throws InterruptedException {
    Channel<String> news = Channel.<String>named("news").open();
    Scope.run(
            scope -> {
                scope.go("listener", () -> print(news));
                Timers.sleep(Duration.ofMillis(10));
                scope.cancel();
            });
    IO.println("the listener has ended");
}

void print(Receiver<String> lines) {
    for (String line : lines) {
        IO.println(line);
    }
}
