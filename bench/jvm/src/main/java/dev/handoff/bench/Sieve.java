package dev.handoff.bench;

import java.util.concurrent.atomic.AtomicInteger;

/** McIlroy's sieve: a filter for each prime. The numbers end with a mark, which every filter passes on. */
final class Sieve implements Scenario.Unit {
    private static final int PRIMES = 1_000;
    private static final int LAST = 7_919;
    private static final int END = 0;

    private static final Integer[] NUMBER = new Integer[LAST + 1];

    static {
        for (int i = 0; i <= LAST; i++) {
            NUMBER[i] = i;
        }
    }

    private final Peer peer;
    private final int capacity;
    private final AtomicInteger found = new AtomicInteger();

    /** The source, the filters, and the one that finds the end. */
    private final Processes processes = new Processes(PRIMES + 2);

    Sieve(Peer peer, int capacity) {
        this.peer = peer;
        this.capacity = capacity;
    }

    @Override
    public long run() throws InterruptedException {
        Pipe first = peer.pipe(capacity);
        processes.start(
                () -> {
                    for (int n = 2; n <= LAST; n++) {
                        first.send(NUMBER[n]);
                    }
                    first.send(NUMBER[END]);
                });
        processes.start(() -> filter(first));
        processes.await();
        Traffic.checkSum(found.get(), PRIMES);
        return 1;
    }

    private void filter(Pipe in) throws InterruptedException {
        int prime = in.receive();
        if (prime == END) {
            return;
        }
        found.incrementAndGet();
        Pipe out = peer.pipe(capacity);
        processes.start(() -> filter(out));
        while (passOne(in, out, prime)) {}
    }

    /** False after the end. */
    private static boolean passOne(Pipe in, Pipe out, int prime) throws InterruptedException {
        Integer n = in.receive();
        if (n == END || n % prime != 0) {
            out.send(n);
        }
        return n != END;
    }
}
