import dev.handoff.*;
import dev.handoff.pipeline.*;

/** Pipelines on a real text: the files of a folder (this one, or the argument), from the first stage to the last. */
void main(String... args) throws Exception {
    Path folder = Path.of(args.length == 0 ? "examples" : args[0]);
    if (args.length > 1 || folder.toString().isEmpty() || !Files.isDirectory(folder)) {
        System.err.println(
                "Pipelines: usage: Pipelines [DIR], with a folder that is there: examples, if none"
                        + " is given");
        System.exit(2);
    }
    firstSteps();
    try {
        words(folder);
        parallel(folder);
    } catch (PipelineException e) { // a file that cannot be read, or is no text
        System.err.println("Pipelines: " + e.getMessage());
        System.exit(1);
    }
    failures(folder);
    badLines();
    channels();
    streams();
}

/** A pipeline is a value: it says what is to be done. A sink does it, as often as it is asked. */
void firstSteps() throws InterruptedException {
    Pipeline<Integer> squares = Pipeline.of(2, 3, 4, 5).as("numbers").map(x -> x * x).as("square");
    IO.println(squares.describe());
    IO.println(squares.collect(Collectors.toList()));
    IO.println(squares.filter(x -> x % 2 == 1).fold(0, Integer::sum));
}

/** One stage after the other, value by value: nothing is read that is not wanted. */
void words(Path folder) throws InterruptedException {
    Pipeline<String> words =
            files(folder)
                    .flatMap(Pipeline::lines)
                    .flatMapIterable(line -> List.of(line.split("\\W+")))
                    .filter(word -> word.length() > 1);
    IO.println("the first: " + words.take(3).collect(Collectors.toList()));
    Map<String, Long> counts =
            words.collect(Collectors.groupingBy(word -> word, Collectors.counting()));
    counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(1)
            .forEach(word -> IO.println("most often: " + word));
}

Pipeline<Path> files(Path folder) {
    return Pipeline.<Path>fromStream(() -> Files.list(folder).sorted())
            .filter(file -> file.toString().endsWith(".java"));
}

/** Four files at the same time, the results in the order of the files; each worker has a digest of its own. */
void parallel(Path folder) throws InterruptedException {
    List<String> names = files(folder).map(Path::toString).collect(Collectors.toList());
    List<String> read =
            files(folder).parallelWith(4, Hasher::new, Hasher::hash).collect(Collectors.toList());
    IO.println("in order: " + (read.size() == names.size() && isInOrder(read, names)));
}

boolean isInOrder(List<String> read, List<String> names) {
    return IntStream.range(0, names.size()).allMatch(i -> read.get(i).endsWith(names.get(i)));
}

/** What a worker opens when it gets its first value, and closes at its end. */
static class Hasher implements AutoCloseable {
    private final MessageDigest digest;

    Hasher() throws Exception {
        digest = MessageDigest.getInstance("SHA-256");
    }

    String hash(Path file) throws IOException {
        return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file))) + " " + file;
    }

    @Override
    public void close() {
        digest.reset();
    }
}

/** What fails says where; what was above it has ended, and its files are closed. */
void failures(Path folder) throws InterruptedException {
    Pipeline<Integer> lengths =
            files(folder)
                    .named("lengths")
                    .parallel(2, file -> Files.readAllLines(file).size())
                    .as("read")
                    .peek(this::refuseLong)
                    .as("check");
    try {
        lengths.run();
    } catch (PipelineException e) {
        IO.println(e.getMessage());
    }
    try {
        Pipeline.lines(Path.of("no-such-file.txt")).run();
    } catch (PipelineException e) {
        IO.println(e.getCause().getClass().getSimpleName() + ": no-such-file.txt");
    }
}

void refuseLong(int lines) throws IOException {
    if (lines > 1) {
        throw new IOException(lines + " lines");
    }
}

/** What one bad line fails is that line: it is reported, and the others are written to a file. */
void badLines() throws Exception {
    Path folder = Files.createTempDirectory("orders");
    Path orders = folder.resolve("orders");
    Path bill = folder.resolve("bill");
    try {
        Files.write(orders, List.of("3 apples", "two pears", "4 plums"));
        Scope.run(
                scope -> {
                    Channel<Attempt.Failure<String, Order>> bad = Channel.buffered(16);
                    Pipeline<Order> read =
                            Pipeline.lines(orders)
                                    .map(line -> order(line), OnError.report(bad))
                                    .as("read");
                    IO.print(read.describeMermaid()); // Markdown viewers draw it
                    scope.go("write", bad.newSender(), end -> read.writeLines(bill));
                    for (Attempt.Failure<String, Order> line : bad) {
                        IO.println(line.value() + ": " + line.cause().getMessage());
                    }
                });
        IO.println("written: " + Files.readAllLines(bill));
    } finally {
        Files.deleteIfExists(orders);
        Files.deleteIfExists(bill);
        Files.delete(folder);
    }
}

record Order(int count, String what) {
    @Override
    public String toString() {
        return what + " " + count;
    }
}

Order order(String line) {
    String[] words = line.split(" ");
    return new Order(Integer.parseInt(words[0]), words[1]);
}

/** From a channel, and to one: pipelines and processes work hand in hand. */
void channels() throws InterruptedException {
    Scope.run(
            scope -> {
                Receiver<Integer> numbers =
                        scope.produce(
                                "numbers",
                                out -> {
                                    for (int i = 1; ; i++) {
                                        out.send(i);
                                    }
                                });
                Receiver<List<Integer>> batches =
                        Pipeline.from(numbers).buffer(16).batch(3).take(2).receiveIn(scope);
                for (List<Integer> batch : batches) {
                    IO.println("batch " + batch);
                }
                numbers.cancel();
            });
}

/** Whatever Stream.gather takes is a stage. */
void streams() throws InterruptedException {
    IO.println(
            Pipeline.range(0, 5)
                    .gather(Gatherers.windowSliding(2))
                    .map(pair -> pair.getFirst() * pair.getLast())
                    .collect(Collectors.toList()));
}
