import dev.handoff.*;

/**
 * R29. One number and one table, shared by four processes, in every way that there is: atomics, locks, and a process that owns them and
 * is told by a channel what to do. Prints the time for one step; all must come to the same sum. The first argument is how
 * many steps each process takes.
 */
void main(String[] args) throws Exception {
    int steps = args.length == 0 ? 200_000 : number(args[0]);
    if (args.length > 1 || steps < 1) {
        System.err.println("MutexOrChannel: usage: MutexOrChannel [steps], with one step or more");
        System.exit(2);
    }
    Map<String, Shared> ways = new LinkedHashMap<>();
    ways.put("AtomicLong", this::atomic);
    ways.put("synchronized", this::monitor);
    ways.put("ReentrantLock", this::lock);
    ways.put("process, told by a channel (1024)", this::told);
    ways.put("process, asked and answering", this::asked);
    ways.put("each its own number, added up at the end", this::added);
    ways.put("table: ConcurrentHashMap", this::concurrentTable);
    ways.put("table: process, asked and answering", this::askedTable);
    Map<String, List<Double>> times = new LinkedHashMap<>();
    for (int round = 0; round < 7; round++) {
        for (var way : ways.entrySet()) {
            long start = System.nanoTime();
            long sum = way.getValue().run(steps);
            double each = (System.nanoTime() - start) / (4.0 * steps);
            if (sum != 4L * steps) {
                throw new AssertionError(way.getKey() + " comes to " + sum);
            }
            times.computeIfAbsent(way.getKey(), name -> new ArrayList<>()).add(each);
        }
    }
    times.forEach(
            (name, all) ->
                    IO.println(
                            "%-42s %6.0f ns a step, %.0f at best, %.0f at worst"
                                    .formatted(
                                            name,
                                            all.stream().sorted().skip(3).findFirst().orElseThrow(),
                                            Collections.min(all),
                                            Collections.max(all))));
}

int number(String text) {
    try {
        return Integer.parseInt(text);
    } catch (NumberFormatException e) {
        return 0;
    }
}

/** Four processes take so many steps each; answers the sum of all. */
interface Shared {
    long run(int steps) throws Exception;
}

/** What one process does, again and again. */
interface Step {
    void take(int i) throws Exception;
}

void four(int steps, Step step) throws Exception {
    Scope.run(
            scope -> {
                for (int p = 0; p < 4; p++) {
                    scope.go(
                            () -> {
                                for (int i = 0; i < steps; i++) {
                                    step.take(i);
                                }
                            });
                }
            });
}

long atomic(int steps) throws Exception {
    AtomicLong sum = new AtomicLong();
    four(steps, i -> sum.incrementAndGet());
    return sum.get();
}

long monitor(int steps) throws Exception {
    long[] sum = {0};
    four(
            steps,
            i -> {
                synchronized (sum) {
                    sum[0]++;
                }
            });
    return sum[0];
}

long lock(int steps) throws Exception {
    Lock lock = new ReentrantLock();
    long[] sum = {0};
    four(
            steps,
            i -> {
                lock.lock();
                try {
                    sum[0]++;
                } finally {
                    lock.unlock();
                }
            });
    return sum[0];
}

long told(int steps) throws Exception {
    return Scope.call(
            scope -> {
                Channel<Integer> more = Channel.buffered(1024);
                Task<Long> owner =
                        scope.fork(
                                () -> {
                                    long sum = 0;
                                    for (int n : more) {
                                        sum += n;
                                    }
                                    return sum;
                                });
                four(steps, i -> more.send(1));
                more.close();
                return owner.join();
            });
}

record Question(int more, Channel<Long> answer) {}

long asked(int steps) throws Exception {
    return Scope.call(
            scope -> {
                Channel<Question> questions = Channel.rendezvous();
                Task<Long> owner =
                        scope.fork(
                                () -> {
                                    long sum = 0;
                                    for (Question question : questions) {
                                        sum += question.more();
                                        question.answer().send(sum);
                                    }
                                    return sum;
                                });
                Scope.run(
                        four -> {
                            for (int p = 0; p < 4; p++) {
                                four.go(
                                        () -> {
                                            Channel<Long> answer = Channel.buffered(1);
                                            for (int i = 0; i < steps; i++) {
                                                questions.send(new Question(1, answer));
                                                answer.receive();
                                            }
                                        });
                            }
                        });
                questions.close();
                return owner.join();
            });
}

long added(int steps) throws Exception {
    return Scope.call(
            scope -> {
                List<Task<Long>> parts = new ArrayList<>();
                for (int p = 0; p < 4; p++) {
                    parts.add(
                            scope.fork(
                                    () -> {
                                        long sum = 0;
                                        for (int i = 0; i < steps; i++) {
                                            sum++;
                                        }
                                        return sum;
                                    }));
                }
                long sum = 0;
                for (Task<Long> part : parts) {
                    sum += part.join();
                }
                return sum;
            });
}

long concurrentTable(int steps) throws Exception {
    Map<Integer, Long> table = new ConcurrentHashMap<>();
    four(steps, i -> table.merge(i & 255, 1L, Long::sum));
    return table.values().stream().mapToLong(n -> n).sum();
}

long askedTable(int steps) throws Exception {
    return Scope.call(
            scope -> {
                Channel<Question> questions = Channel.rendezvous();
                Task<Long> owner =
                        scope.fork(
                                () -> {
                                    Map<Integer, Long> table = new HashMap<>();
                                    for (Question question : questions) {
                                        question.answer()
                                                .send(table.merge(question.more(), 1L, Long::sum));
                                    }
                                    return table.values().stream().mapToLong(n -> n).sum();
                                });
                Scope.run(
                        four -> {
                            for (int p = 0; p < 4; p++) {
                                four.go(
                                        () -> {
                                            Channel<Long> answer = Channel.buffered(1);
                                            for (int i = 0; i < steps; i++) {
                                                questions.send(new Question(i & 255, answer));
                                                answer.receive();
                                            }
                                        });
                            }
                        });
                questions.close();
                return owner.join();
            });
}
