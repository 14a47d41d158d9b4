import static dev.handoff.Select.*;

import module java.net.http;

import com.sun.net.httpserver.*;

import dev.handoff.*;

/* Crawler [workers]: visits every page of a small web site that it starts itself, and reports what
 * it has found: pages that link to each other in circles, a link that leads nowhere, a page that
 * begins and does not end, links to elsewhere, which are not followed, one that is no address, which
 * is left out. 4 workers if nothing else is said.
 *
 *            ┌── jobs ──▶ worker, worker, … ──┐
 *     main ──┤                                visits ──┐
 *       ▲────────────────────────────────────────────◀─┘
 *
 * Main alone knows which pages are known, waiting and under way, so nothing is locked. Its select
 * offers the next waiting page to the workers and takes their visits, whichever comes first: it can
 * not block on a full queue while the workers block on theirs. The end is exact: nothing waits and
 * nothing is under way, so nobody can find another page. Then main closes jobs, and the workers go.
 */
static final Duration PATIENCE = Duration.ofSeconds(2); // for one page, its body included
static final int MAX_WORKERS = 256;

/** What a visit to a page has found. */
record Visit(URI page, String outcome, List<URI> links) {}

void main(String[] args) throws Exception {
    int workers = args.length == 0 ? 4 : number(args[0]);
    if (args.length > 1 || workers < 1 || workers > MAX_WORKERS) {
        System.err.println(
                "Crawler: usage: Crawler [workers], with 1 to " + MAX_WORKERS + " workers");
        System.exit(2);
    }
    HttpServer site = Site.start();
    try {
        URI home = URI.create("http://localhost:" + site.getAddress().getPort() + "/");
        SortedMap<URI, Visit> visits = Scope.call(scope -> crawl(scope, home, workers));
        for (Visit visit : visits.values()) {
            int links = visit.links.size();
            IO.println(
                    "%-14s %-12s %d %s"
                            .formatted(
                                    visit.page.getPath(),
                                    visit.outcome,
                                    links,
                                    links == 1 ? "link" : "links"));
        }
        IO.println(visits.size() + " pages");
    } finally {
        site.stop(0);
    }
}

SortedMap<URI, Visit> crawl(Scope scope, URI home, int workers) throws InterruptedException {
    Channel<URI> jobs = Channel.<URI>named("jobs").open();
    Channel<Visit> visits = Channel.<Visit>named("visits").open();
    try (HttpClient client = HttpClient.newHttpClient()) {
        for (int i = 1; i <= workers; i++) {
            scope.go("worker " + i, () -> work(client, jobs, visits));
        }
        SortedMap<URI, Visit> done = coordinate(home, jobs, visits);
        jobs.close();
        return done;
    }
}

SortedMap<URI, Visit> coordinate(URI home, Sender<URI> jobs, Receiver<Visit> visits)
        throws InterruptedException {
    SortedMap<URI, Visit> done = new TreeMap<>();
    Set<URI> known = new HashSet<>(Set.of(home));
    Deque<URI> waiting = new ArrayDeque<>(known);
    Select<Integer> change =
            Select.of(
                    toNext(
                                    jobs,
                                    waiting::peek,
                                    () -> {
                                        waiting.remove();
                                        return 1;
                                    })
                            .when(() -> !waiting.isEmpty()),
                    on(
                            visits,
                            visit -> {
                                if (done.put(visit.page, visit) != null) {
                                    throw new IllegalStateException("twice: " + visit.page);
                                }
                                for (URI link : visit.links) {
                                    if (sameSite(home, link) && known.add(link)) {
                                        waiting.add(link);
                                    }
                                }
                                return -1;
                            }));
    int underWay = 0;
    while (!waiting.isEmpty() || underWay > 0) {
        underWay += change.run();
    }
    return done;
}

boolean sameSite(URI home, URI link) {
    return home.getScheme().equals(link.getScheme())
            && home.getAuthority().equals(link.getAuthority());
}

void work(HttpClient client, Receiver<URI> jobs, Sender<Visit> visits) throws InterruptedException {
    for (URI page : jobs) {
        visits.send(visit(client, page));
    }
}

Visit visit(HttpClient client, URI page) throws InterruptedException {
    try {
        HttpRequest request = HttpRequest.newBuilder(page).build();
        HttpResponse<String> response =
                Scope.named(page.getPath())
                        .deadline(PATIENCE)
                        .call(scope -> client.send(request, HttpResponse.BodyHandlers.ofString()));
        boolean found = response.statusCode() == 200;
        return new Visit(
                page, "" + response.statusCode(), found ? links(page, response.body()) : List.of());
    } catch (DeadlineExceededException e) {
        return new Visit(page, "too slow", List.of());
    } catch (IOException e) {
        return new Visit(page, "unreachable", List.of());
    }
}

static final Pattern LINK = Pattern.compile("href=\"([^\"#]+)[^\"]*\"");

List<URI> links(URI page, String html) {
    return LINK.matcher(html)
            .results()
            .flatMap(link -> resolve(page, link.group(1)))
            .distinct()
            .toList();
}

/** Empty if the link is no address. */
Stream<URI> resolve(URI page, String link) {
    try {
        return Stream.of(page.resolve(link));
    } catch (IllegalArgumentException e) {
        return Stream.empty();
    }
}

int number(String text) {
    try {
        return Integer.parseInt(text);
    } catch (NumberFormatException e) {
        return 0;
    }
}

/** A web site of a few pages. */
static final class Site {
    private static final Map<String, List<String>> PAGES =
            Map.of(
                    "/", List.of("/news", "about.html", "/docs/", "https://example.org/"),
                    "/news", List.of("/", "/news/1", "/news/2", "/gone"),
                    "/news/1", List.of("2", "/news"),
                    "/news/2", List.of("1", "/news#top", "/slow"),
                    "/about.html", List.of("/", "mailto:us@example.org"),
                    "/docs/", List.of("guide", "../about.html", "/docs/"),
                    "/docs/guide", List.of("no address"),
                    "/slow", List.of("/behind-slow"));

    static HttpServer start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/", Site::answer);
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        List<String> links = PAGES.get(path);
        try (exchange) {
            String html =
                    links == null
                            ? "no such page"
                            : links.stream()
                                    .map(link -> "<a href=\"" + link + "\">" + link + "</a>")
                                    .collect(Collectors.joining("\n"));
            byte[] body = html.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(links == null ? 404 : 200, body.length);
            if (path.equals("/slow")) {
                exchange.getResponseBody().flush();
                Thread.sleep(PATIENCE.multipliedBy(3));
            }
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
