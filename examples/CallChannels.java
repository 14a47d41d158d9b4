import dev.handoff.*;
import dev.handoff.coordinate.*;

/**
 * Requests with replies. Two servers answer; a client gets its answer, a failure, or gives up, and
 * whatever it does, no server is held up.
 */
void main() throws Exception {
    Calls<String, Integer> lengths = Calls.named("lengths");
    Scope.run(
            scope -> {
                for (int i = 1; i <= 2; i++) {
                    scope.go("server " + i, () -> lengths.serve(this::length));
                }
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
                                Select.after(Duration.ofSeconds(5), () -> "nobody serves"));
                IO.println(first);
                lengths.close();
            });
    IO.println("both servers have ended");
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
