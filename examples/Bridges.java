import static dev.handoff.Select.*;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.handoff.*;
import dev.handoff.bridge.*;

/** A channel shown as what the rest of Java knows, and the rest of Java as channels. All in scopes: nothing is left. */
void main() throws Exception {
    streams();
    futures();
    queues();
    publishers();
    bytes();
    executors();
}

/** A stream is pulled through a channel, no faster than it is used; closing the far end stops the near one. */
void streams() throws InterruptedException {
    Scope.run(
            scope -> {
                Stream<Integer> squares = Stream.iterate(1, n -> n + 1).map(n -> n * n);
                Receiver<Integer> received = Streams.produce(scope, "squares", squares);
                try (Stream<Integer> again = Streams.stream(received)) {
                    IO.println("stream: " + again.filter(n -> n % 2 == 0).limit(3).toList());
                }
            });
}

/** The completion of a future is a case beside others; cancelling a future ends its process. */
void futures() throws Exception {
    Scope.run(
            scope -> {
                CompletableFuture<String> answer =
                        CompletableFuture.supplyAsync(() -> "an answer").thenApply(s -> s + "!");
                Channel<String> other = Channel.rendezvous();
                IO.println(
                        "future: "
                                + Select.<String>one(
                                        Futures.done(answer, text -> text),
                                        on(other, text -> text),
                                        after(Duration.ofSeconds(5), () -> "too late")));
                CompletableFuture<String> unwanted =
                        Futures.start(scope, "forever", () -> other.receive());
                IO.println("future: cancelled " + unwanted.cancel(true));
            });
}

/** Code that knows queues takes three values from a channel. */
void queues() throws InterruptedException {
    Channel<Integer> jobs = Channel.buffered(4);
    BlockingQueue<Integer> queue = Queues.view(jobs);
    Scope.run(
            scope -> {
                scope.go(
                        "old code",
                        () -> {
                            List<Integer> batch = new ArrayList<>();
                            while (batch.size() < 3) {
                                batch.add(queue.take());
                                queue.drainTo(batch, 3 - batch.size());
                            }
                            IO.println("queue: " + batch);
                        });
                jobs.sendAll(List.of(1, 2, 3));
            });
}

/** Reactive Streams: never more than requested. Reactor and RxJava speak the same. */
void publishers() throws InterruptedException {
    Scope.run(
            scope -> {
                Flow.Publisher<Integer> numbers =
                        Publishers.publisher(
                                scope,
                                "numbers",
                                run ->
                                        run.produce(
                                                "count", out -> out.sendAll(List.of(1, 2, 3, 4))));
                int sum = 0;
                for (int n : Publishers.produce(scope, "sum", numbers, 2)) {
                    sum += n;
                }
                IO.println("publisher: sum " + sum);
            });
}

/** What one process writes, another reads, in chunks of at most 8 bytes. */
void bytes() throws Exception {
    Scope.run(
            scope -> {
                Receiver<byte[]> chunks =
                        scope.produce(
                                "text",
                                sender -> {
                                    OutputStream out = Bytes.outputStream(sender, 8);
                                    out.write("one line\nand another\n".getBytes(UTF_8));
                                    out.close();
                                });
                Reader text = new InputStreamReader(Bytes.inputStream(chunks), UTF_8);
                for (String line : Chars.lines(scope, "lines", text)) {
                    IO.println("bytes: " + line);
                }
            });
}

/** An executor whose tasks cannot outlive the scope; and work on an executor of others, waited for like a task. */
void executors() throws Exception {
    Scope.run(
            scope -> {
                ExecutorService pool = ExecutorServices.pool(scope, "worker", 2, 10);
                int sum = 0;
                for (Future<Integer> result :
                        pool.invokeAll(List.<Callable<Integer>>of(() -> 20, () -> 22))) {
                    sum += result.get();
                }
                IO.println("executor: sum " + sum);
                Task<String> kind =
                        ExecutorServices.fork(
                                scope,
                                "elsewhere",
                                ForkJoinPool.commonPool(),
                                () -> Thread.currentThread().isVirtual() ? "virtual" : "platform");
                IO.println("executor: on a " + kind.join() + " thread");
            });
}
