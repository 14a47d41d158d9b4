import static dev.handoff.Select.*;

import dev.handoff.*;

/** R18. To stop: a done signal in a select, a scope that is cancelled, a deadline around it all. */
void main() throws Exception {
    stopByDone();
    stopByScope();
    stopInTime();
}

/** As in Go: closing a channel that has no values tells everybody to stop. */
void stopByDone() throws InterruptedException {
    Scope.run(
            scope -> {
                Channel<Void> done = Channel.rendezvous();
                Receiver<Integer> numbers = scope.produce("numbers", out -> countUntil(done, out));
                for (int number : numbers) {
                    if (number == 3) {
                        done.close();
                        break;
                    }
                }
                IO.println("stopped by done");
            });
}

void countUntil(Receiver<Void> done, Sender<Integer> out) throws InterruptedException {
    AtomicInteger next = new AtomicInteger(1);
    Select<Boolean> step =
            Select.of(
                    on(done, v -> false).onClosed(() -> false),
                    toNext(out, next::get, () -> next.incrementAndGet() > 0));
    while (step.run()) {}
}

/** Every wait inside a scope ends when it is cancelled; the case done(scope, …) tells others. */
void stopByScope() throws InterruptedException {
    Scope.run(
            scope -> {
                Channel<String> heard = Channel.buffered(1);
                Scope.run(
                        search -> {
                            search.go("waits for ever", () -> Channel.never().receive());
                            scope.go("listens", () -> heard.send(outcome(search)));
                            search.cancel();
                        });
                IO.println("the search was " + heard.receive());
            });
}

String outcome(Scope search) throws InterruptedException {
    return Select.one(
            after(Duration.ofHours(1), () -> "too slow"), done(search, () -> "cancelled"));
}

/** The nearer of two deadlines counts, be it the outer one or the inner one. */
void stopInTime() throws InterruptedException {
    Duration soon = Duration.ofMillis(50);
    Duration late = Duration.ofHours(2);
    for (boolean outer : List.of(true, false)) {
        try {
            Scope.named("search")
                    .deadline(outer ? soon : late)
                    .run(
                            search -> {
                                Scope.named("page")
                                        .deadline(outer ? late : soon)
                                        .run(page -> sleepLong());
                            });
        } catch (DeadlineExceededException e) {
            IO.println(e.getMessage());
        }
    }
}

void sleepLong() throws InterruptedException {
    Timers.sleep(Duration.ofHours(1));
}
