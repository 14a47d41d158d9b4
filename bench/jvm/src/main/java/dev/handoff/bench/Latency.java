package dev.handoff.bench;

/** The time of each round trip, when so many pairs of processes make them at once. */
final class Latency {
    private static final int SAMPLES = 200_000;

    private final Peer peer;
    private final int capacity;
    private final int pairs;

    Latency(Peer peer, int capacity, int pairs) {
        this.peer = peer;
        this.capacity = capacity;
        this.pairs = pairs;
    }

    /** In nanoseconds. */
    long[] sample() throws InterruptedException {
        int each = SAMPLES / pairs;
        long[] samples = new long[pairs * each];
        Processes processes = new Processes(2 * pairs);
        for (int i = 0; i < pairs; i++) {
            int from = i * each;
            Pipe ping = peer.pipe(capacity);
            Pipe pong = peer.pipe(capacity);
            processes.start(() -> Traffic.forward(ping, pong, each));
            processes.start(() -> sample(ping, pong, samples, from, each));
        }
        processes.await();
        return samples;
    }

    private static void sample(Pipe ping, Pipe pong, long[] samples, int from, int count)
            throws InterruptedException {
        for (int i = 0; i < count; i++) {
            samples[from + i] = roundTrip(ping, pong, i);
        }
    }

    private static long roundTrip(Pipe ping, Pipe pong, int i) throws InterruptedException {
        long start = System.nanoTime();
        ping.send(Traffic.value(i));
        Traffic.check(pong.receive(), i);
        return System.nanoTime() - start;
    }
}
