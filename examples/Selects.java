import static dev.handoff.Select.*;

import dev.handoff.*;

/** R9. A select waits on many operations and does one: any of those ready, or none for long. */
void main() throws Exception {
    merge();
    chooseAtRandom();
    giveUpInTime();
    lookWithoutWaiting();
    sendOrReceive();
}

void merge() throws InterruptedException {
    Scope.run(
            scope -> {
                Receiver<Integer> odd = scope.produce("odd", out -> out.sendAll(List.of(1, 3, 5)));
                Receiver<Integer> even =
                        scope.produce("even", out -> out.sendAll(List.of(2, 4, 6)));
                List<Integer> all = new ArrayList<>();
                Select<Boolean> next =
                        Select.of(
                                on(odd, n -> all.add(n)),
                                on(even, n -> all.add(n)),
                                ended(() -> false));
                while (next.run()) {}
                IO.println("merged: sum " + all.stream().mapToInt(n -> n).sum());
            });
}

/** Both are always ready: each has its turn about as often, and nobody can tell whose it is. */
void chooseAtRandom() throws InterruptedException {
    Channel<String> left = Channel.unbounded();
    Channel<String> right = Channel.unbounded();
    Select<Boolean> either = Select.of(on(left, v -> true), on(right, v -> false));
    int lefts = 0;
    int changes = 0;
    boolean last = false;
    for (int i = 0; i < 1000; i++) {
        left.trySend("x");
        right.trySend("y");
        boolean isLeft = either.run();
        lefts += isLeft ? 1 : 0;
        changes += isLeft == last ? 0 : 1; // who takes turns changes each time
        last = isLeft;
    }
    boolean random = lefts > 400 && lefts < 600 && changes > 400 && changes < 600;
    IO.println("chosen at random: " + random);
}

void giveUpInTime() throws InterruptedException {
    Channel<String> silent = Channel.rendezvous();
    IO.println(Select.one(on(silent, v -> v), after(Duration.ofMillis(20), () -> "too late")));
}

void lookWithoutWaiting() throws InterruptedException {
    Channel<String> box = Channel.buffered(1);
    Select<String> look = Select.of(on(box, v -> "found " + v), otherwise(() -> "nothing there"));
    IO.println(look.run());
    box.send("a letter");
    IO.println(look.run());
}

/** A send is a case as well; it is not made if another case is chosen. */
void sendOrReceive() throws InterruptedException {
    Channel<String> in = Channel.buffered(1);
    Channel<String> out = Channel.buffered(1);
    Select<String> either =
            Select.of(on(in, v -> "received " + v), to(out, "a reply", () -> "sent a reply"));
    IO.println(either.run()); // nothing has come, and there is room
    in.send("a letter");
    IO.println(either.run()); // there is no room any more
}
