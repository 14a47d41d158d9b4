import dev.handoff.Channel;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/**
 * {@code Schedulers WAY WORK CAPACITY ROUNDS}: nanoseconds per value, one line a round. The ways: jdk, the JDK's scheduler;
 * next, {@link RunNext}. What the works are is said in run.
 */
final class Schedulers {
    private interface Body {
        void run() throws InterruptedException;
    }

    private final ThreadFactory threads;
    private final int capacity;
    private CountDownLatch running;

    private Schedulers(ThreadFactory threads, int capacity) {
        this.threads = threads;
        this.capacity = capacity;
    }

    public static void main(String[] args) throws InterruptedException {
        ThreadFactory threads =
                args[0].equals("next")
                        ? new RunNext(Runtime.getRuntime().availableProcessors()).threads()
                        : Thread.ofVirtual().factory();
        Schedulers it = new Schedulers(threads, Integer.parseInt(args[2]));
        for (int round = Integer.parseInt(args[3]); round > 0; round--) {
            long start = System.nanoTime();
            int values = it.work(args[1]);
            double nanos = System.nanoTime() - start;
            System.out.printf("%s %s/%s %.1f%n", args[0], args[1], args[2], nanos / values);
        }
    }

    private int work(String name) throws InterruptedException {
        return switch (name) {
            case "pair" -> pairs(1, 1_000_000);
            case "pairs" -> pairs(1000, 500);
            case "pingpong" -> pingPong(500_000);
            case "relay" -> relay(1000, 300);
            case "stream" -> stream(1000, 400);
            case "mxm" -> manyToMany(4, 100_000);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private void expect(int processes) {
        running = new CountDownLatch(processes);
    }

    private void go(Body body) {
        CountDownLatch ends = running;
        threads.newThread(
                        () -> {
                            try {
                                body.run();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            ends.countDown();
                        })
                .start();
    }

    private int pairs(int pairs, int each) throws InterruptedException {
        expect(2 * pairs);
        for (int i = 0; i < pairs; i++) {
            Channel<Integer> channel = Channel.buffered(capacity);
            go(() -> send(channel, each));
            go(() -> receive(channel, each));
        }
        running.await();
        return pairs * each;
    }

    private static void send(Channel<Integer> channel, int values) throws InterruptedException {
        for (int i = 0; i < values; i++) {
            channel.send(i & 127);
        }
    }

    private static void receive(Channel<Integer> channel, int values) throws InterruptedException {
        for (int i = 0; i < values; i++) {
            channel.receive();
        }
    }

    /** A round trip counts as one. */
    private int pingPong(int trips) throws InterruptedException {
        Channel<Integer> there = Channel.buffered(capacity);
        Channel<Integer> back = Channel.buffered(capacity);
        expect(2);
        go(
                () -> {
                    for (int i = 0; i < trips; i++) {
                        there.send(i & 127);
                        back.receive();
                    }
                });
        go(
                () -> {
                    for (int i = 0; i < trips; i++) {
                        back.send(there.receive());
                    }
                });
        running.await();
        return trips;
    }

    /** One value after the other through a chain: nanoseconds per hop. */
    private int relay(int hops, int values) throws InterruptedException {
        Channel<Integer> first = Channel.buffered(capacity);
        Channel<Integer> last = chain(first, hops, values, 1);
        go(
                () -> {
                    for (int i = 0; i < values; i++) {
                        first.send(i & 127);
                        last.receive();
                    }
                });
        running.await();
        return hops * values;
    }

    private int stream(int hops, int values) throws InterruptedException {
        Channel<Integer> first = Channel.buffered(capacity);
        Channel<Integer> last = chain(first, hops, values, 2);
        go(() -> send(first, values));
        go(() -> receive(last, values));
        running.await();
        return hops * values;
    }

    private Channel<Integer> chain(Channel<Integer> first, int hops, int values, int more) {
        expect(hops + more);
        Channel<Integer> last = first;
        for (int i = 0; i < hops; i++) {
            Channel<Integer> from = last;
            Channel<Integer> to = Channel.buffered(capacity);
            go(
                    () -> {
                        for (int v = 0; v < values; v++) {
                            to.send(from.receive());
                        }
                    });
            last = to;
        }
        return last;
    }

    private int manyToMany(int count, int each) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(capacity);
        expect(2 * count);
        for (int i = 0; i < count; i++) {
            go(() -> send(channel, each));
            go(() -> receive(channel, each));
        }
        running.await();
        return count * each;
    }
}
