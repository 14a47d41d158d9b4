import dev.handoff.*;

/**
 * R5. Generators [millis]: one yields 0 to 4, so much time apart (100 ms), another squares them, a
 * loop consumes.
 *
 * <p>A generator runs only when it is asked; these are processes over rendezvous channels, which
 * run up to their next send by themselves. So each stage may have one value ready before it is
 * asked for, and cannot get any further: the last line that it prints says so.
 */
void main(String[] args) throws Exception {
    Duration pause = Duration.ofMillis(args.length == 0 ? 100 : Long.parseLong(args[0]));
    AtomicInteger made = new AtomicInteger();
    Scope.run(
            scope -> {
                Receiver<Integer> numbers =
                        scope.produce("numbers", out -> count(pause, made, out));
                Receiver<Integer> squares = scope.produce("squares", out -> square(numbers, out));
                int taken = 0;
                int ahead = 0;
                for (int square : squares) {
                    taken++;
                    ahead = Math.max(ahead, made.get() - taken);
                    IO.println(square);
                }
                IO.println("never more than two ahead: " + (ahead <= 2));
            });
}

void count(Duration pause, AtomicInteger made, Sender<Integer> out) throws InterruptedException {
    for (int i = 0; i < 5; i++) {
        Timers.sleep(pause);
        made.incrementAndGet();
        out.send(i);
    }
}

void square(Receiver<Integer> in, Sender<Integer> out) throws InterruptedException {
    for (int number : in) {
        out.send(number * number);
    }
}
