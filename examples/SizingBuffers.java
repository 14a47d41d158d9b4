import dev.handoff.*;
import dev.handoff.observe.*;

/**
 * R20. How big must a buffer be? The producer gets its values in bursts, the consumer needs the same time for each, and on the
 * average it is fast enough. Each capacity runs once, measured: who waits, how often, for how long, and how full it was. The first argument
 * is how many bursts there are: 20, if nothing is said.
 */
void main(String[] args) throws Exception {
    int bursts = args.length == 0 ? 20 : number(args[0]);
    if (args.length > 1 || bursts < 1) {
        System.err.println("SizingBuffers: usage: SizingBuffers [bursts], with one burst or more");
        System.exit(2);
    }
    IO.println(
            "capacity  producer waits       in all      longest  fill of 99 %  most"
                    + "  consumer waits       in all");
    for (int capacity : new int[] {0, 1, 4, 8, 12, 16, 64}) {
        Meter meter = new Meter();
        meter.run(() -> run(capacity, bursts));
        ChannelStatistics seen = meter.channel("orders");
        IO.println(
                "%8d  %14d  %8d µs  %8d µs  %12d  %4d  %14d  %8d µs"
                        .formatted(
                                capacity,
                                seen.sendWaits().count(),
                                seen.sendWaits().total().toNanos() / 1000,
                                seen.sendWaits().longest().toNanos() / 1000,
                                seen.fill().p99(),
                                seen.fill().most(),
                                seen.receiveWaits().count(),
                                seen.receiveWaits().total().toNanos() / 1000));
    }
}

int number(String text) {
    try {
        return Integer.parseInt(text);
    } catch (NumberFormatException e) {
        return 0;
    }
}

/**
 * Sixteen orders at once, then a pause of ten milliseconds; each takes half a millisecond. With room for a burst the consumer is busy
 * for 80 % of the time; with less the producer is late for its pause.
 */
void run(int capacity, int bursts) throws InterruptedException {
    Scope.run(
            scope -> {
                Receiver<Integer> orders =
                        scope.produce(
                                "orders",
                                capacity,
                                out -> {
                                    for (int burst = 1; burst <= bursts; burst++) {
                                        for (int i = 0; i < 16; i++) {
                                            out.send(i);
                                        }
                                        Timers.sleep(Duration.ofMillis(10));
                                    }
                                });
                for (int order : orders) {
                    Timers.sleep(Duration.ofNanos(500_000));
                }
            });
}
