package dev.handoff.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Lint: what several workers do")
class WorkersTest {
    private static void checkWithPool(String pool, String statements) throws Exception {
        Linted.check(
                """
                static final int FOUR = 4;
                final List<Integer> list = new ArrayList<>();
                int total;
                void main() throws Exception {
                    int x = IO.readln().length();
                    final int several = 2 + 1;
                    Scope.run(scope -> {
                        %s
                        %s
                    });
                }
                """
                        .formatted(pool, statements));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "for (int i = 0; i < 9; i++) { pool.submit(() -> list.add(1)); } // warned",
                "for (int i = 0; i < 9; i++) { pool.submit(\"adds\", () -> { total++; }); } //"
                        + " warned",
                "pool.submit(() -> list.add(1)); // warned\npool.submit(() -> list.add(2));",
                "Job<Boolean> one = pool.submit(() -> list.add(1)); // warned\n"
                        + "Job<?> two = pool.submit(() -> list.add(2)); one.join(); two.join();",
                "pool.submit(() -> total++); // warned\n"
                        + "pool.submit(() -> {}).join(); IO.println(total);",
                "WorkerPool same = pool; pool.submit(() -> total++); // warned\n"
                        + "same.submit(() -> IO.println(total));",
            })
    @DisplayName("R24 jobs of a pool with several workers are at the same time")
    void jobsOfSeveralWorkers(String statements) throws Exception {
        checkWithPool(
                "WorkerPool pool = WorkerPool.in(scope).named(\"p\").workers(8).queue(9).open();",
                statements);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "pool.submit(() -> total++).join(); pool.submit(() -> total++).join();",
                "for (int i = 0; i < 9; i++) { Job<?> job = pool.submit(() -> total++);"
                        + " job.join(); }",
                "for (int i = 0; i < 9; i++) { int me = i; pool.submit(() -> { if (me == 0)"
                        + " total++; }); }",
                "for (int i = 0; i < 9; i++) { List<Integer> own = new ArrayList<>();"
                        + " pool.submit(() -> own.add(1)); }",
                "for (int i = 0; i < 9; i++) { pool.submit(() -> { synchronized (list) {"
                        + " list.add(1); } }); }",
                "Job<?> first = pool.submit(() -> total++); pool.submit(() -> { first.join();"
                        + " return total++; });",
            })
    @DisplayName("jobs of a pool with several workers may wait for each other, or share nothing")
    void jobsThatAreOrdered(String statements) throws Exception {
        checkWithPool("WorkerPool pool = WorkerPool.in(scope).workers(8).open();", statements);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "WorkerPool pool = WorkerPool.in(scope).workers(2).open();",
                "WorkerPool pool = (WorkerPool.in(scope).workers((2))).named(\"p\").open();",
                "WorkerPool pool = WorkerPool.in(scope).workers(FOUR).open();",
                "WorkerPool pool = WorkerPool.in(scope).workers(several).open();",
                "WorkerPool pool = WorkerPool.in(scope).workers(x).workers(Short.SIZE).open();",
                "int workers = 4; var pool = WorkerPool.in(scope).workers(workers).open();",
            })
    @DisplayName("R24 a pool has several workers if a number says so, by itself or by a name")
    void poolsOfSeveralWorkers(String pool) throws Exception {
        checkWithPool(
                pool, "for (int i = 0; i < 9; i++) { pool.submit(() -> list.add(1)); } // warned");
    }

    @Test
    @DisplayName("R24 a pool that a try closes, or a field has, may have several workers, too")
    void poolsOfATryAndOfAField() throws Exception {
        Linted.check(
                """
                class Work {
                    final Scope scope = Scope.current();
                    final WorkerPool pool = WorkerPool.in(scope).workers(2).open();
                    int done;
                    void both() throws Exception {
                        pool.submit(() -> done++); // warned
                        this.pool.submit(() -> done++);
                    }
                }
                void main() throws Exception {
                    List<Integer> list = new ArrayList<>();
                    Scope.run(scope -> {
                        try (WorkerPool pool = WorkerPool.in(scope).workers(4).open()) {
                            for (int i = 0; i < 9; i++) { pool.submit(() -> list.add(1)); } // warned
                        }
                    });
                }
                """
                        .replace("Scope.current()", "null"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "WorkerPool pool = WorkerPool.in(scope).open();",
                "WorkerPool pool = WorkerPool.in(scope).workers(1).open();",
                "WorkerPool pool = WorkerPool.in(scope).workers(4).workers(1).open();",
                "WorkerPool pool = WorkerPool.in(scope).workers(x).open();",
                "WorkerPool pool = WorkerPool.in(scope).workers(x + 2).open();",
                "int n = 4; n = x; WorkerPool pool = WorkerPool.in(scope).workers(n).open();",
                "int n; n = 4; WorkerPool pool = WorkerPool.in(scope).workers(n).open();",
                "WorkerPool pool = WorkerPool.in(scope).queue(9).open();",
                "WorkerPoolBuilder two = WorkerPool.in(scope).workers(2); WorkerPool pool ="
                        + " two.workers(1).open();",
                "WorkerPool two = WorkerPool.in(scope).workers(2).open(); WorkerPool pool = x > 0"
                        + " ? two : WorkerPool.in(scope).workers(1).open();",
                "List<WorkerPool> pools = new ArrayList<>(); WorkerPool pool = pools.getFirst();",
            })
    @DisplayName("a pool may have one worker if no number says that it has more")
    void poolsOfOneWorker(String pool) throws Exception {
        checkWithPool(
                pool,
                """
                for (int i = 0; i < 9; i++) { pool.submit(() -> list.add(1)); }
                pool.submit(() -> list.add(2));
                pool.submit(() -> total++);
                pool.submit(() -> {}).join();
                IO.println(total);
                """);
    }

    private static void checkPipeline(String statement) throws Exception {
        Linted.check(
                """
                import dev.handoff.pipeline.*;
                class Counter implements AutoCloseable {
                    int n;
                    int count() { return n++; }
                    @Override public void close() {}
                }
                static final int FOUR = 4;
                final List<Integer> list = new ArrayList<>();
                int total;
                int work(int n) { return n + 1; }
                int onlyFirst(int n) { if (n == 1) { total++; } int m = n * 2; if (m == 4) { total--; } return n; }
                synchronized int guarded(int n) { total += n; return n; }
                void main() throws Exception {
                    int x = IO.readln().length();
                    int[] results = new int[9];
                    AtomicInteger sum = new AtomicInteger();
                    Channel<Integer> out = Channel.unbounded();
                    Pipeline<Integer> p = Pipeline.range(0, 9);
                    %s
                }
                """
                        .formatted(statement));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "p.parallel(8, n -> total += n).toList(); // warned",
                "p.parallelUnordered(8, n -> { list.add(n); return n; }).toList(); // warned",
                "p.parallelWith(2, () -> { total++; return new Counter(); }, // warned\n"
                        + "(counter, n) -> n).toList();",
                "p.parallelUnorderedWith(2, Counter::new,\n"
                        + "(counter, n) -> total += n).toList(); // warned",
                "p.forEach(4, n -> list.add(n)); // warned",
                "p.parallel(FOUR, n -> total += n, OnError.skip()).toList(); // warned",
                "int workers = 2; var q = p.parallel(workers, n -> total += n); // warned",
                "p.parallel(8, n -> { if (n > 3) { list.add(n); } return n; }).toList(); // warned",
                "p.parallel(8, n -> { if (x == 3) { list.add(n); } return n; }).toList(); //"
                        + " warned",
                "p.parallel(8, n -> { out.send(n); list.add(n); return n; }).toList(); // warned",
                "synchronized (out) { p.parallel(8, n -> total += n).toList(); } // warned",
                "p.parallel(8, (Mapping<Integer, Integer>) n -> total += n).toList(); // warned",
                "for (int i = 0; i < 3; i++) { int[] all = {0}; p.parallel(8, n -> all[0] +="
                        + " n).toList(); } // warned",
                "p.parallel(2, n -> p.parallel(2, m -> total += m).toList()).toList(); // warned",
            })
    @DisplayName("R24 what the workers of a pipeline's stage do is at the same time")
    void workersOfAStage(String statement) throws Exception {
        checkPipeline(statement);
    }

    @Test
    @DisplayName("R24 what a method does that the workers of a stage call is at the same time")
    void methodsThatWorkersCall() throws Exception {
        Linted.check(
                """
                import dev.handoff.pipeline.*;
                class Counter { int n; int count(int more) { return n += more; } } // warned
                int total;
                int others;
                int add(int n) { return total += n; } // warned
                int addToo(int n) { return others += n; } // warned
                List<Integer> run(Pipeline<Integer> p) throws Exception {
                    return p.parallel(8, n -> addToo(n)).toList();
                }
                void main() throws Exception {
                    Counter counter = new Counter();
                    Pipeline.range(0, 9).parallel(8, this::add).toList();
                    Pipeline.range(0, 9).parallel(8, counter::count).toList();
                    IO.println(run(Pipeline.range(0, 9)));
                }
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "p.parallel(1, n -> total += n).toList();",
                "p.parallel(x, n -> total += n).toList();",
                "p.map(n -> total += n).toList();",
                "p.forEach(n -> list.add(n));",
                "p.parallel(8, n -> n + 1).forEach(n -> list.add(n));",
                "p.map(n -> total += n).parallel(8, n -> work(n)).forEach(n -> list.add(n));",
                "p.parallel(8, n -> { int[] own = {0}; own[0]++; return own; }).toList();",
                "p.parallel(8, n -> { synchronized (out) { list.add(n); } return n; }).toList();",
                "p.parallel(8, n -> guarded(n)).toList();",
                "p.parallel(8, this::guarded).toList();",
                "p.parallel(8, n -> { sum.addAndGet(n); total++; return n; }).toList();",
                "p.parallel(8, n -> { if (n == 3) { list.add(n); } return n; }).toList();",
                "p.parallel(8, n -> { if (n != 3) { return n; } list.add(n); return n;"
                        + " }).toList();",
                "p.parallel(8, n -> { String s = \"p\" + n; if (s.equals(\"p1\")) { total++; }"
                        + " return n; }).toList();",
                "p.parallel(8, n -> onlyFirst(n)).toList();",
                "p.parallel(8, this::onlyFirst).toList();",
                "p.parallel(8, n -> results[n] = n).toList();",
                "p.parallelWith(2, Counter::new, (counter, n) -> counter.count()).toList();",
                "p.parallelWith(2, Counter::new, (counter, n) -> counter.n++).toList();",
                "p.parallel(8, n -> { Latch own = Latch.of(1); return own; }).toList(); total++;",
            })
    @DisplayName(
            "what one worker does, or each with what is its own or under a lock, is left alone")
    void workersThatShareNothing(String statement) throws Exception {
        checkPipeline(statement);
    }

    private static void checkOrders(String statement) throws Exception {
        Linted.check(
                """
                import dev.handoff.pipeline.*;
                enum Kind { PART, END }
                sealed interface Event {
                    default boolean isLast() { return true; }
                    default Kind kind() { return Kind.END; }
                    default int n() { return 1; }
                }
                record Part(int id, boolean last) implements Event {}
                record End() implements Event {}
                record Order(int id, String name, Event event) {}
                final List<Integer> list = new ArrayList<>();
                int total;
                int onlyLast(Event e) { if (e.isLast()) { total++; } return 1; }
                void main() throws Exception {
                    Order one = new Order(1, "one", new End());
                    Pipeline<Order> orders = Pipeline.of(one);
                    Pipeline<Event> events = Pipeline.of(new End());
                    Pipeline<Part> parts = Pipeline.of(new Part(1, true));
                    Pipeline<String> lines = Pipeline.of("x");
                    %s
                }
                """
                        .formatted(statement));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "orders.parallel(8, o -> { if (o.id() == 1) total++; return o; }).toList();",
                "orders.parallel(8, o -> { switch (o.id()) { case 1 -> total++; default -> {} }"
                        + " return o; }).toList();",
                "orders.parallel(8, o -> { if (o.name().equals(\"x\")) total++; return o;"
                        + " }).toList();",
                "orders.parallel(8, o -> { if (\"x\".equals(o.name)) total++; return o;"
                        + " }).toList();",
                "orders.parallel(8, o -> { if (o.event().isLast()) total++; return o; }).toList();",
                "parts.parallel(8, p -> { if (p.last) total++; return p; }).toList();",
                "events.parallel(8, e -> { if (e.isLast()) total = e.n(); return e; }).toList();",
                "events.parallel(8, e -> { if (!e.isLast()) return e; total++; return e;"
                        + " }).toList();",
                "events.parallel(8, e -> onlyLast(e)).toList();",
                "events.parallel(8, this::onlyLast).toList();",
                "events.parallel(8, e -> { if (e.kind() == Kind.END) total++; return e;"
                        + " }).toList();",
                "events.parallel(8, e -> { switch (e.kind()) { case END -> total++; case PART -> {}"
                        + " } return e; }).toList();",
                "events.parallel(8, e -> switch (e) { case End end -> total = end.n(); default ->"
                        + " 0; }).toList();",
                "events.parallel(8, e -> { if (e instanceof End) total++; return e; }).toList();",
                "events.parallel(8, e -> { if (!(e instanceof End end)) return 0; return total ="
                        + " end.n(); }).toList();",
                "events.parallel(8, e -> { boolean isEnd = e instanceof End; if (isEnd) total++;"
                        + " return e; }).toList();",
                "lines.parallel(8, s -> { if (s.startsWith(\"#total\")) total++; return s;"
                        + " }).toList();",
                "lines.parallel(8, s -> { if (Objects.equals(s, \"x\")) total++; return s;"
                        + " }).toList();",
                "lines.parallel(8, s -> { if (s.equalsIgnoreCase(\"x\")) total++; return s;"
                        + " }).toList();",
                "lines.forEach(8, s -> { if (s.isEmpty()) list.add(1); });",
            })
    @DisplayName(
            "what workers do for a part of a value, its type or what it answers may be for one")
    void whatIsForAPartOfAValue(String statement) throws Exception {
        checkOrders(statement);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "orders.parallel(8, o -> { if (one.id() == 1) total++; return o; }).toList(); //"
                        + " warned",
                "orders.parallel(8, o -> { if (o.id() > 1) total++; return o; }).toList(); //"
                        + " warned",
                "orders.parallel(8, o -> { if (o.id() % 2 == 0) total++; return o; }).toList(); //"
                        + " warned",
                "orders.parallel(8, o -> { if (o.id() != 1) total++; return o; }).toList(); //"
                        + " warned",
                "orders.parallel(8, o -> { if (o.id() == 1 || o.id() == 2) total++; return o;"
                        + " }).toList(); // warned",
                "orders.parallel(8, o -> { if (!Objects.equals(o.name(), \"x\")) total++; return o;"
                        + " }).toList(); // warned",
                "orders.parallel(8, o -> { if (one.event() instanceof End) total++; return o;"
                        + " }).toList(); // warned",
                "lines.parallel(8, s -> { Iterator<String> words = s.lines().iterator(); while"
                        + " (words.hasNext()) { list.add(words.next().length()); } return s;"
                        + " }).toList(); // warned",
            })
    @DisplayName("R24 what workers do for many values, or by what all have, is at the same time")
    void whatIsForManyValues(String statement) throws Exception {
        checkOrders(statement);
    }

    private static void checkTurns(String statements) throws Exception {
        Linted.check(
                """
                import dev.handoff.pipeline.*;
                int total;
                int back(Channel<Integer> turn, int n) throws InterruptedException {
                    turn.send(1);
                    return n;
                }
                Pipeline<Integer> turns(Channel<Integer> turn) {
                    return Pipeline.range(0, 9).map(n -> { turn.receive(); return n; });
                }
                void main() throws Exception {
                    Channel<Integer> turn = Channel.buffered(1);
                    Channel<Integer> out = Channel.unbounded();
                    Permits permits = Permits.of(1);
                    turn.send(0);
                    Pipeline<Integer> p = Pipeline.range(0, 9);
                    %s
                }
                """
                        .formatted(statements));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "p.map(n -> { turn.receive(); return n; }).parallel(8, n -> { total += n;"
                        + " turn.send(1); return n; }).toList();",
                "p.parallel(8, n -> { turn.receive(); total += n; return n; }).forEach(n ->"
                        + " turn.send(1));",
                "p.map(n -> { turn.receive(); return n; }).parallel(8, n -> total +="
                        + " n).forEach(n -> turn.send(1));",
                "p.map(n -> { turn.receive(); return n; }).parallel(8, n -> total +="
                        + " n).forEach(n -> back(turn, n));",
                "p.map(n -> { permits.acquire(); return n; }).parallel(8, n -> total +="
                        + " n).forEach(n -> permits.release());",
                "turns(turn).parallel(8, n -> { total += n; turn.send(1); return n; }).toList();",
                "Pipeline<Integer> q = p.map(n -> { turn.receive(); return n; }); q.forEach(8, n ->"
                        + " { total += n; turn.send(1); });",
                "Pipeline<Integer> q = p.parallel(8, n -> { turn.receive(); total += n; return n;"
                        + " }); q.forEach(n -> { turn.send(1); });",
            })
    @DisplayName("workers may have turns by another function of their pipeline, or who makes it")
    void workersThatHaveTurns(String statements) throws Exception {
        checkTurns(statements);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "p.map(n -> { out.send(n); return n; }).parallel(8, n -> total += n).toList(); //"
                        + " warned",
                "p.map(n -> { out.send(n); return n; }).parallel(8, n -> { total += n;"
                        + " turn.send(1); return n; }).toList(); // warned",
                "p.map(n -> { out.receive(); return n; }).parallel(8, n -> { total += n;"
                        + " turn.send(1); return n; }).map(n -> n + 1).toList(); // warned",
            })
    @DisplayName(
            "R24 workers are not ordered by what the other functions of their pipeline do with"
                    + " other channels")
    void workersWithoutTurns(String statements) throws Exception {
        checkTurns(statements);
    }

    @Test
    @DisplayName("R24 whom the workers of a stage start is beside the others once")
    void whomWorkersStart() throws Exception {
        Linted.check(
                """
                import dev.handoff.pipeline.*;
                int total;
                int others;
                void main() throws Exception {
                    Pipeline.range(0, 9).parallel(8, n -> Scope.call(scope -> {
                        scope.go(() -> total++); // warned
                        scope.go(() -> total++);
                        Pipeline.range(0, 9).parallel(8, m -> m + 1).forEach(IO::println);
                        scope.go(() -> others++);
                        return n;
                    })).toList();
                }
                """);
    }

    @Test
    @DisplayName("a warning says whose workers change something")
    void aWarningSaysWho() throws Exception {
        assertThat(
                        Linted.messages(
                                """
                                import dev.handoff.pipeline.*;
                                void main() throws Exception {
                                    List<Integer> list = new ArrayList<>();
                                    Pipeline.of(1, 2).forEach(2, n -> list.add(n));
                                }
                                """))
                .containsExactly(
                        "list is changed by several processes, the workers of a pipeline's stage,"
                                + " and nothing orders them: a change may be lost. Send what each"
                                + " has to add to one that owns it");
    }
}
