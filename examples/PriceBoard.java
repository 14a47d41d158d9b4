import dev.handoff.*;
import dev.handoff.bridge.*;
import dev.handoff.share.*;

/* PriceBoard FILE NAME: one feed of prices, and four who follow it, each in its own way. A line of
 * FILE is a name and a price, such as
 *
 *     ACME 101.50
 *
 *     feed ──▶ topics, by name ──▶ tape      every price; the feed waits for it
 *         │                    ──▶ highs     those of NAME; the feed waits for it, too
 *         │                    ──▶ mail      every price, but slow: it loses the oldest, counted
 *         │                    ──▶ visitor   does not look for a while, and is disconnected
 *         ├──▶ watch ──▶ board     the newest price of each name, as often as it can draw
 *         └──▶ one-shot ──▶ whoever waits for the first price
 *
 * Who is slow has said before what that costs: the time of the feed, some prices, or all that follow.
 */
static final Duration A_WHILE = Duration.ofMillis(2); // for a letter, for a drawing

void main(String[] args) throws Exception {
    if (args.length != 2 || !Files.isReadable(Path.of(args[0]))) {
        quit("usage: PriceBoard FILE NAME, with a file that can be read");
    }
    try {
        Scope.run(scope -> open(scope, Path.of(args[0]), args[1]));
    } catch (ProcessFailedException e) {
        Throwable failure = e.failure();
        boolean noText = failure instanceof CharacterCodingException;
        quit(args[0] + ": " + (noText ? "is not UTF-8" : failure.getMessage()));
    }
}

void open(Scope scope, Path file, String name) throws Exception {
    Topics<String, BigDecimal> prices = Topics.<String, BigDecimal>named("prices").in(scope);
    Watch<SortedMap<String, BigDecimal>> newest = Watch.named("newest", new TreeMap<>());
    OneShot<String> first = OneShot.named("first");

    var toTape = prices.subscriberWhere(any -> true).named("tape").buffered(16).subscribe();
    var toHighs = prices.subscriber(name).named("highs").buffered(16).subscribe();
    var toMail =
            prices.subscriberWhere(any -> true)
                    .named("mail")
                    .buffered(2)
                    .onLag(Lag.DROP_OLDEST)
                    .subscribe();
    var toVisitor =
            prices.subscriberWhere(any -> true)
                    .named("visitor")
                    .buffered(1)
                    .onLag(Lag.DISCONNECT)
                    .subscribe();
    Receiver<SortedMap<String, BigDecimal>> toBoard = newest.changes();

    Task<String> opening = scope.fork("opening", first::await);
    Task<Integer> tape = scope.fork("tape", () -> count(toTape));
    Task<List<BigDecimal>> highs = scope.fork("highs", () -> highs(toHighs));
    Task<String> mail = scope.fork("mail", () -> post(toMail));
    Task<String> board = scope.fork("board", () -> draw(toBoard));
    scope.go("feed", prices.sender(), out -> feed(scope, file, out, newest, first));

    IO.println("opened with " + opening.join());
    IO.println("tape: " + tape.join() + " prices");
    IO.println("highs of " + name + ": " + highs.join());
    IO.println("mail: " + mail.join());
    IO.println("visitor: " + look(toVisitor));
    IO.println("board: " + board.join());
    new TreeMap<>(prices.traffic())
            .forEach((each, traffic) -> IO.println(each + ": " + traffic.published() + " prices"));
}

/** Ends the board when all is there; if it fails before, the scope ends all who follow it. */
void feed(
        Scope scope,
        Path file,
        Sender<Message<String, BigDecimal>> out,
        Watch<SortedMap<String, BigDecimal>> newest,
        OneShot<String> first)
        throws Exception {
    int number = 0;
    for (String line : Chars.lines(scope, "lines", Files.newBufferedReader(file))) {
        number++;
        String[] words = line.strip().split("\\s+");
        BigDecimal price = words.length == 2 ? priceOf(words[1]) : null;
        if (price == null) {
            throw new IllegalArgumentException(
                    "line " + number + ": not a name and a price: " + line);
        }
        first.tryComplete(words[0] + " at " + price);
        newest.update(
                now -> {
                    SortedMap<String, BigDecimal> next = new TreeMap<>(now);
                    next.put(words[0], price);
                    return next;
                });
        out.send(new Message<>(words[0], price));
    }
    first.fail(new IllegalArgumentException("there is no price"));
    newest.close();
}

BigDecimal priceOf(String word) {
    try {
        return new BigDecimal(word);
    } catch (NumberFormatException e) {
        return null;
    }
}

int count(Receiver<Message<String, BigDecimal>> prices) {
    int count = 0;
    for (var price : prices) {
        count++;
    }
    return count;
}

List<BigDecimal> highs(Receiver<Message<String, BigDecimal>> prices) {
    List<BigDecimal> highs = new ArrayList<>();
    for (var price : prices) {
        if (highs.isEmpty() || price.value().compareTo(highs.getLast()) > 0) {
            highs.add(price.value());
        }
    }
    return highs;
}

String post(Receiver<Message<String, BigDecimal>> prices) throws InterruptedException {
    int sent = 0;
    Message<String, BigDecimal> last = null;
    for (var price : prices) {
        Timers.sleep(A_WHILE);
        sent++;
        last = price;
    }
    String what = last == null ? "nothing" : last.topic() + " at " + last.value();
    return "%d sent, %d left out, the last %s".formatted(sent, prices.dropped(), what);
}

String draw(Receiver<SortedMap<String, BigDecimal>> states) throws InterruptedException {
    int drawn = 0;
    SortedMap<String, BigDecimal> last = new TreeMap<>();
    for (var state : states) {
        Timers.sleep(A_WHILE);
        drawn++;
        last = state;
    }
    return "drawn " + drawn + " times, the last " + last;
}

String look(Receiver<Message<String, BigDecimal>> prices) {
    int seen = 0;
    try {
        for (var price : prices) {
            seen++;
        }
        return seen + " seen";
    } catch (ChannelFailedException e) {
        return seen + " seen, then: " + e.getCause().getMessage();
    }
}

void quit(String message) {
    System.err.println("PriceBoard: " + message);
    System.exit(2);
}
