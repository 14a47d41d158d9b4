import dev.handoff.*;

/** R1. A generator, a squaring stage, a consumer, each a process: prints 4, 9, 16, 25. */
void main() throws Exception {
    Scope.run(
            scope -> {
                Receiver<Integer> numbers = scope.produce("numbers", out -> send(out, 2, 3, 4, 5));
                Receiver<Integer> squares = scope.produce("squares", out -> square(numbers, out));
                for (int square : squares) {
                    IO.println(square);
                }
            });
}

/** The channel is closed when this returns: produce sees to that. */
void send(Sender<Integer> out, int... numbers) throws InterruptedException {
    for (int number : numbers) {
        out.send(number);
    }
}

void square(Receiver<Integer> in, Sender<Integer> out) throws InterruptedException {
    for (int number : in) {
        out.send(number * number);
    }
}
