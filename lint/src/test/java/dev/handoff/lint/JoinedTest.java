package dev.handoff.lint;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Lint: processes that are waited for")
class JoinedTest {
    /** What they start changes {@code a[0]}, which is then read. */
    private static void checkThenRead(String statements) throws Exception {
        Linted.checkInScope(
                """
                int[] a = {0};
                List<Task<?>> tasks = new ArrayList<>();
                List<WorkerPool> pools = new ArrayList<>();
                WaitGroup group = WaitGroup.create();
                """,
                statements + "\nIO.println(a[0]);");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "scope.fork(() -> a[0]++).join();",
                "IO.println(scope.fork(() -> a[0]++).join());",
                "for (int i = 0; i < 2; i++) { scope.fork(() -> a[0]++).join(); }",
                "Handoff.go(\"process\", () -> a[0]++).join();",
                "dev.handoff.bridge.Futures.start(scope, \"process\", () -> a[0]++).join();",
                "Task<Integer> task; task = scope.fork(() -> a[0]++); task.join();",
                "tasks.add(scope.fork(() -> a[0]++)); for (Task<?> task : tasks) { task.join(); }",
            })
    @DisplayName("what a process did is seen by who has used its result, and so may have joined it")
    void whatIsStartedIsUsed(String statements) throws Exception {
        checkThenRead(statements);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "group.go(scope, () -> a[0]++); group.await();",
                "WorkerPool pool = WorkerPool.in(scope).open(); pool.submit(() -> a[0]++).join();",
                "Job<?> job = pools.get(0).submit(() -> a[0]++); job.join();",
                "pools.get(0).submit(() -> { a[0] = 1; group.done(); }); group.await();",
            })
    @DisplayName("what a process did is seen by who has waited for its group or job")
    void whatItIsStartedByIsWaitedFor(String statements) throws Exception {
        checkThenRead(statements);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Task<Integer> first = scope.fork(() -> a[0]++); first.join();",
                "group.go(scope, () -> a[0]++); group.await();",
                "Thread first = Handoff.go(\"first\", () -> a[0]++); first.join();",
                "Channel<Integer> ready = Channel.rendezvous();"
                        + " scope.go(() -> { a[0]++; ready.send(1); }); ready.receive();",
            })
    @DisplayName("a process that was waited for is before one that is started afterwards")
    void waitedForBeforeTheNextIsStarted(String first) throws Exception {
        Linted.checkInScope(
                "int[] a = {0}; WaitGroup group = WaitGroup.create();",
                first + "\nscope.go(() -> { a[0]++; });");
    }

    @Test
    @DisplayName("a process that is waited for when the next was started runs beside it")
    void waitedForAfterTheNextIsStarted() throws Exception {
        Linted.checkInScope(
                "int[] a = {0};",
                """
                Task<Integer> first = scope.fork(() -> a[0]++); // warned
                scope.go(() -> { a[0]++; });
                first.join();
                """);
    }

    @Test
    @DisplayName(
            "one that waits for a group is ordered after those that another one has started by it")
    void aGroupIsWaitedForByAnother() throws Exception {
        Linted.checkInScope(
                """
                int[] a = {0};
                WaitGroup group = WaitGroup.create();
                """,
                """
                group.go(scope, () -> a[0]++);
                scope.go("waits", () -> { group.await(); IO.println(a[0]); });
                """);
    }

    @Test
    @DisplayName("the end of a try closes what it has opened, which who receives may see")
    void theEndOfATryCloses() throws Exception {
        Linted.checkInScope(
                """
                int[] a = {0};
                Channel<Integer> numbers = Channel.buffered(1);
                List<Sender<Integer>> senders = List.of(numbers.newSender());
                """,
                """
                scope.go("writer", () -> { try (Sender<Integer> out = senders.get(0)) { a[0]++; } });
                scope.go("reader", () -> {
                    for (int number : numbers) { IO.println(number); }
                    IO.println(a[0]);
                });
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "scope.fork(() -> a[0]++); // warned",
                "WorkerPool pool = WorkerPool.in(scope).open();\n"
                        + "pool.submit(() -> a[0]++); // warned\n"
                        + "pool.close();",
                "try (WorkerPool pool = WorkerPool.in(scope).open()) {\n"
                        + "pool.submit(() -> a[0]++); // warned\n}",
                "pools.get(0).submit(() -> a[0]++); // warned\npools.get(0).close();",
                "Handoff.go(\"process\", () -> a[0]++); // warned",
                "dev.handoff.bridge.Futures.start(scope, \"process\", () -> a[0]++); // warned",
            })
    @DisplayName("R24 one whose result nobody has is at the same time as its starter")
    void aResultThatIsDropped(String statements) throws Exception {
        checkThenRead(statements);
    }

    @Test
    @DisplayName(
            "jobs of one pool may be done by one worker, and hear of it when that is cancelled")
    void jobsOfOnePool() throws Exception {
        Linted.checkInScope(
                """
                int[] a = {0};
                String[] why = {""};
                Channel<Integer> never = Channel.rendezvous();
                """,
                """
                WorkerPool pool = WorkerPool.in(scope).workers(1).open();
                for (int i = 0; i < 3; i++) {
                    pool.submit(() -> a[0]++);
                }
                pool.submit(() -> a[0]--);
                pool.submit(() -> {
                    try { never.receive(); } catch (InterruptedException e) { IO.println(why[0]); }
                });
                why[0] = "too late";
                pool.cancel();
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "pool.submit(() -> a[0]++); pool.submit(() -> {}).join();",
                "pool.submit(() -> a[0]++); Job<?> last = pool.submit(() -> {}); last.join();",
                "for (int i = 0; i < 3; i++) { pool.submit(() -> a[0]++); } pool.submit(() ->"
                        + " {}).join();",
                "WorkerPool other = WorkerPool.in(scope).open();\npool.submit(() -> a[0]++); //"
                        + " warned\nother.submit(() -> {}).join();",
                "Job<?> job = pool.submit(() -> a[0]++); // warned",
                "pool.submit(() -> a[0]++); // warned\npool.submit(() -> IO.println(1));",
            })
    @DisplayName("who has waited for a job has, too, for those that its one worker did before")
    void aLaterJobOfOnePool(String statements) throws Exception {
        checkThenRead("WorkerPool pool = WorkerPool.in(scope).workers(1).open();\n" + statements);
    }

    @Test
    @DisplayName("R24 processes of one group do not wait for each other")
    void processesOfOneGroup() throws Exception {
        Linted.checkInScope(
                """
                int[] a = {0};
                int[] b = {0};
                WaitGroup group = WaitGroup.create();
                """,
                """
                for (int i = 0; i < 2; i++) {
                    group.go(scope, () -> a[0]++); // warned
                }
                group.go(scope, () -> b[0] = 1); // warned
                group.go(scope, () -> b[0] = 2);
                group.await();
                IO.println(a[0] + b[0]);
                """);
    }
}
