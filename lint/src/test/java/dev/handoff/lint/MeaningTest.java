package dev.handoff.lint;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

@DisplayName("Lint: what it knows of the methods and types of Handoff and of the JDK")
class MeaningTest {
    /** Each a variable with a container, and what is done with it. */
    private static final List<String> CHANGES =
            List.of(
                    "StringBuilder v = new StringBuilder(); | v.append(1)",
                    "StringBuilder v = new StringBuilder(); | v.appendCodePoint(65)",
                    "StringBuilder v = new StringBuilder(); | v.delete(0, 1)",
                    "StringBuilder v = new StringBuilder(); | v.deleteCharAt(0)",
                    "StringBuilder v = new StringBuilder(); | v.insert(0, 1)",
                    "StringBuilder v = new StringBuilder(); | v.repeat(65, 2)",
                    "StringBuilder v = new StringBuilder(); | v.replace(0, 1, \"b\")",
                    "StringBuilder v = new StringBuilder(); | v.reverse()",
                    "StringBuilder v = new StringBuilder(); | v.setCharAt(0, 'c')",
                    "StringBuilder v = new StringBuilder(); | v.setLength(1)",
                    "BitSet v = new BitSet(); | v.and(new BitSet())",
                    "BitSet v = new BitSet(); | v.andNot(new BitSet())",
                    "BitSet v = new BitSet(); | v.flip(1)",
                    "BitSet v = new BitSet(); | v.or(new BitSet())",
                    "BitSet v = new BitSet(); | v.set(1)",
                    "BitSet v = new BitSet(); | v.xor(new BitSet())",
                    "Deque<Integer> v = new ArrayDeque<>(); | v.addFirst(1)",
                    "Deque<Integer> v = new ArrayDeque<>(); | v.addLast(1)",
                    "Deque<Integer> v = new ArrayDeque<>(); | v.offerFirst(1)",
                    "Deque<Integer> v = new ArrayDeque<>(); | v.offerLast(1)",
                    "Deque<Integer> v = new ArrayDeque<>(); | v.pollFirst()",
                    "Deque<Integer> v = new ArrayDeque<>(); | v.pollLast()",
                    "Deque<Integer> v = new ArrayDeque<>(); | v.pop()",
                    "Deque<Integer> v = new ArrayDeque<>(); | v.push(1)",
                    "Deque<Integer> v = new ArrayDeque<>(); | v.removeFirst()",
                    "Deque<Integer> v = new ArrayDeque<>(); | v.removeFirstOccurrence(1)",
                    "Deque<Integer> v = new ArrayDeque<>(); | v.removeLast()",
                    "Deque<Integer> v = new ArrayDeque<>(); | v.removeLastOccurrence(1)",
                    "Queue<Integer> v = new PriorityQueue<>(); | v.offer(1)",
                    "Queue<Integer> v = new LinkedList<>(); | v.poll()",
                    "List<Integer> v = new ArrayList<>(); | v.add(1)",
                    "List<Integer> v = new ArrayList<>(); | v.addAll(List.of(1))",
                    "List<Integer> v = new ArrayList<>(); | v.clear()",
                    "List<Integer> v = new ArrayList<>(); | v.remove(0)",
                    "List<Integer> v = new ArrayList<>(); | v.removeAll(List.of(1))",
                    "List<Integer> v = new ArrayList<>(); | v.removeIf(n -> n > 1)",
                    "List<Integer> v = new ArrayList<>(); | v.replaceAll(n -> n + 1)",
                    "List<Integer> v = new ArrayList<>(); | v.retainAll(List.of(1))",
                    "List<Integer> v = new ArrayList<>(); | v.sort(null)",
                    "Set<Integer> v = new HashSet<>(); | v.add(1)",
                    "Set<Integer> v = new LinkedHashSet<>(); | v.add(1)",
                    "Set<Integer> v = new TreeSet<>(); | v.add(1)",
                    "Map<Integer, Integer> v = new HashMap<>(); | v.compute(1, (k, n) -> 1)",
                    "Map<Integer, Integer> v = new HashMap<>(); | v.computeIfAbsent(1, k -> 1)",
                    "Map<Integer, Integer> v = new HashMap<>(); | v.computeIfPresent(1, (k, n) ->"
                            + " 1)",
                    "Map<Integer, Integer> v = new HashMap<>(); | v.merge(1, 1, Integer::sum)",
                    "Map<Integer, Integer> v = new HashMap<>(); | v.put(1, 1)",
                    "Map<Integer, Integer> v = new HashMap<>(); | v.putAll(Map.of())",
                    "Map<Integer, Integer> v = new HashMap<>(); | v.putIfAbsent(1, 1)",
                    "Map<Integer, Integer> v = new IdentityHashMap<>(); | v.put(1, 1)",
                    "LinkedHashMap<Integer, Integer> v = new LinkedHashMap<>(); | v.putFirst(1, 1)",
                    "LinkedHashMap<Integer, Integer> v = new LinkedHashMap<>(); | v.putLast(1, 1)",
                    "TreeMap<Integer, Integer> v = new TreeMap<>(); | v.pollFirstEntry()",
                    "TreeMap<Integer, Integer> v = new TreeMap<>(); | v.pollLastEntry()",
                    "Map<TimeUnit, Integer> v = new EnumMap<>(TimeUnit.class); |"
                            + " v.put(TimeUnit.DAYS, 1)");

