import dev.handoff.*;

/**
 * R28. How many processes are too many? Starts so many that each waits at a channel of its own, and says what one takes of memory and of time;
 * then the same jobs by a pool with a bound. The first argument is how many: 100,000, if nothing is said.
 */
void main(String[] args) throws Exception {
    int many = args.length == 0 ? 100_000 : number(args[0]);
    if (args.length > 1 || many < 1) {
        System.err.println("HowMany: usage: HowMany [many], with one process or more");
        System.exit(2);
    }
    startAndJoin(many); // the first time is dearer
    IO.println("%,d processes started and joined: %,d ns each".formatted(many, startAndJoin(many)));
    park(many);
    bounded(many);
}

int number(String text) {
    try {
        return Integer.parseInt(text);
    } catch (NumberFormatException e) {
        return 0;
    }
}

long startAndJoin(int many) throws InterruptedException {
    long start = System.nanoTime();
    Scope.run(
            scope -> {
                for (int i = 0; i < many; i++) {
                    scope.go(() -> {});
                }
            });
    return (System.nanoTime() - start) / many;
}

void park(int many) throws InterruptedException {
    long before = used();
    Scope.run(
            scope -> {
                List<Channel<Integer>> channels = new ArrayList<>(many);
                long start = System.nanoTime();
                for (int i = 0; i < many; i++) {
                    Channel<Integer> channel = Channel.rendezvous();
                    channels.add(channel);
                    scope.go(channel::receive);
                }
                for (Channel<Integer> channel : channels) {
                    while (channel.waitingReceivers() == 0) {
                        Scope.checkpoint(); // if cancelled, it may never come
                        Thread.yield();
                    }
                }
                long each = (System.nanoTime() - start) / many;
                long bytes = (used() - before) / many;
                IO.println(
                        "%,d processes parked, each at its channel: %,d bytes and %,d ns each"
                                .formatted(many, bytes, each));
                for (Channel<Integer> channel : channels) {
                    channel.send(1);
                }
            });
}

/** Only eight at once, whatever comes: a buffered channel, and a few processes that take from it. */
void bounded(int many) throws InterruptedException {
    long start = System.nanoTime();
    List<Task<Long>> workers = new ArrayList<>();
    long done =
            Scope.call(
                    scope -> {
                        Receiver<Integer> jobs =
                                scope.produce(
                                        "jobs",
                                        64,
                                        out -> {
                                            for (int i = 0; i < many; i++) {
                                                out.send(i);
                                            }
                                        });
                        for (int w = 0; w < 8; w++) {
                            workers.add(
                                    scope.fork(
                                            () -> {
                                                long mine = 0;
                                                while (jobs.receiveOrNull() != null) {
                                                    mine++;
                                                }
                                                return mine;
                                            }));
                        }
                        long all = 0;
                        for (Task<Long> worker : workers) {
                            all += worker.join();
                        }
                        return all;
                    });
    IO.println(
            "%,d jobs by %d processes: %,d ns each"
                    .formatted(done, workers.size(), (System.nanoTime() - start) / many));
}

long used() {
    System.gc();
    System.gc();
    Runtime jvm = Runtime.getRuntime();
    return jvm.totalMemory() - jvm.freeMemory();
}
