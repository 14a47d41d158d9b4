import dev.handoff.*;
import dev.handoff.coordinate.*;
import dev.handoff.pipeline.*;

/**
 * Many callers, one batch, and each awaits the result of its own row. A process writes the rows into a table: as soon as 500
 * have come, or 200 ms after the first. While the table is busy, a batch is tried again.
 *
 * <p>A row is a call, so that no caller is forgotten, however the writer ends: one whose row waits to be taken is told by
 * the cancel, and so is one whose row was taken, for a batch that is still gathered or at work. With a one-shot beside each row
 * in a channel the latter would wait for ever.
 */
static final int CALLERS = 1_200;

static final int MOST = 500;

static final Duration LIMIT = Duration.ofMillis(200);

void main() throws Exception {
    Table table = new Table();
    RowWriter writer = new RowWriter(table);
    Scope.run(
            scope -> {
                scope.go("writer", writer::run);
                Scope.named("callers").run(all -> start(all, writer, table));
                IO.println(CALLERS + " callers, each has the id of its own row");
                IO.println(table.batches + " batches, the biggest of " + table.biggest + " rows");
                try {
                    writer.write("");
                } catch (WorkFailedException e) {
                    IO.println(e.getCause().getMessage());
                }
                writer.stop();
            });
    IO.println("the writer has ended");
}

void start(Scope scope, RowWriter writer, Table table) {
    for (int i = 1; i <= CALLERS; i++) {
        String row = "row " + i;
        scope.go(
                "caller of " + row,
                () -> {
                    long id = writer.write(row);
                    if (!row.equals(table.rows.get(id))) {
                        throw new IllegalStateException(row + " is not at " + id);
                    }
                });
    }
}

static final class RowWriter {
    private final Calls<String, Long> rows = Calls.named("rows");
    private final Backoff patient =
            Backoff.of(4)
                    .pause(Duration.ofMillis(50))
                    .factor(2)
                    .when(failure -> failure instanceof Busy);
    private final Table table;

    RowWriter(Table table) {
        this.table = table;
    }

    /** Waits until the row is written; the result is its id. */
    long write(String row) throws InterruptedException {
        return rows.call(row);
    }

    /** Writes until it is stopped. */
    void run() throws InterruptedException {
        try {
            Pipeline.from(rows.requests()).batchWithin(MOST, LIMIT).forEach(this::flush);
        } finally {
            rows.cancel(); // whoever has no answer is told
        }
    }

    private void flush(List<Call<String, Long>> batch) throws InterruptedException {
        try {
            List<String> all = batch.stream().map(Call::request).toList();
            List<Long> ids = patient.call(() -> table.insert(all));
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).reply(ids.get(i)); // false if its caller has given up: it is written
            }
        } catch (IOException e) {
            batch.forEach(call -> call.fail(e));
        }
    }

    /** No more rows; those that wait are written. */
    void stop() {
        rows.close();
    }
}

@SuppressWarnings("serial")
static final class Busy extends IOException {}

/** In the place of a database; it is busy at first. */
static final class Table {
    final Map<Long, String> rows = new ConcurrentHashMap<>();
    final AtomicInteger batches = new AtomicInteger();
    final AtomicInteger biggest = new AtomicInteger();
    private final AtomicBoolean isFree = new AtomicBoolean();

    List<Long> insert(List<String> batch) throws IOException {
        if (!isFree.getAndSet(true)) {
            throw new Busy();
        }
        if (batch.contains("")) {
            throw new IOException("a row is empty: none of its batch is written");
        }
        batches.incrementAndGet();
        biggest.accumulateAndGet(batch.size(), Math::max);
        List<Long> ids = new ArrayList<>();
        for (String row : batch) {
            long id = rows.size() + 1;
            rows.put(id, row);
            ids.add(id);
        }
        return ids;
    }
}
