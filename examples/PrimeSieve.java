import dev.handoff.*;

/**
 * PrimeSieve [n]: the first n primes, 25 if nothing else is said. Each prime is a process that lets through what it does
 * not divide; what has come through all of them is the next prime. After Hoare (Communicating Sequential Processes, 1978,
 * section 6.1) and McIlroy.
 *
 * <pre>
 *     numbers ── 2 3 4 5 … ──▶ not by 2 ── 3 5 7 9 … ──▶ not by 3 ── 5 7 11 … ──▶ …
 * </pre>
 *
 * <p>The numbers have no end, and nobody closes a channel here: who has enough primes cancels the last channel, and each
 * process that learns of it cancels the one before.
 */
void main(String[] args) throws Exception {
    int count = args.length == 0 ? 25 : number(args[0]);
    if (args.length > 1 || count < 1) {
        System.err.println("PrimeSieve: usage: PrimeSieve [n], with n of one or more");
        System.exit(2);
    }
    Scope.run(
            scope -> {
                Receiver<Integer> in = scope.produce("numbers", this::countUp);
                for (int i = 1; i <= count; i++) {
                    int prime = in.receive();
                    IO.print(prime + (i % 10 == 0 || i == count ? "\n" : " "));
                    in = filter(scope, in, prime);
                }
                in.cancel();
            });
    IO.println("no process is left");
}

void countUp(Sender<Integer> out) throws InterruptedException {
    for (int n = 2; ; n++) {
        out.send(n);
    }
}

Receiver<Integer> filter(Scope scope, Receiver<Integer> in, int prime) {
    return scope.produce(
            "not by " + prime,
            out -> {
                try {
                    for (int n : in) {
                        if (n % prime != 0) {
                            out.send(n);
                        }
                    }
                } finally {
                    in.cancel();
                }
            });
}

int number(String text) {
    try {
        return Integer.parseInt(text);
    } catch (NumberFormatException e) {
        return 0;
    }
}
