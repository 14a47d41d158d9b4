import dev.handoff.*;

/**
 * R6, R12, R17. A channel has a type and two ends. What gets a Sender can send and say that this is
 * all; what gets a Receiver can receive and say that it wants no more (cancel), not send or close.
 * The compiler refuses the lines that are commented out.
 */
void main() throws Exception {
    Channel<Integer> numbers = Channel.buffered(3);
    fill(numbers);
    drain(numbers);
}

void fill(Sender<Integer> out) throws InterruptedException {
    out.send(1);
    // out.send("two");   a String is no Integer (R6)
    // out.receive();     a Sender only sends (R12)
    out.close();
}

void drain(Receiver<Integer> in) {
    // in.send(3);        a Receiver only receives (R12)
    // in.close();        and closing is for the one who sends (R17)
    for (int number : in) {
        IO.println("received " + number);
    }
    IO.println("closed by its sender");
}
