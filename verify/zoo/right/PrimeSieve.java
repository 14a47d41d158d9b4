import dev.handoff.*;

/**
 * The prime sieve in a scope: when enough primes are there, generator and filters are cancelled.
 *
 * Source: McIlroy, 1968, in Hoare, "Communicating Sequential Processes", CACM 1978, 6.1
 *
 * Check: CLEAN by random 300
 */
void main() throws Exception {
    List<Integer> primes = new ArrayList<>();
    Scope.run(
            scope -> {
                Receiver<Integer> in =
                        scope.produce(
                                "generator",
                                out -> {
                                    for (int n = 2; true; n++) {
                                        out.send(n);
                                    }
                                });
                for (int i = 0; i < 4; i++) {
                    int prime = in.receive();
                    primes.add(prime);
                    Receiver<Integer> from = in;
                    in =
                            scope.produce(
                                    "filter " + prime,
                                    out -> {
                                        for (int n : from) {
                                            if (n % prime != 0) {
                                                out.send(n);
                                            }
                                        }
                                    });
                }
                scope.cancel();
            });
    if (!primes.equals(List.of(2, 3, 5, 7))) {
        throw new AssertionError(primes.toString());
    }
}
