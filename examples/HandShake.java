import dev.handoff.*;

/**
 * R7, R13. Without a buffer a send is a hand-shake: it returns when the receiver has the value, not
 * before, so both know where the other is. With an extended receive the sender waits for the work, too.
 */
void main() throws Exception {
    Scope.run(
            scope -> {
                Channel<String> hand = Channel.rendezvous();
                IO.println("nobody there: accepted is " + hand.trySend("early").accepted());

                Channel<String> diary = Channel.buffered(10); // what happened, in order
                scope.go("sender", diary, out -> shake(hand, out));
                Timers.sleep(Duration.ofMillis(20)); // as long the sender waits
                diary.send("the receiver is ready");
                hand.receive(); // both meet here
                hand.receiveHolding(
                        value -> diary.trySend("answered " + value)); // then releases the sender
                for (String line : diary) {
                    IO.println(line);
                }
            });
}

void shake(Sender<String> hand, Sender<String> diary) throws InterruptedException {
    hand.send("a letter");
    diary.send("the sender goes on");
    hand.send("a question");
    diary.send("the sender has its answer");
}
