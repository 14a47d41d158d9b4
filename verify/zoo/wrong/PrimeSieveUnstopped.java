import dev.handoff.*;

/**
 * The prime sieve, from which three primes are taken: the generator and the filters stay behind.
 *
 * Source: McIlroy, 1968, in Hoare, "Communicating Sequential Processes", CACM 1978, 6.1; Go's doc/play/sieve.go never ends
 * either
 *
 * Check: LEAK by exhaustive
 */
void main() throws Exception {
    Channel<Integer> numbers = Channel.<Integer>named("numbers").open();
    Handoff.go(
            "generator",
            () -> {
                for (int n = 2; true; n++) {
                    numbers.send(n);
                }
            });
    Receiver<Integer> in = numbers;
    for (int i = 0; i < 3; i++) {
        int prime = in.receive();
        Channel<Integer> out = Channel.<Integer>named("without " + prime).open();
        Receiver<Integer> from = in;
        Handoff.go("filter " + prime, () -> filter(prime, from, out));
        in = out;
    }
}

void filter(int prime, Receiver<Integer> in, Sender<Integer> out) throws InterruptedException {
    while (true) {
        int n = in.receive();
        if (n % prime != 0) {
            out.send(n);
        }
    }
}
