import static dev.handoff.Select.*;

import dev.handoff.*;
import dev.handoff.coordinate.*;
import dev.handoff.share.*;

/**
 * Requests with replies. Two servers answer; a client gets its answer, a failure, or gives up, and
 * whatever it does, no server is held up. A third server takes the calls itself, to answer each from
 * a process of its own, and to stop when nobody waits for the answer any more.
 */
static final Duration A_PAGE = Duration.ofMillis(2); // to copy one

static final int BOOK = 10_000; // pages

void main() throws Exception {
    serve();
    answerFromElsewhere();
}

void serve() throws InterruptedException {
    Calls<String, Integer> lengths = Calls.named("lengths");
    Scope.run(
            scope -> {
                scope.go("servers", () -> runServers(lengths, 2));
                IO.println("answer " + lengths.call("four"));
                try {
                    lengths.call("");
                } catch (WorkFailedException e) {
                    IO.println(e.getMessage());
                }
                IO.println("in time " + lengths.callWithin("three", Duration.ofSeconds(5)));
                IO.println("too late " + lengths.callWithin("slow", Duration.ofMillis(20)));
                String first =
                        Select.one(
                                lengths.to("a call as a case", n -> "answer " + n),
                                after(Duration.ofSeconds(5), () -> "nobody serves"));
                IO.println(first);
                lengths.close();
            });
    IO.println("both servers have ended");
}

/** Until they are told to end. Whoever waits for an answer when none is left is told so. */
void runServers(Calls<String, Integer> lengths, int servers) throws InterruptedException {
    try {
        Scope.run(
                scope -> {
                    for (int i = 1; i <= servers; i++) {
                        scope.go("server " + i, () -> lengths.serve(this::length));
                    }
                });
    } finally {
        lengths.cancel();
    }
}

int length(String text) throws Exception {
    if (text.isEmpty()) {
        throw new IllegalArgumentException("nothing to measure");
    }
    if (text.equals("slow")) {
        Timers.sleep(Duration.ofSeconds(3));
    }
    return text.length();
}

/** While one process copies a book another copies a letter; the book is given up half-way. */
void answerFromElsewhere() throws InterruptedException {
    Calls<Integer, String> copies = Calls.named("copies");
    Watch<Integer> copied = Watch.named("pages", 0);
    Scope.run(
            scope -> {
                scope.go(
                        "copier",
                        () -> {
                            for (Call<Integer, String> call : copies.requests()) {
                                scope.go("a copy", () -> copy(call, copied));
                            }
                        });
                Task<String> book = scope.fork("reader", () -> copies.call(BOOK));
                copied.await(pages -> pages > 0);
                IO.println("while a book is copied: " + copies.call(2));
                book.cancel();
                copies.close();
            });
    IO.println("the book was not copied to its end: " + (copied.get() < BOOK));
}

void copy(Call<Integer, String> call, Watch<Integer> copied) throws InterruptedException {
    Select<Boolean> next = Select.of(call.onAbandoned(() -> false), after(A_PAGE, () -> true));
    try (call) { // if this ends without an answer, the call fails
        for (int page = 0; page < call.request(); page++) {
            if (!next.run()) {
                return; // nobody waits for it
            }
            copied.update(pages -> pages + 1);
        }
        if (!call.reply(call.request() + " pages")) {
            IO.println("copied in vain");
        }
    }
}
