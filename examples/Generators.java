import dev.handoff.*;
import dev.handoff.generate.*;

/**
 * R5. Generators [millis]: one yields 0 to 4, so much time apart (100 ms), another squares what it
 * pulls from the first, a loop consumes. Pulled, not pushed: nothing runs before it is asked for.
 */
void main(String[] args) throws Exception {
    int millis = args.length == 0 ? 100 : number(args[0]);
    if (args.length > 1 || millis < 1) {
        System.err.println("Generators: usage: Generators [millis], with one millisecond or more");
        System.exit(2);
    }
    Duration pause = Duration.ofMillis(millis);

    Generator<Integer> numbers =
            Generator.named(
                    "numbers",
                    out -> {
                        for (int i = 0; i < 5; i++) {
                            Timers.sleep(pause);
                            out.yield(i);
                        }
                    });
    Generator<Integer> squares =
            Generator.named(
                    "squares",
                    out -> {
                        try (GeneratorRun<Integer> run = numbers.open()) {
                            for (int number : run) {
                                out.yield(number * number);
                            }
                        }
                    });

    for (int square : squares) {
        IO.println(square);
    }
}

int number(String text) {
    try {
        return Integer.parseInt(text);
    } catch (NumberFormatException e) {
        return 0;
    }
}
