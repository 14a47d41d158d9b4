import dev.handoff.*;
import dev.handoff.coordinate.*;

/** R15, R17, R19, R22. What a close says, to whom, and what it does to those who still send. */
void main() throws Exception {
    tellAllAtOnce();
    tellValuesFromTheEnd();
    sendTooLate();
    sendTooLateInAProcess();
    closeTogether();
    closeOnce();
}

/** R15. Any number of receivers wait; one close tells them all that nothing more will come. */
void tellAllAtOnce() throws InterruptedException {
    Scope.run(
            scope -> {
                Channel<String> start = Channel.rendezvous();
                Channel<String> arrived = Channel.buffered(3);
                for (int i = 0; i < 3; i++) {
                    scope.go(arrived.newSender(), out -> arrive(start, out));
                }
                start.close();
                int runners = 0;
                for (String runner : arrived) {
                    runners++;
                }
                IO.println(runners + " heard the one close");
            });
}

void arrive(Receiver<String> start, Sender<String> arrived) throws InterruptedException {
    start.receiveOrNull(); // waits for a value or the end
    arrived.send("here");
}

/** R19. A zero that was sent is a value; the end is something else, whatever is asked. */
void tellValuesFromTheEnd() throws InterruptedException {
    Channel<Integer> numbers = Channel.buffered(1);
    numbers.send(0);
    numbers.close();
    IO.println(numbers.tryReceive());
    IO.println(numbers.tryReceive());
    IO.println(numbers.receiveOrNull());
}

/** R22. Nothing is killed, and the value comes back. */
void sendTooLate() throws InterruptedException {
    Channel<String> mail = Channel.<String>named("mail").buffered(1).open();
    mail.close();
    IO.println(mail.trySend("a letter"));
    try {
        mail.send("a letter");
    } catch (ClosedException e) {
        IO.println("not sent: " + e.undelivered());
    }
}

/** R22. Where the sender does not catch it, it fails its scope, and no more: the program goes on. */
void sendTooLateInAProcess() throws InterruptedException {
    Channel<String> mail = Channel.<String>named("mail").buffered(1).open();
    mail.close();
    try {
        Scope.run(scope -> scope.go("writer", () -> mail.send("a postcard")));
    } catch (ProcessFailedException e) {
        if (!(e.getCause() instanceof ClosedException late)) {
            throw e;
        }
        IO.println("the writer has failed, not sent: " + late.undelivered());
    }
}

/** R22. Each has its own sender, which is closed when it returns; the last to return closes the channel. */
void closeTogether() throws InterruptedException {
    Scope.run(
            scope -> {
                Channel<Integer> numbers = Channel.rendezvous();
                for (int i = 1; i <= 4; i++) {
                    int number = i;
                    scope.go(numbers.newSender(), out -> out.send(number));
                }
                int sum = 0;
                for (int number : numbers) {
                    sum += number;
                }
                IO.println("4 senders, closed once, sum " + sum);
            });
}

/**
 * R22. Four search, and send what they find. The first that has found enough closes, and the others
 * may do so, too: the body of the once is run for the first. What comes too late is still its sender's.
 */
void closeOnce() throws InterruptedException {
    Channel<Integer> found = Channel.<Integer>named("found").buffered(8).open();
    AtomicInteger closes = new AtomicInteger();
    Once<Boolean> enough =
            Once.of(
                    () -> {
                        closes.incrementAndGet();
                        return found.tryClose();
                    });
    Scope.run(
            scope -> {
                List<Task<Search>> searches = new ArrayList<>();
                for (int i = 1; i <= 4; i++) {
                    int first = i;
                    searches.add(scope.fork(() -> search(first, found, enough)));
                }
                Set<Integer> received = new HashSet<>();
                for (int number : found) {
                    received.add(number);
                }
                Set<Integer> accepted = new HashSet<>();
                Set<Integer> refused = new HashSet<>();
                for (Task<Search> search : searches) {
                    accepted.addAll(search.join().accepted());
                    refused.add(search.join().refused());
                }
                IO.println("received what was accepted: " + received.equals(accepted));
                IO.println(
                        "%d still have what was refused: %b"
                                .formatted(
                                        refused.size(), Collections.disjoint(received, refused)));
            });
    IO.println("closed " + (closes.get() == 1 ? "once" : "twice"));
}

record Search(List<Integer> accepted, Integer refused) {}

/** Looks at each fourth number, and sends the multiples of 7; five of its own are enough. */
Search search(int first, Sender<Integer> found, Once<Boolean> enough) throws InterruptedException {
    List<Integer> accepted = new ArrayList<>();
    for (int number = first; ; number += 4) {
        if (number % 7 == 0) {
            try {
                found.send(number);
            } catch (ClosedException e) {
                return new Search(accepted, (Integer) e.undelivered());
            }
            accepted.add(number);
            if (accepted.size() == 5) {
                enough.get();
            }
        }
    }
}