    @Test
    @DisplayName("R24 all that changes a container counts, whichever that is")
    void changesOfContainers() throws Exception {
        StringBuilder declarations = new StringBuilder();
        StringBuilder statements = new StringBuilder("for (int i = 0; i < 2; i++) {\n");
        for (int i = 0; i < CHANGES.size(); i++) {
            String[] parts = CHANGES.get(i).split(" \\| ");
            declarations.append(parts[0].replace(" v ", " v" + i + " ")).append('\n');
            statements.append(
                    "scope.go(() -> { %s; }); // warned\n"
                            .formatted(parts[1].replace("v.", "v" + i + ".")));
        }
        Linted.checkInScope(declarations.toString(), statements.append('}').toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Collection",
                "Deque",
                "List",
                "Map",
                "NavigableMap",
                "NavigableSet",
                "Queue",
                "SequencedCollection",
                "SequencedMap",
                "SequencedSet",
                "Set",
                "SortedMap",
                "SortedSet"
            })
    @DisplayName("R10 a collection counts by what it is made with, whatever its variable says")
    void collections(String type) throws Exception {
        String made =
                switch (type) {
                    case "Map", "NavigableMap", "SequencedMap", "SortedMap" ->
                            "<Integer, Integer> all = new TreeMap<>();";
                    case "NavigableSet", "SequencedSet", "Set", "SortedSet" ->
                            "<Integer> all = new TreeSet<>();";
                    default -> "<Integer> all = new LinkedList<>();";
                };
        Linted.check(
                """
                void main() throws Exception {
                    Channel<Object> out = Channel.unbounded();
                    %s%s
                    out.send(all);
                    all.clear(); // warned
                }
                """
                        .formatted(type, made));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Arrays.fill(all, 1);",
                "Arrays.parallelPrefix(all, Integer::sum);",
                "Arrays.parallelSetAll(all, n -> n);",
                "Arrays.parallelSort(all);",
                "Arrays.setAll(all, n -> n);",
                "Arrays.sort(all);",
                "System.arraycopy(new int[1], 0, all, 0, 1);",
            })
    @DisplayName("R10 all of the JDK that writes to an array counts")
    void whatWritesToAnArray(String statement) throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    Channel<int[]> out = Channel.unbounded();
                    int[] all = {1};
                    out.send(all);
                    %s // warned
                }
                """
                        .formatted(statement));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "c.send(1);",
                "c.trySend(1);",
                "Sent sent = c.sendWithin(1, Duration.ZERO);",
                "c.sendAll(List.of(1));",
                "c.close();",
                "c.tryClose();",
                "c.fail(new Exception());",
                "Sender<Integer> one = c.newSender();",
                "c.cancel();",
                "Select.one(to(c, 1, () -> 1));",
                "Select.one(toNext(c, () -> 1, () -> 1));",
                "Select.one(toNew(c, () -> 1, n -> n));",
            })
    @DisplayName("R24 all that may let a receiver go on may order")
    void whatSends(String statement) throws Exception {
        Linted.checkInScope(
                "int[] total = {0}; Channel<Integer> c = Channel.buffered(1);",
                """
                scope.go("sends", () -> { total[0]++; %s });
                scope.go("receives", () -> { c.receiveOrNull(); total[0]++; });
                """
                        .formatted(statement));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "c.receive();",
                "c.receiveOrNull();",
                "IO.println(c.tryReceive());",
                "IO.println(c.receiveWithin(Duration.ZERO));",
                "IO.println(c.receiveBatch(1));",
                "for (int n : c) { IO.println(n); }",
                "Select.one(on(c, n -> n));",
                "c.done().receiveOrNull();",
            })
    @DisplayName("R24 all that may receive what was sent may order")
    void whatReceives(String statement) throws Exception {
        Linted.checkInScope(
                "int[] total = {0}; Channel<Integer> c = Channel.buffered(1);",
                """
                scope.go("sends", () -> { total[0]++; c.send(1); });
                scope.go("receives", () -> { %s total[0]++; });
                """
                        .formatted(statement));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "c.size();",
                "c.capacity();",
                "c.isClosed();",
                "c.dropped();",
                "c.name();",
                "c.toString();",
            })
    @DisplayName("R24 who looks at a channel neither sends nor receives")
    void whatLooks(String statement) throws Exception {
        Linted.checkInScope(
                "int[] total = {0}; Channel<Integer> c = Channel.buffered(1);",
                """
                scope.go("sends", () -> { total[0]++; c.send(1); }); // warned
                scope.go("looks", () -> { %s total[0]++; });
                """
                        .formatted(statement));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Scope.run(scope -> {});",
                "int n = Scope.call(scope -> 1);",
                "int n = Scope.race(() -> 1, () -> 2);",
                "Scope.named(\"s\").run(scope -> {});",
                "int n = Scope.named(\"s\").call(scope -> 1);",
                "int n = Scope.named(\"s\").race(() -> 1, () -> 2);",
                "Select.one(on(back, n -> n));",
            })
    @DisplayName("R10 after a scope or a select a value may be back, whichever it is")
    void whatMayHaveWaited(String statement) throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    Channel<int[]> out = Channel.unbounded();
                    Channel<Integer> back = Channel.unbounded();
                    int[] all = {1};
                    out.send(all);
                    %s
                    all[0] = 2;
                }
                """
                        .formatted(statement));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "scope.go(() -> total++); // warned",
                "scope.fork(() -> total++); // warned",
                "Receiver<Integer> n = scope.produce(\"p\", out -> total++); // warned",
                "Handoff.go(\"p\", () -> total++); // warned",
                "group.go(scope, () -> total++); // warned",
                "two.submit(() -> total++); // warned",
                "Job<?> job = two.trySubmitOrNull(() -> total++); // warned",
                "dev.handoff.bridge.Futures.start(scope, \"p\", () -> total++); // warned",
            })
    @DisplayName("R24 all that starts a process counts")
    void whatStartsAProcess(String statement) throws Exception {
        Linted.check(
                """
                int total;
                void main() throws Exception {
                    WaitGroup group = WaitGroup.create();
                    Scope.run(scope -> {
                        WorkerPool two = WorkerPool.in(scope).workers(2).open();
                        for (int i = 0; i < 3; i++) {
                            %s
                        }
                    });
                }
                """
                        .formatted(statement));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Permits p = Permits.of(1); | p.release(); | p.acquire();",
                "Once<Integer> p = Once.of(() -> 1); | p.get(); | p.get();",
                "Thread p = new Thread(); | p.start(); | p.join();",
                "Task<Integer> p = scope.fork(() -> 1); | p.cancel(); | p.join();",
                "Select<Integer> p = Select.of(on(c, n -> n)); | p.run(); | p.run();",
                "Case<Integer> p = on(c, n -> n); | Select.one(p); | Select.one(p);",
                "ArrayBlockingQueue<Integer> p = new ArrayBlockingQueue<>(1); | p.add(1); |"
                        + " p.take();",
                "dev.handoff.generate.Generator<Integer> p = null; | p.iterator(); | p.iterator();",
                "dev.handoff.share.Watch<Integer> p = dev.handoff.share.Watch.of(1); | p.set(2); |"
                        + " p.get();",
                "dev.handoff.pipeline.Pipeline<Integer> p = dev.handoff.pipeline.Pipeline.of(1); |"
                        + " p.count(); | p.count();",
            })
    @DisplayName("R24 what is made to be shared may order who uses it")
    void whatIsMadeToBeShared(String uses) throws Exception {
        String[] parts = uses.split(" \\| ");
        Linted.checkInScope(
                "int[] total = {0}; Channel<Integer> c = Channel.buffered(1);",
                """
                %s
                scope.go("first", () -> { total[0]++; %s });
                scope.go("second", () -> { %s total[0]++; });
                """
                        .formatted((Object[]) parts));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "List<Runnable> all = new ArrayList<>(); all.add(() -> total++); out.send(all);",
                "Deque<Runnable> all = new ArrayDeque<>(); all.offer(() -> total++);"
                        + " out.send(all);",
                "Deque<Runnable> all = new ArrayDeque<>(); all.push(() -> total++);"
                        + " out.send(all);",
                "Map<Integer, Runnable> all = new HashMap<>(); all.put(1, () -> total++);"
                        + " out.send(all);",
                "Map<Integer, Runnable> all = new HashMap<>(); all.compute(1, (k, r) -> () ->"
                        + " total++); out.send(all);",
                "Map<Integer, Runnable> all = new HashMap<>(); all.merge(1, () -> total++, (r, s)"
                        + " -> r); out.send(all);",
                "Map<Integer, Runnable> all = new HashMap<>(); all.replace(1, () -> total++);"
                        + " out.send(all);",
                "List<Runnable> all = new ArrayList<>(); all.set(0, () -> total++);"
                        + " out.send(all);",
            })
    @DisplayName("R24 what keeps a lambda and is sent has it run by who receives that")
    void whatKeepsALambda(String statements) throws Exception {
        Linted.check(
                """
                int total;
                void main() throws Exception {
                    Channel<Object> out = Channel.unbounded();
                    Scope.run(scope -> {
                        scope.go("a", () -> { %s });
                        scope.go("b", () -> { %s });
                    });
                }
                """
                        .formatted(statements, statements));
    }

    @ParameterizedTest
    @ValueSource(strings = {"InterruptedException", "Exception", "Throwable"})
    @DisplayName("R24 a method that cannot be read may wait if it says that it throws such")
    void whatMayBeInterrupted(String thrown) throws Exception {
        Linted.check(
                """
                interface Gate { void pass() throws %s; void shut(); }
                void both(Gate gate, Channel<Integer> c) throws Throwable {
                    int[] total = {0};
                    Scope.run(scope -> {
                        scope.go("passes", () -> {
                            total[0]++;
                            try { gate.pass(); } catch (Throwable t) { IO.println(t); }
                        });
                        scope.go("receives", () -> { c.receive(); total[0]++; });
                    });
                }
                void main() {}
                """
                        .formatted(thrown));
    }
}
