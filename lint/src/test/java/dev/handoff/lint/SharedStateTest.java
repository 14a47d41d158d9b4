package dev.handoff.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Lint: state that processes share (R24)")
class SharedStateTest {
    @Test
    @DisplayName("what the methods of who has started a process use counts as used by him")
    void methodsOfTheStarter() throws Exception {
        Linted.check(
                """
                int count;
                int other;
                final Channel<Integer> numbers = Channel.rendezvous();
                void main() throws Exception {
                    Scope.run(scope -> {
                        scope.go("producer", () -> produce());
                        scope.go("counts", () -> other++); // warned
                        consume();
                        IO.println(count);
                        look();
                    });
                }
                void produce() throws Exception {
                    for (int i = 0; i < 3; i++) { count++; numbers.send(i); }
                    numbers.close();
                }
                void consume() throws Exception { for (int n : numbers) { IO.println(n); } }
                void look() { IO.println(other); }
                """);
    }

    @Test
    @DisplayName("R24 who sends a lambda does not run it")
    void commandsAreRunByWhoReceivesThem() throws Exception {
        Linted.check(
                """
                int total;
                int other;
                record Job(Runnable run) {}
                void main() throws Exception {
                    Channel<Runnable> commands = Channel.buffered(4);
                    Channel<Job> jobs = Channel.buffered(4);
                    Scope.run(scope -> {
                        scope.go("owner", () -> { for (Runnable each : commands) { each.run(); } });
                        scope.go("a", () -> commands.send(() -> total++));
                        scope.go("b", () -> commands.send(() -> total++));
                        scope.go("c", () -> Select.one(to(commands, () -> total++, () -> other++))); // warned
                        scope.go("d", () -> Select.one(to(commands, () -> total++, () -> other++)));
                        scope.go("e", () -> jobs.send(new Job(() -> total++)));
                    });
                }
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Runnable add = () -> total++; commands.send(add);",
                "Runnable add; add = () -> total++; commands.send(add);",
                "Job job = new Job(() -> total++); jobs.send(job);",
                "Runnable add = () -> total++; jobs.send(new Job(add));",
                "commands.send(increment());",
                "commands.send(another());",
                "Runnable add = increment(); commands.trySend(add);",
                "List<Runnable> all = new ArrayList<>(); all.add(() -> total++);"
                        + " batches.send(all);",
                "List<Runnable> all = List.of(() -> total++); batches.send(all);",
                "Runnable add = () -> total++; Select.one(to(commands, add, () -> 1));",
            })
    @DisplayName(
            "R24 who sends a lambda by way of a variable, an object or a method does not run it")
    void commandsByOtherWays(String statements) throws Exception {
        Linted.check(
                """
                int total;
                record Job(Runnable run) {}
                Runnable increment() { return () -> total++; }
                Runnable another() { Runnable add = () -> total++; return add; }
                void main() throws Exception {
                    Channel<Runnable> commands = Channel.buffered(4);
                    Channel<List<Runnable>> batches = Channel.buffered(4);
                    Channel<Job> jobs = Channel.buffered(4);
                    Scope.run(scope -> {
                        scope.go("owner", () -> { for (Runnable each : commands) { each.run(); } });
                        scope.go("a", () -> { %s });
                        scope.go("b", () -> { %s });
                    });
                }
                """
                        .formatted(statements, statements));
    }

    @Test
    @DisplayName("R24 what a lambda that is part of what is sent receives may order")
    void lambdasInWhatIsSent() throws Exception {
        Linted.check(
                """
                int total;
                int answer;
                void main() throws Exception {
                    Channel<Integer> in = Channel.rendezvous();
                    Channel<Object> out = Channel.unbounded();
                    Scope.run(scope -> {
                        scope.go("first", () -> { total++; in.send(1); });
                        scope.go("second", () -> {
                            Callable<Integer> next = () -> in.receive();
                            int n = next.call();
                            out.send(n);
                            total++;
                            out.send(next);
                        });
                        scope.go("third", () -> out.send((Runnable) () ->
                            scope.go("later", () -> answer++)));
                        scope.go("fourth", () -> answer++);
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 a lambda that is not sent is run by who has made it")
    void lambdasThatAreNotSent() throws Exception {
        Linted.check(
                """
                int total;
                int others;
                Runnable more() { others++; return () -> IO.println("more"); } // warned
                void main() throws Exception {
                    Channel<Runnable> commands = Channel.buffered(4);
                    Scope.run(scope -> {
                        for (int i = 0; i < 2; i++) {
                            scope.go("runs", () -> {
                                Runnable add = () -> total++; // warned
                                add.run();
                            });
                            scope.go("sends", () -> commands.send(more()));
                        }
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 a lambda that is run for what is returned is run here, unless that keeps it")
    void lambdasForWhatIsReturned() throws Exception {
        Linted.check(
                """
                class Account { int balance; void onChange(Runnable run) {} }
                int total;
                int sum;
                int count;
                int kept;
                int lost;
                int replaced;
                final List<Integer> numbers = new CopyOnWriteArrayList<>();
                final ChannelBuilder<Integer> builder = Channel.unnamed();
                final List<Account> accounts = new ArrayList<>();
                final Account account = new Account();
                final List<Runnable> changes = Collections.synchronizedList(new ArrayList<>());
                List<Account> accounts() { return accounts; }
                Account account() { return account; }
                List<Runnable> changes() { return changes; }
                List<Integer> numbers() { return numbers; }
                ChannelBuilder<Integer> builder() { return builder; }
                void all() throws Exception {
                    Scope.run(scope -> accounts.forEach(a ->
                        scope.go(() -> total += a.balance))); // warned
                }
                List<Account> each(List<Account> some) throws Exception {
                    Scope.run(scope ->
                        some.forEach(a -> scope.go(() -> sum += a.balance))); // warned
                    some.removeIf(a -> a.balance == 0);
                    return some;
                }
                void later() throws Exception {
                    Scope.run(scope -> {
                        scope.go(() -> { changes.add(() -> count++); account.onChange(() -> kept++); });
                        scope.go(() -> { changes.add(() -> count++); account.onChange(() -> kept++); });
                    });
                }
                void hook() throws Exception {
                    Scope.run(scope -> {
                        scope.go(() -> builder.onUndelivered(v -> lost++));
                        scope.go(() -> lost++);
                    });
                }
                void atOnce() throws Exception {
                    Scope.run(scope -> {
                        scope.go(() -> numbers.replaceAll(n -> { replaced++; return n; })); // warned
                        scope.go(() -> replaced++);
                    });
                }
                void main() {}
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "int n = Scope.call(scope -> { both(scope); return 1; }); return n;",
                "List<Integer> all = Scope.call(scope -> { both(scope); return List.of(1); });"
                        + " return all;",
                "out.send(Scope.call(scope -> { both(scope); return 1; })); return null;",
                "int n = twice(() -> Scope.run(scope -> both(scope))); return n;",
                "out.send(twice(() -> Scope.run(scope -> both(scope)))); return null;",
                "Integer n = twice(() -> Scope.run(scope -> both(scope))); return n;",
                "String s = text(() -> Scope.run(scope -> both(scope))); return s;",
            })
    @DisplayName("R24 processes by which a value is made that is sent or returned are run here")
    void processesOfAResult(String statements) throws Exception {
        String both =
                """
                {
                    scope.go("left", () -> total++); // warned
                    scope.go("right", () -> total++);
                }
                """;
        Linted.check(
                """
                int total;
                int twice(ProcessBody body) throws Exception { body.run(); body.run(); return 2; }
                String text(ProcessBody body) throws Exception { body.run(); return "text"; }
                Object main(Channel<Integer> out) throws Exception {
                    %s
                }
                void main() {}
                """
                        .formatted(
                                statements
                                        .replace("both(scope);", both)
                                        .replace("both(scope)", both)));
    }

    @Test
    @DisplayName("R24 a volatile field, and a method that cannot be read, may order what is around")
    void whatMayOrder() throws Exception {
        Linted.check(
                """
                interface Signal { void give() throws InterruptedException; }
                interface Silent { void look(); }
                int answer;
                int total;
                int seen;
                volatile boolean ready;
                void main() throws Exception {
                    Channel<Integer> go = Channel.rendezvous();
                    Signal signal = () -> go.send(1);
                    Silent silent = () -> {};
                    Scope.run(scope -> {
                        scope.go("writer", () -> { answer = 42; ready = true; });
                        scope.go("reader", () -> { while (!ready) { Thread.onSpinWait(); } IO.println(answer); });
                    });
                    Scope.run(scope -> {
                        scope.go("first", () -> { total++; signal.give(); });
                        scope.go("second", () -> { go.receive(); total++; });
                    });
                    Scope.run(scope -> {
                        scope.go("looks", () -> { seen++; silent.look(); }); // warned
                        scope.go("receives", () -> { go.receive(); seen++; });
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 what a synchronized method is given to run is under its lock")
    void whatASynchronizedMethodRuns() throws Exception {
        Linted.check(
                """
                int total;
                int other;
                int sum;
                int read;
                synchronized void exclusively(Runnable body) { body.run(); }
                synchronized void add(int n) { sum += n; }
                Runnable logged(Runnable body) { return () -> { IO.println("x"); body.run(); }; }
                int wrapped;
                void simply(Runnable body) { body.run(); }
                void main() throws Exception {
                    Scope.run(scope -> {
                        scope.go("a", () -> exclusively(() -> total++));
                        scope.go("b", () -> exclusively(() -> total++));
                        scope.go("c", () -> simply(() -> other++)); // warned
                        scope.go("d", () -> simply(() -> other++));
                        scope.go("e", () -> add(read++)); // warned
                        scope.go("f", () -> add(read++));
                        scope.go("g", () -> exclusively(logged(() -> wrapped++)));
                        scope.go("h", () -> exclusively((Runnable) () -> wrapped++));
                    });
                }
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "void exclusively(Runnable body) { synchronized (this) { body.run(); } }",
                "void exclusively(Runnable body) { within(body); } synchronized void"
                        + " within(Runnable body) { body.run(); }",
                "void exclusively(Runnable body) { lock.lock(); try { body.run(); } finally {"
                        + " lock.unlock(); } }",
                "void exclusively(Runnable body) { exclusive.within(body); }",
                "void before() throws Exception { Scope.run(scope -> scope.go(() -> retried(() ->"
                        + " IO.println(1)))); } void retried(Runnable body) { if"
                        + " (IO.readln().isEmpty()) { exclusively(body); } synchronized (this) {"
                        + " body.run(); } } void exclusively(Runnable body) { retried(body); }",
            })
    @DisplayName("R24 what a method is given to run may be under a lock that it takes")
    void whatAMethodRunsUnderALock(String helper) throws Exception {
        Linted.check(
                """
                interface Exclusive { void within(Runnable body); }
                Exclusive exclusive = body -> { synchronized (this) { body.run(); } };
                final java.util.concurrent.locks.Lock lock =
                        new java.util.concurrent.locks.ReentrantLock();
                int total;
                %s
                void main() throws Exception {
                    Scope.run(scope -> {
                        scope.go("a", () -> exclusively(() -> total++));
                        scope.go("b", () -> exclusively(() -> total++));
                        scope.go("c", () -> exclusive.within(() -> total++));
                    });
                }
                """
                        .formatted(helper));
    }

    @Test
    @DisplayName("R24 what is made anew in each round is not shared with the process of the next")
    void whatEachRoundHasOfItsOwn() throws Exception {
        Linted.checkInScope(
                "int[] shared = {0};",
                """
                for (int i = 0; i < 3; i++) {
                    List<Integer> part = new ArrayList<>();
                    part.add(i);
                    scope.go("worker", () -> IO.println(part.size()));
                    int[] late = {0};
                    scope.go("another", () -> IO.println(late[0]));
                    late[0]++; // warned
                    shared[0]++; // warned
                    scope.go("third", () -> IO.println(shared[0]));
                }
                """);
    }

    @Test
    @DisplayName(
            "R24 a process of a scope inside of a process is beside the others of the outer scope")
    void scopesInsideOfProcesses() throws Exception {
        Linted.check(
                """
                int total;
                int joined;
                int ended;
                int alone;
                void main() throws Exception {
                    Scope.run(scope -> {
                        Task<Integer> first = scope.fork(() -> {
                            Scope.run(inner -> inner.go(() -> joined++));
                            return 1;
                        });
                        first.join();
                        Scope.run(before -> before.go("before", () ->
                            Scope.run(inner -> inner.go(() -> ended++))));
                        scope.go("left", () -> Scope.run(inner -> inner.go(() -> total++))); // warned
                        scope.go("right", () -> { total++; joined++; ended++; });
                        scope.go("goes on", () -> {
                            Scope.run(inner -> inner.go(() -> alone++));
                            alone++;
                        });
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 a lambda that a field holds is looked at, wherever the field stands")
    void lambdasOfFields() throws Exception {
        Linted.check(
                """
                int total;
                void main() {}
                final ProcessBody both = () -> Scope.run(scope -> {
                    scope.go("left", () -> total++); // warned
                    scope.go("right", () -> total++);
                });
                """);
    }

    @Test
    @DisplayName("R24 a static field is one for all objects, and one that is inherited its own")
    void staticAndInheritedFields() throws Exception {
        Linted.check(
                """
                class Base { int n; int number; }
                class Counter extends Base {
                    static int all;
                    void up() { all++; } // warned
                    void both() throws Exception {
                        Scope.run(scope -> {
                            scope.go("left", () -> super.n++); // warned
                            scope.go("right", () -> n++);
                        });
                    }
                }
                void main() throws Exception {
                    Counter a = new Counter();
                    Counter b = new Counter();
                    Scope.run(scope -> {
                        scope.go("a", () -> a.up());
                        scope.go("b", () -> b.up());
                        scope.go("one field", () -> a.n++);
                        scope.go("another field", () -> a.number++);
                    });
                }
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "for (int j = 0; j < total; j++) { IO.println(j); }",
                "for (int j = 0; j < 3; j += total) { IO.println(j); }",
                "for (int j = total; j < 3; j++) { IO.println(j); }",
                "while (total < 3) { IO.println(x); }",
                "do { IO.println(x); } while (total < 3);",
                "if (total > 3) { IO.println(x); }",
                "switch (total) { default -> IO.println(x); }",
                "IO.println(switch (total) { default -> x; });",
                "IO.println(total > 3 ? x : 1);",
                "other += total;",
                "other = total;",
                "channels.get(total).trySend(1);",
                "Scope.run(inner -> inner.go(\"p\" + total, () -> IO.println(x)));",
                "List<Integer> parts = List.of(); for (int n : parts.subList(0, total)) {"
                        + " IO.println(n); }",
            })
    @DisplayName("R24 a read counts in whatever part of a statement it stands")
    void readsInStatements(String statement) throws Exception {
        Linted.check(
                """
                int total;
                int other;
                final List<Channel<Integer>> channels = List.of();
                void main() throws Exception {
                    int x = IO.readln().length();
                    Scope.run(scope -> {
                        scope.go("writes", () -> total = 1); // warned
                        scope.go("reads", () -> { %s });
                    });
                }
                """
                        .formatted(statement));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "int me = i; scope.go(() -> { if (me == 0) total++; });",
                "int me = i; scope.go(() -> { if (me != 0) { IO.println(me); } else { total++; }"
                        + " });",
                "if (i == 2) scope.go(() -> total++);",
                "switch (i) { case 0 -> scope.go(() -> total++); default -> {} }",
                "String name = \"p\" + i; scope.go(() -> { if (name.equals(\"p1\")) total++; });",
                "String name = \"p\" + i; scope.go(() -> { if (name.charAt(1) == '1') total++; });",
                "String name = \"p\" + i; scope.go(() -> { if (Objects.equals(name, \"p1\"))"
                        + " total++; });",
                "int me = i; scope.go(() -> work(me));",
                "int me = i; scope.go(() -> { if (me != 0) return; total++; });",
                "int me = i; scope.go(() -> { if (me != 0) { return; } total++; });",
                "if (i != 0) continue; scope.go(() -> total++);",
                "if (i == 0) { IO.println(x); } else { continue; } scope.go(() -> total++);",
                "int me = i; scope.go(() -> { if (me == 0 && x > 0) total++; });",
                "int me = i; scope.go(() -> { if (x > 0 || me != 0) return; total++; });",
                "int me = i; scope.go(() -> { if (!(me != 0)) total++; });",
                "String name = \"p\" + i; scope.go(() -> { if (!name.equals(\"p1\")) return;"
                        + " total++; });",
                "boolean isFirst = i == 0; scope.go(() -> { if (isFirst) total++; });",
                "boolean isOther = i != 0; scope.go(() -> { if (isOther) return; total++; });",
                "boolean isFirst = i == 0; scope.go(() -> finish(isFirst));",
                "int me = i; scope.go(() -> begin(me));",
                "int me = i; scope.go(() -> { switch (me) { case 0: IO.println(x); return; case 1:"
                        + " total++; } });",
                "Object o = i; int me = i; scope.go(() -> { switch (o) { case Integer n when me =="
                        + " 0 -> total++; default -> {} } });",
                "int me = i; scope.go(() -> { if (me == 0 & x > 0) total++; });",
                "int me = i; scope.go(() -> { if (x > 0 | me != 0) return; total++; });",
                "int me = i; scope.go(() -> { if (me == 0 && x > 0 || me == 0 && x < 9) total++;"
                        + " });",
                "int me = i; scope.go(() -> { if (me != 0 && me != 0) return; total++; });",
                "boolean isFirst = pending; pending = false; scope.go(() -> { if (isFirst && x > 0"
                        + " || isFirst && x < 9) total++; });",
                "int me = i; scope.go(() -> { switch (me) { case 0: if (x > 0) { return; } else {"
                        + " break; } case 1: total++; } });",
                "int me = i; scope.go(() -> { switch (me) { case 0: total++; case 1: IO.println(x);"
                        + " } });",
                "boolean isFirst = pending; pending = false; scope.go(() -> { if (isFirst) total++;"
                        + " });",
                "boolean isFirst = !started; started = true; scope.go(() -> { if (isFirst)"
                        + " total++; });",
                "boolean isFirst = pending; pending = false; scope.go(() -> { boolean mine ="
                        + " isFirst; if (mine && x > 0) total++; });",
                "boolean isFirst = made == 0; made++; scope.go(() -> { if (isFirst) total++; });",
                "boolean isFirst = before == null; before = \"b\"; scope.go(() -> { if (isFirst)"
                        + " total++; });",
                "boolean isLast = i + 1 == 3; scope.go(() -> { if (isLast) total++; });",
                "int me = i; scope.go(() -> { if (3 == -(me - 1) * x) total++; });",
                "boolean isLast = !names.hasNext(); scope.go(() -> { if (isLast) total++; });",
                "int me = i; scope.go(() -> IO.println(me == 0 ? total++ : x));",
                "int me = i; scope.go(() -> IO.println(me != 0 ? x : total++));",
                "int me = i; scope.go(() -> IO.println(me == 0 && total++ > x));",
                "int me = i; scope.go(() -> IO.println(x > 0 || me != 0 || total++ > x));",
                "int me = i; scope.go(() -> { while (me == 0 && total < 9) { total++; } });",
                "int me = i; scope.go(() -> { for (int j = 0; me == 0 && j < x; total++) { j++; }"
                        + " });",
            })
    @DisplayName("R24 what is done for one value of what each round has may be done by one process")
    void whatOneOfSeveralDoes(String statements) throws Exception {
        Linted.check(
                """
                int total;
                boolean started;
                void work(int me) { if (me == 0) { total++; } }
                void finish(boolean isLast) { if (isLast) { total++; } }
                void begin(int me) { boolean isFirst = me == 0; if (isFirst) { total++; } }
                void main() throws Exception {
                    int x = IO.readln().length();
                    Scope.run(scope -> {
                        boolean pending = true;
                        int made = 0;
                        String before = null;
                        Iterator<String> names = List.of("a", "b").iterator();
                        for (int i = 0; i < 3; i++) {
                            %s
                        }
                    });
                }
                """
                        .formatted(statements));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "scope.go(() -> { if (x == 0) total++; }); // warned",
                "int me = i; scope.go(() -> { if (me > 0) total++; }); // warned",
                "scope.go(() -> { int n = jobs.receive(); if (n == 0) total++; }); // warned",
                "if (x == 0) scope.go(() -> total++); // warned",
                "if (x != 0) return; scope.go(() -> total++); // warned",
                "int me = i; scope.go(() -> { if (me != 0) { IO.println(x); } total++; }); //"
                        + " warned",
                "String s = \"p\" + i; scope.go(() -> { if (s != null) total++; }); // warned",
                "String s = \"p\" + i; scope.go(() -> { if (s.isEmpty()) total++; }); // warned",
                "String s = \"p\" + i; if (s == null) continue; scope.go(() -> total++); // warned",
                "Task<Integer> task = scope.fork(() -> total++); // warned",
                "scope.go((ProcessBody) () -> total++); // warned",
                "scope.go((() -> total++)); // warned",
                "String s = \"p\" + i; if (s.equals(\"p0\")) continue; scope.go(() -> total++); //"
                        + " warned",
                "if (i == x) continue; scope.go(() -> total++); // warned",
                "if (i != 0) { IO.println(i); } else { continue; } scope.go(() -> total++); //"
                        + " warned",
                "int me = i; scope.go(() -> { if (me == 0) return; total++; }); // warned",
                "int me = i; scope.go(() -> { if (me != 0) { total++; } }); // warned",
                "int me = i; scope.go(() -> { if (me == 0) { IO.println(x); } else { total++; } });"
                        + " // warned",
                "int me = i; scope.go(() -> { if (me == 0 || x > 0) { total++; } }); // warned",
                "int me = i; scope.go(() -> { if (!(me == 0)) { total++; } }); // warned",
                "int me = i; scope.go(() -> { switch (me) { case 0 -> {} default -> total++; } });"
                        + " // warned",
                "int me = i; scope.go(() -> { switch (me) { case 0, 1 -> total++; default -> {} }"
                        + " }); // warned",
                "int me = i; scope.go(() -> { switch (me) { case 0: case 1: total++; } }); //"
                        + " warned",
                "boolean isLate = i > 1; scope.go(() -> { if (isLate) total++; }); // warned",
                "boolean isLate = jobs.isClosed(); scope.go(() -> { if (isLate) total++; }); //"
                        + " warned",
                "int me = i; scope.go(() -> { if (me == 0 | x > 0) total++; }); // warned",
                "int me = i; scope.go(() -> { if (me == 0 || me == 1) total++; }); // warned",
                "boolean isFirst = pending; pending = false; scope.go(() -> { if (isFirst && x > 0"
                        + " || !isFirst && x < 9) total++; }); // warned",
                "int me = i; scope.go(() -> { switch (me) { case 0: IO.println(x); case 1: total++;"
                        + " } }); // warned",
                "boolean isLate = !(i < 2); scope.go(() -> { if (isLate) total++; }); // warned",
                "boolean isOn = x == 0; scope.go(() -> { if (isOn) total++; }); // warned",
                "int me = i; scope.go(() -> IO.println(me == 0 ? x : total++)); // warned",
                "int me = i; scope.go(() -> IO.println(me == 0 || total++ > x)); // warned",
                "int me = i; scope.go(() -> IO.println(me != 0 && total++ > x)); // warned",
                "int me = i; scope.go(() -> { while (me != 0) { total++; } }); // warned",
                "int me = i; scope.go(() -> { for (;;) { total++; } }); // warned",
                "int me = i; scope.go(() -> { do { total++; } while (me == 0); }); // warned",
                "int me = i; scope.go(() -> { if (me % 2 == 0) total++; }); // warned",
                "boolean isOther = x + i != 2; scope.go(() -> { if (isOther) total++; }); //"
                        + " warned",
                "Object o = i; scope.go(() -> { switch (o) { case Integer _ -> total++; default ->"
                        + " {} } }); // warned",
            })
    @DisplayName("R24 what else is done under a condition, or in a loop, is done by each")
    void whatEachOfSeveralDoes(String statements) throws Exception {
        Linted.check(
                """
                int total;
                void main() throws Exception {
                    int x = IO.readln().length();
                    Channel<Integer> jobs = Channel.rendezvous();
                    Scope.run(scope -> {
                        boolean pending = true;
                        for (int i = 0; i < 3; i++) {
                            %s
                        }
                    });
                }
                """
                        .formatted(statements));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "if (!isOn) { isOn = true; scope.go(() -> total++); }",
                "if (isOn) { continue; } isOn = true; scope.go(() -> total++);",
                "if (!started) { started = true; scope.go(() -> total++); }",
                "if (!this.started) { this.started = true; scope.go(() -> total++); }",
                "if (made == 0) { scope.go(() -> total++); } made++;",
                "if (x > 0 && !isOn) { scope.go(() -> total++); isOn = true; }",
                "if (isOther) { scope.go(() -> total++); } // warned",
                "while (!isOn) { scope.go(() -> total++); isOn = isOther; } // warned",
                "for (; !isOn; isOn = isOther) { scope.go(() -> total++); } // warned",
                "boolean again = true; while (again) { scope.go(() -> total++); again = isOther; }"
                        + " // warned",
                "if (isOn) { break; } scope.go(() -> total++); isOn = isOther; // warned",
                "if (!isOn) { IO.println(x); } else { return; } scope.go(() -> total++); isOn ="
                        + " isOther; // warned",
                "if (isOn) return; scope.go(() -> total++); isOn = isOther; // warned",
                "switch (made) { default -> { if (isOn) { break; } isOn = true; scope.go(() ->"
                        + " total++); } }",
                "List.of(1, 2).forEach(n -> { if (started) { return; } started = true; scope.go(()"
                        + " -> total++); });",
                "if (made < 3) { scope.go(() -> total++); } made++; // warned",
                "if (!isOn) { for (int j = 0; j < 3; j++) { scope.go(() -> total++); } isOn = true;"
                        + " } // warned",
            })
    @DisplayName("R24 a start under a condition on what the rounds change may be of one round")
    void aStartInOneRound(String statements) throws Exception {
        Linted.check(
                """
                int total;
                boolean started;
                boolean isOther;
                void main() throws Exception {
                    int x = IO.readln().length();
                    isOther = x > 0;
                    Scope.run(scope -> {
                        boolean isOn = false;
                        int made = 0;
                        for (int i = 0; i < 3; i++) {
                            %s
                        }
                    });
                }
                """
                        .formatted(statements));
    }

    @Test
    @DisplayName("R24 what all rounds have one value of decides for all; what one does others may")
    void whatIsComparedForAll() throws Exception {
        Linted.check(
                """
                int total;
                int others;
                void add() { others++; } // warned
                void work(int me) { if (me == 0) { add(); } add(); }
                void several(int mode) throws Exception {
                    Scope.run(scope -> {
                        for (int i = 0; i < 3; i++) {
                            int me = i;
                            scope.go(() -> { if (mode == 1) { total++; } }); // warned
                            scope.go(() -> work(me));
                        }
                    });
                }
                void main() {}
                """);
    }

    @Test
    @DisplayName("R24 what prepares before the first start orders nothing")
    void beforeTheFirstStart() throws Exception {
        Linted.check(
                """
                int total;
                void setUp() throws Exception { IO.println("x"); }
                void main() throws Exception {
                    Scope.run(scope -> {
                        setUp();
                        scope.go("adds", () -> total++); // warned
                        IO.println(total);
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 who uses an element or the content of what a field holds reads the field")
    void theFieldAroundAnElement() throws Exception {
        Linted.check(
                """
                class State { int[] cells = {0}; }
                int[] numbers = {0};
                ArrayList<Integer> list = new ArrayList<>();
                ArrayList<Integer> some = new ArrayList<>();
                State state = new State();
                void main() throws Exception {
                    Scope.run(scope -> {
                        scope.go("replaces", () -> {
                            numbers = new int[3]; // warned
                            list = new ArrayList<>(); // warned
                            some = new ArrayList<>(); // warned
                            state = new State(); // warned
                        });
                        scope.go("reads", () -> IO.println(numbers[0] + list.size()));
                        scope.go("iterates", () -> { for (int each : some) { IO.println(each); } });
                        scope.go("reads", () -> IO.println(state.cells[0]));
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 processes may each set elements of a list of their own, at computed indices")
    void elementsOfAList() throws Exception {
        Linted.checkInScope(
                """
                List<Integer> results = new ArrayList<>(Collections.nCopies(3, 0));
                List<Integer> first = new ArrayList<>(List.of(0));
                BitSet bits = new BitSet();
                """,
                """
                for (int i = 0; i < 3; i++) {
                    int mine = i;
                    scope.go(() -> {
                        results.set(mine, mine);
                        first.set(0, mine); // warned
                        bits.set(mine, true); // warned
                    });
                }
                """);
    }

    @Test
    @DisplayName(
            "R24 an element of a list is another one than that of another index, and a part of the"
                    + " list")
    void oneElementOfAList() throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    List<Integer> apart = new ArrayList<>(List.of(1, 2, 3));
                    List<Integer> same = new ArrayList<>(List.of(1, 2, 3));
                    List<Integer> grown = new ArrayList<>(List.of(1, 2, 3));
                    List<Integer> whole = new ArrayList<>(List.of(1, 2, 3));
                    int last = 2;
                    Scope.run(scope -> {
                        scope.go("first", () -> apart.set(0, apart.get(0) + 1));
                        scope.go("second", () -> apart.set(1, apart.get(1) + 1));
                        scope.go("last", () -> apart.set(last, 0));
                        scope.go("sets", () -> same.set(1, 0)); // warned
                        scope.go("gets", () -> IO.println(same.get(1)));
                        scope.go("adds", () -> grown.add(1)); // warned
                        scope.go("gets some", () -> IO.println(grown.get(0) + grown.get(last)));
                        scope.go("changes one", () -> whole.set(0, 7)); // warned
                        scope.go("reads all", () -> whole.forEach(IO::println));
                    });
                }
                """);
    }

    @Test
    @DisplayName("to make a channel is to use none")
    void makingAChannelOrdersNothing() throws Exception {
        Linted.checkInScope(
                "int[] total = {0};",
                """
                Channel<Integer> out = Channel.buffered(1);
                scope.go("process", () -> { total[0]++; out.send(1); }); // warned
                IO.println(total[0]);
                """);
    }

    @Test
    @DisplayName("a field that is given another channel is not known to have the first")
    void aFieldThatIsGivenAnotherChannel() throws Exception {
        Linted.check(
                """
                int seen;
                Channel<Integer> current = Channel.rendezvous();
                void main() throws Exception {
                    Channel<Integer> b = Channel.rendezvous();
                    current = b;
                    Scope.run(scope -> {
                        scope.go("p", () -> { seen = 1; b.send(1); });
                        current.receive();
                        IO.println(seen);
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 a field that two processes change is warned of")
    void aField() throws Exception {
        Linted.check(
                """
                int total;
                void main() throws Exception {
                    Scope.run(scope -> {
                        scope.go("left", () -> total++); // warned
                        scope.go("right", () -> total += 2);
                    });
                }
                """);
    }

    @Test
    @DisplayName(
            "R24 an element of an array that one process writes and another reads is warned of")
    void anElement() throws Exception {
        Linted.checkInScope(
                "int[] count = {0};",
                """
                scope.go("writer", () -> count[0] = 1); // warned
                scope.go("reader", () -> IO.println(count[0]));
                """);
    }

    @Test
    @DisplayName("R24 a field of an object that two processes hold is warned of")
    void aFieldOfAnObject() throws Exception {
        Linted.check(
                """
                class Account { int balance; final String owner = "me"; }
                void main() throws Exception {
                    Account account = new Account();
                    Scope.run(scope -> {
                        scope.go("in", () -> account.balance += 1); // warned
                        scope.go("out", () -> account.balance -= 1);
                        scope.go("name", () -> IO.println(account.owner));
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 what a field of an object holds that two processes hold is warned of")
    void whatAFieldOfAnObjectHolds() throws Exception {
        Linted.check(
                """
                class State {
                    static int[] all = {0};
                    final List<Integer> items = new ArrayList<>();
                    final List<Integer> safe = new CopyOnWriteArrayList<>();
                    final int[] cells = {0, 0};
                    volatile int[] published = {0};
                    int[] replaced = {0};
                    @SuppressWarnings("handoff") final int[] known = {0};
                    void add() { items.add(1); } // warned
                }
                State shared = new State();
                void main() throws Exception {
                    State state = new State();
                    State another = new State();
                    State other = new State();
                    State[] states = {new State(), new State()};
                    Scope.run(scope -> {
                        scope.go("left", () -> state.cells[0]++); // warned
                        scope.go("right", () -> (state).cells[0]++);
                        scope.go("by a method", () -> state.add());
                        scope.go("reads", () -> { for (int i : state.items) { IO.println(i); } });
                        scope.go("replaces", () -> state.replaced = new int[] {1}); // warned
                        scope.go("reads what is replaced", () -> IO.println(state.replaced[0]));
                        scope.go("another cell", () -> state.cells[1]++);
                        scope.go("another object", () -> another.cells[0]++);
                        for (int i = 0; i < 2; i++) {
                            int me = i;
                            State own = new State();
                            scope.go("field of all", () -> shared.cells[0]++); // warned
                            scope.go("static", () -> State.all[0]++); // warned
                            scope.go("added", () -> other.items.add(1)); // warned
                            scope.go("its own", () -> { own.items.add(1); own.cells[0]++; });
                            scope.go("one of several", () -> states[me].cells[0]++);
                            scope.go("its own cell", () -> other.cells[me]++);
                            scope.go("safe", () -> other.safe.add(1));
                            scope.go("volatile", () -> other.published[0]++);
                            scope.go("locked", () -> { synchronized (other) { other.cells[1]++; } });
                            scope.go("suppressed", () -> other.known[0]++);
                        }
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 a container that two processes use is warned of, if one changes it")
    void aContainer() throws Exception {
        Linted.checkInScope(
                """
                List<Integer> all = new ArrayList<>();
                StringBuilder text = new StringBuilder();
                Map<String, Integer> known = new HashMap<>();
                """,
                """
                scope.go("a", () -> all.add(1)); // warned
                scope.go("b", () -> { for (int each : all) { IO.println(each); } });
                scope.go("c", () -> text.append("c")); // warned
                scope.go("d", () -> text.append("d"));
                scope.go("e", () -> known.get("e"));
                scope.go("f", () -> known.get("f"));
                """);
    }

    @Test
    @DisplayName("R24 a final field holds the container that it was made with, whatever its type")
    void aFieldWithAContainer() throws Exception {
        Linted.check(
                """
                final List<Integer> all = new ArrayList<>();
                final List<Integer> safe = Collections.synchronizedList(new ArrayList<>());
                List<Integer> replaced = new ArrayList<>();
                void main() throws Exception {
                    replaced = new CopyOnWriteArrayList<>();
                    Scope.run(scope -> {
                        for (int i = 0; i < 3; i++) {
                            scope.go("one of several", () -> all.add(1)); // warned
                            scope.go("safe", () -> safe.add(1));
                            scope.go("replaced", () -> replaced.add(1));
                        }
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 processes that are started in a loop share what was declared outside of it")
    void severalOfOneStart() throws Exception {
        Linted.checkInScope(
                """
                int[] sum = {0};
                Channel<Integer> jobs = Channel.buffered(9);
                Channel<Integer> results = Channel.buffered(9);
                """,
                """
                for (int i = 0; i < 3; i++) {
                    int[] own = {0};
                    Sender<Integer> out = results.newSender();
                    scope.go("worker", () -> {
                        for (int job : jobs) {
                            own[0]++;
                            sum[0] += job; // warned
                            out.send(job);
                        }
                    });
                }
                List.of("a", "b").forEach(name -> scope.go(name, () -> sum[1] = 1)); // warned
                """);
    }

    @Test
    @DisplayName("R24 what a method of the file does is done by the process that calls it")
    void methodsAreFollowed() throws Exception {
        Linted.check(
                """
                int total;
                int kept;
                void add() { total++; } // warned
                synchronized void keep() { kept++; }
                int local() { int[] mine = {0}; mine[0]++; return mine[0]; }
                void main() throws Exception {
                    Scope.run(scope -> {
                        scope.go("left", () -> add());
                        scope.go("right", () -> add());
                        scope.go("up", () -> keep());
                        scope.go("down", () -> keep());
                        scope.go("in", () -> local());
                        scope.go("out", () -> local());
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 a method that calls itself has variables of its own in each call")
    void methodsThatCallThemselves() throws Exception {
        Linted.check(
                """
                int visit(Scope scope, int n) throws Exception {
                    List<Integer> found = new ArrayList<>();
                    found.add(n);
                    if (n < 3) {
                        scope.go(() -> visit(scope, 2 * n));
                        scope.go(() -> visit(scope, 2 * n + 1));
                    }
                    return found.size();
                }
                int count(Scope scope, int n) throws Exception {
                    List<Integer> counted = new ArrayList<>();
                    if (n < 3) {
                        scope.go(() -> { counted.add(n); count(scope, n + 1); }); // warned
                    }
                    return counted.size();
                }
                void main() {}
                """);
    }

    @Test
    @DisplayName("R24 a method that is the body of a process is what it does")
    void methodsAreBodies() throws Exception {
        Linted.check(
                """
                int total;
                int kept;
                void add() { total++; } // warned
                synchronized void keep() { kept++; }
                class Counter { int n; void count() { n++; } }
                void main() throws Exception {
                    Counter some = new Counter();
                    Counter others = new Counter();
                    Scope.run(scope -> {
                        scope.go("left", this::add);
                        scope.go("right", this::add);
                        scope.go("up", this::keep);
                        scope.go("down", this::keep);
                        scope.go("some", some::count);
                        scope.go("others", others::count);
                    });
                }
                """);
    }

    private static final String CLASSES =
            """
            class Part { int n; void count() { n++; } }
            class Counter extends Part {
                int m;
                final int[] cells = {0};
                final ArrayList<Integer> all = new ArrayList<>();
                final Part part = new Part();
                void up() { m++; }
                void cell() { this.cells[0]++; }
                void list() { all.add(1); }
                void part() { part.n++; }
                void deep() { part.count(); }
                void twice() { up(); this.up(); }
            }
            """;

    @ParameterizedTest
    @ValueSource(strings = {"up", "cell", "list", "part", "deep", "count", "twice"})
    @DisplayName("a field of one object is not that of another of its class")
    void fieldsOfSeveralObjects(String method) throws Exception {
        Linted.check(
                CLASSES
                        + """
                        void main() throws Exception {
                            Counter a = new Counter();
                            Counter b = new Counter();
                            List<Counter> more = List.of(new Counter(), new Counter());
                            Scope.run(scope -> {
                                scope.go("a", () -> a.METHOD());
                                scope.go("b", () -> b.METHOD());
                                for (Counter each : more) {
                                    scope.go("each", () -> each.METHOD());
                                    scope.go("new", () -> new Counter().METHOD());
                                }
                            });
                        }
                        """
                                .replace("METHOD", method));
    }

    @Test
    @DisplayName("R24 a field of an object that several processes call methods of is warned of")
    void fieldsOfOneObject() throws Exception {
        Linted.check(
                """
                int total;
                class Counter {
                    int n;
                    int m;
                    final ArrayList<Integer> all = new ArrayList<>();
                    void up() { n++; } // warned
                    void twice() { up(); this.up(); }
                    void list() { all.add(1); } // warned
                    void ofTheProgram() { total++; } // warned
                    void mixed() { m++; } // warned
                }
                void main() throws Exception {
                    Counter counter = new Counter();
                    List<Counter> more = List.of(new Counter(), new Counter());
                    Scope.run(scope -> {
                        scope.go("a", () -> counter.twice());
                        scope.go("b", () -> counter.up());
                        for (Counter each : more) {
                            scope.go("each", () -> { each.ofTheProgram(); counter.list(); });
                        }
                        scope.go("method", () -> counter.mixed());
                        scope.go("field", () -> IO.println(counter.m));
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 classes inside of methods are looked at as others are")
    void classesInMethods() throws Exception {
        Linted.check(
                """
                int total;
                void main() throws Exception {
                    class Local {
                        int n;
                        void run() throws Exception {
                            Scope.run(scope -> {
                                scope.go("left", () -> n++); // warned
                                scope.go("right", () -> n++);
                            });
                        }
                    }
                    new Local().run();
                    new Callable<Integer>() {
                        @Override
                        public Integer call() throws Exception {
                            Scope.run(scope -> {
                                scope.go("left", () -> total++); // warned
                                scope.go("right", () -> total++);
                            });
                            return total;
                        }
                    }.call();
                }
                """);
    }

    @Test
    @DisplayName("R24 who has started a process shares with it until the scope is left")
    void whoHasStartedIt() throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    int[] before = {0};
                    int[] meanwhile = {0};
                    Scope.run(scope -> {
                        before[0] = 1;
                        scope.go("process", () -> {
                            before[0]++;
                            meanwhile[0]++; // warned
                        });
                        IO.println(meanwhile[0]);
                    });
                    IO.println(before[0] + meanwhile[0]);
                }
                """);
    }

    @Test
    @DisplayName("two processes may be ordered by what one sends and the other receives")
    void channelsMayOrder() throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    int[] value = {0};
                    Channel<Integer> ready = Channel.rendezvous();
                    Channel<Integer> stop = Channel.rendezvous();
                    Scope.run(scope -> {
                        scope.go("writer", () -> { value[0] = 1; ready.send(1); });
                        scope.go("reader", () -> { ready.receive(); IO.println(value[0]); });
                    });
                    Scope.run(scope -> {
                        Receiver<Integer> numbers = scope.produce("numbers", out -> {
                            value[0] = 2;
                            out.send(2);
                        });
                        Select<Integer> next = Select.of(on(numbers, n -> n), on(stop, n -> n));
                        IO.println(next.run() + value[0]);
                    });
                    Scope.run(scope -> {
                        for (int i = 0; i < 2; i++) {
                            scope.go("turn", () -> { ready.receive(); value[0]++; ready.send(1); });
                        }
                        ready.send(0);
                    });
                }
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Sender<Integer> out = c;",
                "Sender<Integer> out; out = c;",
                "Sender<Integer> out = count[0] > 0 ? Channel.rendezvous() : c;",
                "Sender<Integer> out = (Sender<Integer>) c;",
                "Sender<Integer> out = switch (count[0]) { default -> c; };",
                "Holder h = new Holder(); h.out = c; Sender<Integer> out = h.out;",
                "Channel<Channel<Integer>> q = Channel.buffered(1); q.send(c); Channel<Integer> out"
                        + " = q.receive();",
            })
    @DisplayName(
            "two names may be of one channel, which orders, unless both were made where they are"
                    + " declared")
    void namesOfOneChannel(String declaration) throws Exception {
        Linted.check(
                """
                class Holder { Sender<Integer> out; }
                void main() throws Exception {
                    int[] count = {0};
                    Channel<Integer> c = Channel.rendezvous();
                    Scope.run(scope -> {
                        %s
                        scope.go("sends", () -> { count[0]++; out.send(1); });
                        scope.go("receives", () -> { c.receive(); count[0]++; });
                    });
                }
                """
                        .formatted(declaration));
    }

    @Test
    @DisplayName("parameters, and fields that are given a value later, may be of one channel")
    void channelsFromElsewhere() throws Exception {
        Linted.check(
                """
                int total;
                Channel<Integer> made = Channel.rendezvous();
                Channel<Integer> here = Channel.rendezvous();
                Sender<Integer> late;
                class Sending {
                    final Sender<Integer> out;
                    Sending(Sender<Integer> out) { this.out = out; }
                    void run() throws Exception { out.send(1); }
                }
                void parameters(Sender<Integer> out, Receiver<Integer> in) throws Exception {
                    Scope.run(scope -> {
                        scope.go("sends", () -> { total++; out.send(1); });
                        scope.go("receives", () -> { in.receive(); total++; });
                    });
                }
                void fields() throws Exception {
                    late = made;
                    Scope.run(scope -> {
                        scope.go("sends", () -> { total++; late.send(1); });
                        scope.go("receives", () -> { made.receive(); total++; });
                    });
                }
                void objects() throws Exception {
                    Sending sending = new Sending(made);
                    Scope.run(scope -> {
                        scope.go("sends", () -> { total++; sending.run(); });
                        scope.go("receives", () -> { made.receive(); total++; });
                    });
                }
                void ends() throws Exception {
                    Receiver<Void> done = made.done();
                    Scope.run(scope -> {
                        scope.go("cancels", () -> { total++; made.cancel(); });
                        scope.go("sees it", () -> { done.receive(); total++; });
                    });
                }
                void others() throws Exception {
                    Scope.run(scope -> {
                        scope.go("sends", () -> { total++; made.send(1); }); // warned
                        scope.go("receives", () -> { here.receive(); total++; });
                    });
                }
                void main() {}
                """);
    }

    @Test
    @DisplayName("two processes that only send to the same channel are not ordered by it")
    void twoSendersAreNotOrdered() throws Exception {
        Linted.checkInScope(
                """
                int[] count = {0};
                Channel<Integer> out = Channel.buffered(2);
                """,
                """
                scope.go("left", () -> { count[0]++; out.send(1); }); // warned
                scope.go("right", () -> { count[0]++; out.send(2); });
                """);
    }

    @Test
    @DisplayName("L40 who cancels a scope may come before those who hear of it, and no others")
    void cancelsMayOrder() throws Exception {
        Linted.check(
                """
                String why = "";
                int count;
                void main() throws Exception {
                    Channel<Integer> jobs = Channel.rendezvous();
                    Scope.run(scope -> {
                        scope.go("cancels", () -> { why = "too hot"; scope.cancel(); });
                        scope.go("waits", () -> { scope.done().receiveOrNull(); IO.println(why); });
                        scope.go("asks", () -> IO.println(scope.isCancelled() ? why : ""));
                        scope.go("selects", () -> IO.println(Select.<String>one(done(scope, () -> why))));
                        scope.go("works", () -> {
                            try { jobs.receive(); } catch (InterruptedException e) { IO.println(why); }
                        });
                    });
                    Scope.run(scope -> {
                        scope.go("cancels", () -> { count++; scope.cancel(); }); // warned
                        scope.go("hears nothing", () -> IO.println(count));
                    });
                }
                """);
    }

    @Test
    @DisplayName("a task that is joined, a lock, an atomic, a latch and a volatile order or guard")
    void otherOrders() throws Exception {
        Linted.check(
                """
                volatile boolean stopped;
                final java.util.concurrent.locks.ReentrantLock lock =
                        new java.util.concurrent.locks.ReentrantLock();
                void main() throws Exception {
                    int[] a = {0};
                    int[] b = {0};
                    int[] c = {0};
                    int[] d = {0};
                    AtomicInteger e = new AtomicInteger();
                    Latch latch = Latch.of(1);
                    Scope.run(scope -> {
                        Task<Integer> task = scope.fork("task", () -> a[0]++);
                        task.join();
                        IO.println(a[0]);
                        for (int i = 0; i < 2; i++) {
                            scope.go("locked", () -> {
                                lock.lock();
                                try { b[0]++; } finally { lock.unlock(); }
                            });
                            scope.go("synchronized", () -> { synchronized (c) { c[0]++; } });
                            scope.go("atomic", () -> { e.incrementAndGet(); stopped = true; });
                        }
                        scope.go("opens", () -> { d[0]++; latch.countDown(); });
                        scope.go("waits", () -> { latch.await(); d[0]++; });
                    });
                }
                """);
    }

    @Test
    @DisplayName("scopes one after the other, and elements of computed indexes, are not shared")
    void whatIsNotShared() throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    int[] count = {0};
                    int[] results = new int[3];
                    for (int round = 0; round < 3; round++) {
                        Scope.run(scope -> scope.go("one", () -> count[0]++));
                    }
                    Scope.run(scope -> scope.go("another", () -> count[0]++));
                    Scope.run(scope -> {
                        Scope.run(inner -> inner.go("has ended", () -> count[0]++));
                        scope.go("begins", () -> count[0]++);
                    });
                    Scope.run(scope -> {
                        for (int i = 0; i < results.length; i++) {
                            int mine = i;
                            scope.go("worker", () -> results[mine] = mine);
                        }
                    });
                    IO.println(count[0] + results[0]);
                }
                """);
    }

    @Test
    @DisplayName(
            "R24 a process of an outer scope is at the same time as those of an inner one in the"
                    + " next round")
    void aLoopAroundAScope() throws Exception {
        Linted.checkInScope(
                "int[] count = {0};",
                """
                for (int i = 0; i < 2; i++) {
                    Scope.run(inner -> inner.go("inner", () -> IO.println(count[0])));
                    if (i == 0) {
                        scope.go("outer", () -> count[0] = 1); // warned
                    }
                }
                """);
    }

    @Test
    @DisplayName("@SuppressWarnings(\"handoff\") silences it")
    void isSuppressed() throws Exception {
        Linted.check(
                """
                int total;
                @SuppressWarnings("handoff")
                void main() throws Exception {
                    Scope.run(scope -> {
                        scope.go("left", () -> total++);
                        scope.go("right", () -> total++);
                    });
                }
                """);
    }

    @Test
    @DisplayName("@SuppressWarnings may have the name by a constant")
    void isSuppressedByAConstant() throws Exception {
        Linted.check(
                """
                class Names { static final String OURS = "handoff"; static final String ALL = "all"; }
                int total;
                @SuppressWarnings({"unused", Names.OURS})
                void one() throws Exception {
                    Scope.run(scope -> { scope.go(() -> total++); scope.go(() -> total++); });
                }
                @SuppressWarnings("hand" + "off")
                class Two {
                    void two() throws Exception {
                        Scope.run(scope -> { scope.go(() -> total++); scope.go(() -> total++); });
                    }
                }
                @SuppressWarnings(Names.ALL)
                void three() throws Exception {
                    Scope.run(scope -> { scope.go(() -> total++); scope.go(() -> total++); }); // warned
                }
                void main() {}
                """);
    }

    @Test
    @DisplayName("@SuppressWarnings(\"handoff\") at a method leaves what it may order by")
    void aMethodThatIsSuppressedMayOrder() throws Exception {
        Linted.check(
                """
                int total;
                int[] seen = {0};
                final Channel<Integer> ready = Channel.rendezvous();
                @SuppressWarnings("handoff")
                void tell() throws Exception { seen[0]++; ready.send(1); }
                void main() throws Exception {
                    Scope.run(scope -> {
                        scope.go("first", () -> { total++; tell(); });
                        scope.go("second", () -> { ready.receive(); total++; });
                        scope.go("third", () -> seen[0]++);
                    });
                }
                """);
    }

    @Test
    @DisplayName("@SuppressWarnings(\"handoff\") at a variable silences what is said of it")
    void isSuppressedAtTheVariable() throws Exception {
        Linted.check(
                """
                @SuppressWarnings("handoff") int total;
                class Account {
                    @SuppressWarnings({"handoff", "unused"}) int a;
                    int b;
                    @SuppressWarnings("handoff") final ArrayList<Integer> all = new ArrayList<>();
                    @SuppressWarnings("handoff") final int[] cells = {0};
                    void change() { all.add(1); cells[0]++; }
                }
                void main() throws Exception {
                    @SuppressWarnings("handoff") int[] count = {0};
                    @SuppressWarnings("unused") int[] others = {0};
                    Account account = new Account();
                    Scope.run(scope -> {
                        for (int i = 0; i < 2; i++) {
                            scope.go("field", () -> total++);
                            scope.go("local", () -> count[0]++);
                            scope.go("part", () -> account.a++);
                            scope.go("by a method", () -> account.change());
                            scope.go("another part", () -> account.b++); // warned
                            scope.go("another", () -> others[0]++); // warned
                        }
                    });
                    @SuppressWarnings("handoff") int[] block = {1};
                    Channel<int[]> out = Channel.unbounded();
                    out.send(block);
                    block[0] = 2;
                }
                """);
    }

    @Test
    @DisplayName("a warning names the place, and the line of the other access")
    void aWarningSaysWhere() throws Exception {
        assertThat(
                        Linted.messages(
                                """
                                void main() throws Exception {
                                    int[] count = {0};
                                    Scope.run(scope -> {
                                        scope.go("writer", () -> count[0] = 1);
                                        scope.go("reader", () -> IO.println(count[0]));
                                    });
                                }
                                """))
                .containsExactly(
                        "count[0] is changed by a process, and read by another process in line 5;"
                                + " nothing orders the two. Send the value, or let one of them own"
                                + " it");
    }

    @Test
    @DisplayName("a warning stands at the change, and names the line of a read that comes first")
    void aWarningStandsAtTheChange() throws Exception {
        assertThat(
                        Linted.messages(
                                """
                                void main() throws Exception {
                                    int[] count = {0};
                                    Scope.run(scope -> {
                                        scope.go("reader", () -> IO.println(count[0]));
                                        scope.go("writer", () -> count[0] = 1);
                                    });
                                }
                                """))
                .containsExactly(
                        "count[0] is changed by another process, and read by the process in line 4;"
                                + " nothing orders the two. Send the value, or let one of them own"
                                + " it");
    }

    @Test
    @DisplayName("a warning is given once, and names the call where both are in one line")
    void aWarningIsGivenOnce() throws Exception {
        assertThat(
                        Linted.messages(
                                """
                                int total;
                                void add() { total++; }
                                void both() throws Exception {
                                    Scope.run(scope -> {
                                        scope.go("left", () -> add());
                                        scope.go("right", () -> add());
                                    });
                                }
                                void several() throws Exception {
                                    Scope.run(scope -> {
                                        for (int i = 0; i < 2; i++) { scope.go(() -> add()); }
                                    });
                                }
                                void others() throws Exception {
                                    Scope.run(scope -> {
                                        for (int i = 0; i < 2; i++) { scope.go(() -> add()); }
                                    });
                                }
                                void main() {}
                                """))
                .containsExactly(
                        "total is changed by a process, and changed by another process in line 6;"
                                + " nothing orders the two. Send the value, or let one of them own"
                                + " it",
                        "total is changed by several processes, which are started in a loop, and"
                                + " nothing orders them: a change may be lost. Send what each has"
                                + " to add to one that owns it");
    }
}
