import dev.handoff.*;

/**
 * R10. A value that is sent belongs to its receiver. What is wrapped in an {@code Owned} says so: a
 * sender that touches it afterwards is told who has sent it, and who owns it now. A send that does
 * not take place moves nothing. A plain value cannot say so: for it there is the lint, which warns
 * while it is compiled.
 */
void main() throws Exception {
    Channel<Owned<StringBuilder>> letters = Channel.<Owned<StringBuilder>>named("letters").open();
    Scope.run(
            scope -> {
                scope.go("writer", () -> write(letters));
                scope.go(
                        "reader",
                        () -> letters.receiveHolding(letter -> read(letter))); // holds the writer
            });
    clearWhatWasSent();
}

@SuppressWarnings("handoff") // the lint finds it while compiling; this is what happens at run time
void write(Sender<Owned<StringBuilder>> letters) throws InterruptedException {
    Owned<StringBuilder> letter = Owned.of(new StringBuilder("dear"));
    letter.get().append(" reader"); // ours, until it is sent
    letters.send(letter);
    try {
        letter.get().append(", one more thing");
    } catch (OwnershipException e) {
        IO.println("refused: " + e.getMessage());
    }

    letters.close();
    Owned<StringBuilder> late = Owned.of(new StringBuilder("too late"));
    boolean sent = letters.trySend(late).accepted();
    IO.println("sent: " + sent + ", still ours: " + late.isMine());
}

void read(Owned<StringBuilder> letter) {
    IO.println("received: " + letter.get().append("!"));
}

@SuppressWarnings("handoff") // as above
void clearWhatWasSent() throws InterruptedException {
    Channel<List<String>> batches = Channel.<List<String>>named("batches").buffered(1).open();
    List<String> batch = new ArrayList<>(List.of("one letter", "another"));
    batches.send(batch);
    batch.clear(); // wrong: List.copyOf(batch) should have been sent
    IO.println("a batch of " + batches.receive().size());
}
