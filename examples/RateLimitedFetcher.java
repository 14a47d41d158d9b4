import com.sun.net.httpserver.*;

import dev.handoff.*;
import dev.handoff.coordinate.*;
import dev.handoff.pipeline.Backoff;

import java.net.http.*;

/**
 * Fetches 30 pages from a web server that is not well, and starts that server itself: every fifth
 * page is refused twice with 503, one page is slow at its first request, one never comes.
 *
 * <p>So: at most 5 requests under way (permits), at most 100 a second after a burst of 5 (a rate
 * limiter), 503 tried again after 10, 20, 40 ms (back-off), a second request beside one that takes
 * longer than 300 ms, or has failed (hedged), and a deadline for each page. What a request waits for
 * before it begins is no reason for a second. Second requests have permits of their own: if they
 * took those of the first, slow pages that hold one each could wait for another until their
 * deadlines. There are two, for the page that never comes keeps one until its own. The pages are jobs
 * of a pool of six (R28).
 */
static final int PAGES = 30;

static final int SLOW = 7;
static final int LOST = 13;

AtomicLong begin = new AtomicLong(); // of the first request
Permits connections = Permits.named("connections", 3);
Permits hedging = Permits.named("connections for second requests", 2);
RateLimiter rate = RateLimiter.named("requests", 100, Duration.ofSeconds(1), 5);
Queue<Long> starts = new ConcurrentLinkedQueue<>();
AtomicInteger underWay = new AtomicInteger();
AtomicInteger mostUnderWay = new AtomicInteger();
AtomicInteger refusals = new AtomicInteger();
AtomicInteger hedges = new AtomicInteger();

void main() throws Exception {
    HttpServer server = serve();
    String site = "http://localhost:" + server.getAddress().getPort() + "/page/";
    Map<Integer, Job<String>> jobs = new TreeMap<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
        Scope.run(
                scope -> {
                    WorkerPool pool =
                            WorkerPool.in(scope)
                                    .named("fetchers")
                                    .workers(6)
                                    .queue(10)
                                    .supervised(failure -> {}) // told by the join below
                                    .open();
                    for (int page = 1; page <= PAGES; page++) {
                        URI uri = URI.create(site + page);
                        jobs.put(page, pool.submit("page " + page, () -> fetch(client, uri)));
                    }
                });
    } finally {
        server.stop(0);
    }
    int fetched = 0;
    for (var job : jobs.entrySet()) {
        try {
            fetched += job.getValue().join().equals("this is page " + job.getKey()) ? 1 : 0;
        } catch (WorkFailedException e) {
            IO.println("page " + job.getKey() + ": " + e.getCause().getMessage());
        }
    }
    IO.println("fetched " + fetched + " of " + PAGES);
    IO.println("refused and tried again: " + refusals);
    IO.println("hedged: " + (hedges.get() >= 2)); // the slow one and the lost one, at least
    IO.println("never more than 5 under way: " + (mostUnderWay.get() <= 5));
    IO.println("never faster than the rate: " + kept());
}

/** One page, by hook or by crook, within four seconds. */
String fetch(HttpClient client, URI uri) throws IOException, InterruptedException {
    return Scope.named(uri.getPath())
            .deadline(Duration.ofSeconds(4))
            .call(scope -> retry(client, uri));
}

/** Again and again while the server is overloaded, with pauses that double. */
String retry(HttpClient client, URI uri) throws IOException, InterruptedException {
    return Backoff.of(4)
            .pause(Duration.ofMillis(10))
            .factor(2)
            .when(e -> e instanceof Overloaded)
            .call(() -> get(client, uri));
}

static class Overloaded extends IOException {
    Overloaded(String message) {
        super(message);
    }
}

String get(HttpClient client, URI uri) throws IOException, InterruptedException {
    HttpResponse<String> response = connections.with(() -> hedged(client, uri));
    String answer = uri + " answers " + response.statusCode();
    return switch (response.statusCode()) {
        case 200 -> response.body();
        case 503 -> {
            refusals.incrementAndGet();
            throw new Overloaded(answer);
        }
        default -> throw new IOException(answer);
    };
}

HttpResponse<String> hedged(HttpClient client, URI uri) throws InterruptedException {
    begin.compareAndSet(0, System.nanoTime());
    rate.acquire();
    return Race.hedged(
            Duration.ofMillis(300),
            List.of(
                    () -> send(client, uri),
                    () -> {
                        hedges.incrementAndGet();
                        return hedging.with(
                                () -> {
                                    rate.acquire();
                                    return send(client, uri);
                                });
                    }));
}

HttpResponse<String> send(HttpClient client, URI uri) throws IOException, InterruptedException {
    starts.add(System.nanoTime());
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    try {
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    } finally {
        underWay.decrementAndGet();
    }
}

/** Whether the k-th request was begun no sooner than the rate allows: 5 at once, and then one each 10 ms. */
boolean kept() {
    long[] at = starts.stream().mapToLong(s -> s - begin.get()).sorted().toArray();
    return IntStream.range(0, at.length).allMatch(k -> at[k] >= (k + 1 - 5) * 10_000_000L);
}

HttpServer serve() throws IOException {
    Map<Integer, AtomicInteger> requests = new ConcurrentHashMap<>();
    HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    server.setExecutor(Thread::startVirtualThread);
    server.createContext(
            "/page/",
            exchange -> {
                try (exchange) {
                    int page = Integer.parseInt(exchange.getRequestURI().getPath().substring(6));
                    int request =
                            requests.computeIfAbsent(page, p -> new AtomicInteger())
                                    .incrementAndGet();
                    if (page == LOST || (page == SLOW && request == 1)) {
                        Thread.sleep(9000);
                    }
                    boolean refused = page % 5 == 0 && request <= 2;
                    byte[] text = ("this is page " + page).getBytes();
                    exchange.sendResponseHeaders(refused ? 503 : 200, text.length);
                    exchange.getResponseBody().write(text);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
    server.start();
    return server;
}
