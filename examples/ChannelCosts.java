import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * R27. Are channels just queues with locks? What each part costs: a lock, a queue of the JDK, a channel's operation that need not wait, a
 * select, and one that must wait for the other side. The first argument is how often each is done: 200,000 times, if nothing is
 * said.
 */
void main(String[] args) throws Exception {
    int times = args.length == 0 ? 200_000 : number(args[0]);
    if (args.length > 1 || times < 1) {
        System.err.println("ChannelCosts: usage: ChannelCosts [times], with one time or more");
        System.exit(2);
    }
    Map<String, Step> steps = new LinkedHashMap<>();
    Lock lock = new ReentrantLock();
    steps.put(
            "lock and unlock a ReentrantLock",
            n ->
                    repeat(
                            n,
                            () -> {
                                lock.lock();
                                lock.unlock();
                            }));
    BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(16);
    steps.put(
            "put and take, ArrayBlockingQueue",
            n ->
                    repeat(
                            n,
                            () -> {
                                queue.put(1);
                                queue.take();
                            }));
    Channel<Integer> buffered = Channel.buffered(16);
    steps.put(
            "send and receive, buffered",
            n ->
                    repeat(
                            n,
                            () -> {
                                buffered.send(1);
                                buffered.receive();
                            }));
    Channel<Integer> other = Channel.buffered(1);
    Select<Integer> select = Select.of(on(buffered, v -> v), on(other, v -> v));
    steps.put(
            "send, and receive by a select of two",
            n ->
                    repeat(
                            n,
                            () -> {
                                buffered.send(1);
                                select.run();
                            }));
    steps.put("a value to another process, buffered 64", n -> stream(n, Channel.buffered(64)));
    steps.put("a value to another process, rendezvous", n -> stream(n, Channel.rendezvous()));
    steps.put("the same, SynchronousQueue", this::synchronousQueue);
    steps.put("there and back, two rendezvous", this::thereAndBack);
    Map<String, List<Double>> all = new LinkedHashMap<>();
    for (int round = 0; round < 7; round++) {
        for (var step : steps.entrySet()) {
            long start = System.nanoTime();
            step.getValue().run(times);
            double each = (System.nanoTime() - start) / (double) times;
            all.computeIfAbsent(step.getKey(), name -> new ArrayList<>()).add(each);
        }
    }
    all.forEach(
            (name, each) ->
                    IO.println(
                            "%-40s %6.0f ns, %.0f at best, %.0f at worst"
                                    .formatted(
                                            name,
                                            each.stream()
                                                    .sorted()
                                                    .skip(3)
                                                    .findFirst()
                                                    .orElseThrow(),
                                            Collections.min(each),
                                            Collections.max(each))));
}

int number(String text) {
    try {
        return Integer.parseInt(text);
    } catch (NumberFormatException e) {
        return 0;
    }
}

/** Does something so many times. */
interface Step {
    void run(int times) throws Exception;
}

interface Once {
    void run() throws Exception;
}

void repeat(int times, Once once) throws Exception {
    for (int i = 0; i < times; i++) {
        once.run();
    }
}

void stream(int times, Channel<Integer> channel) throws Exception {
    Scope.run(
            scope -> {
                scope.go(() -> repeat(times, () -> channel.send(1)));
                scope.go(() -> repeat(times, channel::receive));
            });
}

void synchronousQueue(int times) throws Exception {
    SynchronousQueue<Integer> queue = new SynchronousQueue<>();
    Scope.run(
            scope -> {
                scope.go(() -> repeat(times, () -> queue.put(1)));
                scope.go(() -> repeat(times, queue::take));
            });
}

void thereAndBack(int times) throws Exception {
    Channel<Integer> there = Channel.rendezvous();
    Channel<Integer> back = Channel.rendezvous();
    Scope.run(
            scope -> {
                scope.go(
                        () ->
                                repeat(
                                        times,
                                        () -> {
                                            there.send(1);
                                            back.receive();
                                        }));
                scope.go(
                        () ->
                                repeat(
                                        times,
                                        () -> {
                                            there.receive();
                                            back.send(1);
                                        }));
            });
}
