package dev.handoff.lint;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Lint: what processes use that may order them (R24)")
class MeetingsTest {
    @Test
    @DisplayName("R24 what a part is selected of may have been received, or joined")
    void whatAPartIsSelectedOf() throws Exception {
        Linted.check(
                """
                int total;
                int sum;
                int count;
                class Job { final int id = 1; volatile int state; Channel<Integer> answers; }
                void main() throws Exception {
                    Channel<byte[]> chunks = Channel.rendezvous();
                    Channel<Job> jobs = Channel.rendezvous();
                    Scope.run(scope -> {
                        scope.go("sends", () -> { total = 1; chunks.send(new byte[3]); });
                        scope.go("counts", () -> IO.println(chunks.receive().length + total));
                    });
                    Scope.run(scope -> {
                        Task<Job> job = scope.fork(() -> { sum++; return new Job(); });
                        IO.println(job.join().id + sum);
                    });
                    Scope.run(scope -> {
                        scope.go("sends", () -> { count = 1; jobs.send(new Job()); });
                        scope.go("answers", () -> jobs.receive().answers.send(count));
                    });
                    Scope.run(scope -> {
                        scope.go("sends", () -> { count = 2; jobs.send(new Job()); });
                        scope.go("looks", () -> IO.println(jobs.receive().state + count));
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 what a part is selected of is read")
    void whatAPartIsSelectedOfIsRead() throws Exception {
        Linted.check(
                """
                int[] numbers = {};
                void main() throws Exception {
                    Scope.run(scope -> {
                        scope.go("writes", () -> numbers = new int[3]); // warned
                        scope.go("reads", () -> IO.println(numbers.length));
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 a variable that is given another channel is not known to have the first")
    void aVariableThatIsGivenAnotherChannel() throws Exception {
        Linted.checkInScope(
                """
                int[] seen = {0};
                int[] late = {0};
                """,
                """
                Channel<Integer> first = Channel.rendezvous();
                Channel<Integer> last = Channel.rendezvous();
                Receiver<Integer> in = first;
                for (int i = 0; i < 3; i++) {
                    Receiver<Integer> from = in;
                    Channel<Integer> to = Channel.rendezvous();
                    scope.go("stage", () -> { int v = from.receive(); seen[0] += v; to.send(v); });
                    in = to;
                }
                first.send(1);
                in.receive();
                IO.println(seen[0]);
                Receiver<Integer> kept = first;
                scope.go("receives", () -> { kept.receive(); late[0]++; }); // warned
                scope.go("sends", () -> { late[0]++; last.send(1); });
                """);
    }

    private static final String VIEWS =
            """
            final Channel<String> lines = Channel.buffered(4);
            final java.io.Writer field = dev.handoff.bridge.Chars.writer(lines, 100);
            java.io.Writer plain = dev.handoff.bridge.Chars.writer(lines, 100);
            """;

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "java.io.Writer out = dev.handoff.bridge.Chars.writer(lines, 100);",
                "var out = new java.io.PrintWriter(dev.handoff.bridge.Chars.writer(lines, 100));",
                "java.io.Writer first = dev.handoff.bridge.Chars.writer(lines, 100);"
                        + " java.io.Writer out = (first);",
                "java.io.Writer out = new java.io.BufferedWriter(field);",
                "java.io.Writer out = plain;",
            })
    @DisplayName("R24 who uses a channel by what a bridge has made of it uses the channel")
    void viewsOfAChannel(String declaration) throws Exception {
        Linted.check(
                VIEWS
                        + """
                        void main() throws Exception {
                            int[] total = {0};
                            Scope.run(scope -> {
                                %s
                                scope.go("writer", () -> { total[0]++; out.write("x"); out.close(); });
                                for (String line : lines) { IO.println(line); }
                                IO.println(total[0]);
                            });
                        }
                        """
                                .formatted(declaration));
    }

    @Test
    @DisplayName("R24 who uses a channel by its iterator or as a stream uses the channel")
    void iteratorsAndStreams() throws Exception {
        Linted.check(
                VIEWS
                        + """
                        void main() throws Exception {
                            int[] total = {0};
                            int[] sum = {0};
                            int[] count = {0};
                            Scope.run(scope -> {
                                Iterator<String> each = lines.iterator();
                                scope.go("field", () -> { total[0]++; field.write("x"); field.close(); });
                                each.next();
                                IO.println(total[0]);
                            });
                            Scope.run(scope -> {
                                scope.go("plain", () -> { sum[0]++; plain.write("x"); plain.close(); });
                                for (String line : lines) { IO.println(line); }
                                IO.println(sum[0]);
                            });
                            Scope.run(scope -> {
                                Stream<String> all = dev.handoff.bridge.Streams.stream(lines);
                                scope.go("reads", () -> { all.forEach(IO::println); count[0]++; });
                                scope.go("sends", () -> { count[0]++; lines.send("x"); });
                            });
                        }
                        """);
    }

    @Test
    @DisplayName("R24 what came out of a channel is none")
    void valuesAreNoViews() throws Exception {
        Linted.check(
                VIEWS
                        + """
                        void main() throws Exception {
                            int[] total = {0};
                            Scope.run(scope -> {
                                String line = lines.iterator().next();
                                java.io.Reader in = dev.handoff.bridge.Chars.reader(lines);
                                int length = in.read();
                                scope.go("a", () -> { total[0]++; IO.println(line); }); // warned
                                scope.go("b", () -> { total[0]++; IO.println(length); });
                            });
                        }
                        """);
    }

    @Test
    @DisplayName("R24 who starts processes in a loop may wait for each in what the start is given")
    void waitsInTheStart() throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    int[] t = {0};
                    int[] sent = {0};
                    Channel<Integer> turn = Channel.buffered(1);
                    turn.send(0);
                    Scope.run(scope -> {
                        for (int i = 0; i < 3; i++) {
                            scope.go("p" + turn.receive(), () -> { t[0]++; turn.send(1); });
                        }
                        for (int i = 0; i < 3; i++) {
                            scope.go("p" + turn.trySend(i), () -> { sent[0]++; turn.send(1); }); // warned
                        }
                    });
                }
                """);
    }

    @Test
    @DisplayName(
            "R24 who starts processes in a loop may wait for each in a method that cannot be read")
    void waitsUnreadInEachRound() throws Exception {
        Linted.check(
                """
                interface Gate { void open(); void pass() throws InterruptedException; void look(); }
                void main() {}
                void run(Gate gate) throws Exception {
                    int[] t = {0};
                    int[] sent = {0};
                    int[] seen = {0};
                    Channel<Integer> turn = Channel.unbounded();
                    Scope.run(scope -> {
                        for (int i = 0; i < 3; i++) {
                            scope.go(() -> { t[0]++; gate.open(); });
                            gate.pass();
                        }
                        for (int i = 0; i < 3; i++) {
                            scope.go(() -> { sent[0]++; turn.send(1); });
                            gate.pass();
                        }
                        for (int i = 0; i < 3; i++) {
                            scope.go(() -> { seen[0]++; gate.open(); }); // warned
                            gate.look();
                        }
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 who starts processes in a loop may wait for each before he starts the next")
    void waitsInEachRound() throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    int[] total = {0};
                    int[] late = {0};
                    int[] turns = {0};
                    int[] sent = {0};
                    int[] inner = {0};
                    int[] done = {0};
                    Channel<Integer> ready = Channel.rendezvous();
                    Channel<Integer> jobs = Channel.rendezvous();
                    Scope.run(scope -> {
                        for (int i = 0; i < 3; i++) {
                            scope.go(() -> { total[0]++; ready.send(1); });
                            ready.receive();
                        }
                        ready.send(0);
                        for (int i = 0; i < 3; i++) {
                            ready.receive();
                            scope.go(() -> { turns[0]++; ready.send(1); });
                        }
                        for (int i = 0; i < 3; i++) {
                            scope.go(() -> { late[0]++; ready.send(1); }); // warned
                        }
                        for (int i = 0; i < 3; i++) {
                            ready.receive();
                        }
                        for (int i = 0; i < 3; i++) {
                            scope.go(() -> { jobs.receive(); sent[0]++; }); // warned
                            jobs.send(i);
                        }
                        for (int i = 0; i < 3; i++) {
                            for (int j = 0; j < 2; j++) {
                                scope.go(() -> { inner[0]++; ready.send(1); }); // warned
                            }
                            ready.receive();
                            ready.receive();
                        }
                        for (int i = 0; i < 3; i++) {
                            scope.go(() -> { for (int job : jobs) { done[0] += job; } }); // warned
                            started = i;
                        }
                    });
                }

                volatile int started;
                """);
    }

    @Test
    @DisplayName("R24 a select that was made elsewhere may receive from any channel")
    void aSelectThatWasMadeElsewhere() throws Exception {
        Linted.checkInScope(
                "int[] total = {0}; Channel<Integer> c = Channel.buffered(1);",
                """
                Select<Integer> next = Select.of(on(c, n -> n));
                scope.go("selects", () -> { next.run(); total[0]++; });
                scope.go("sends", () -> { total[0]++; c.send(1); });
                """);
    }

    @Test
    @DisplayName(
            "R24 what who has started a process does outside of its scope orders nothing in it")
    void outsideOfTheScope() throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    int[] total = {0};
                    Channel<Integer> c = Channel.buffered(1);
                    Scope.run(scope -> {
                        scope.go("sends", () -> { total[0]++; c.send(1); }); // warned
                        IO.println(total[0]);
                    });
                    c.receive();
                }
                """);
    }

    @Test
    @DisplayName("R24 what a process does orders none of those that it has started")
    void contactsOfACommonStarter() throws Exception {
        Linted.checkInScope(
                "int[] total = {0}; Latch ready = Latch.of(1);",
                """
                scope.go("starts both", () -> {
                    ready.await();
                    Scope.run(inner -> {
                        inner.go("left", () -> total[0]++); // warned
                        inner.go("right", () -> total[0]++);
                    });
                });
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Thread.startVirtualThread(() -> total[0]++);",
                "Thread.ofVirtual().start(() -> total[0]++);",
                "CompletableFuture.runAsync(() -> total[0]++);",
                "new Hashtable<Integer, Integer>(table).compute(1, (k, n) -> total[0]++);",
            })
    @DisplayName("R24 what the JDK runs in another thread or under a lock may be ordered")
    void whatTheJdkRuns(String statement) throws Exception {
        Linted.checkInScope(
                "int[] total = {0}; Map<Integer, Integer> table = Map.of();",
                """
                scope.go("first", () -> { %s });
                scope.go("second", () -> { %s });
                """
                        .formatted(statement, statement));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "latches[0].countDown();, latches[0].await();",
                "more.get(0).countDown();, more.getFirst().await();",
                "job.done().countDown();, job.done().await();",
                "job.parts[0].latch().countDown();, more.getFirst().await();",
                "more.forEach(Latch::countDown);, latches[0].await();",
                "Thread.startVirtualThread(latches[0]::countDown);, latches[0].await();",
                "futures[0].complete(1);, CompletableFuture.allOf(futures).join();",
                "channels.get(0).send(1);, channels.get(0).receive();",
                "channels.forEach(Channel::close);, channels.get(0).receiveOrNull();",
            })
    @DisplayName("R24 a latch, future or channel may order by whatever expression it is reached")
    void reachedByAnExpression(String pair) throws Exception {
        String[] uses = pair.split(", ");
        Linted.check(
                """
                class Part { Latch latch() { return Latch.of(1); } }
                class Job { Latch done() { return Latch.of(1); } Part[] parts = {new Part()}; }
                void main() throws Exception {
                    int[] v = {0};
                    Latch[] latches = {Latch.of(1)};
                    List<Latch> more = List.of(latches);
                    Job job = new Job();
                    List<Channel<Integer>> channels = List.of(Channel.buffered(1));
                    CompletableFuture<?>[] all = {new CompletableFuture<Integer>()};
                    CompletableFuture<Object>[] futures = (CompletableFuture<Object>[]) all;
                    Scope.run(scope -> {
                        scope.go("a", () -> { v[0] = 1; %s });
                        scope.go("b", () -> { %s IO.println(v[0]); });
                    });
                }
                """
                        .formatted(uses[0], uses[1]));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "IO.println(ThreadLocalRandom.current().nextInt());",
                "IO.println(Thread.currentThread().getName());",
                "TimeUnit.SECONDS.sleep(1);",
                "IO.println(WorkerPool.in(scope).workers(2).queue(3).open());",
                "List.of(1).stream().map(Latch::of).toList();",
                "Channel.named(\"c\").buffered(1).open();",
            })
    @DisplayName("R24 what is made anew, or is the thread's own, orders nothing")
    void ordersNothing(String statement) throws Exception {
        Linted.checkInScope(
                "int[] v = {0};",
                """
                scope.go("a", () -> { v[0] = 1; %s }); // warned
                scope.go("b", () -> { %s IO.println(v[0]); });
                """
                        .formatted(statement, statement));
    }

    @Test
    @DisplayName("R24 a process that is given an end closes it, which who receives may see")
    void anEndThatAProcessIsGiven() throws Exception {
        Linted.checkInScope(
                """
                int[] total = {0};
                int[] sum = {0};
                int[] sent = {0};
                int[] apart = {0};
                Channel<Integer> done = Channel.rendezvous();
                Channel<Integer> many = Channel.rendezvous();
                Channel<Integer> other = Channel.rendezvous();
                """,
                """
                scope.go("closes", done, out -> total[0] = 1);
                done.receiveOrNull();
                IO.println(total[0]);
                scope.go("counted", many.newSender(), out -> sum[0] = 1);
                many.receiveOrNull();
                IO.println(sum[0]);
                scope.go("sends", other, out -> { sent[0]++; out.send(1); });
                scope.go("receives", () -> { other.receive(); sent[0]++; });
                scope.go("left", done, out -> { apart[0]++; out.send(1); }); // warned
                scope.go("right", () -> { many.receive(); apart[0]++; });
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "ProcessBody signal = () -> go.send(1); | signal.run();",
                "Callable<Integer> signal = () -> { go.send(1); return 1; }; | signal.call();",
                " | List.of(1).forEach(this::signal);",
                " | Thread.startVirtualThread(this::signalOnce);",
            })
    @DisplayName("R24 code that is run by way of its interface or a reference may send")
    void signalsByWayOfAnInterface(String signal) throws Exception {
        String[] parts = signal.split(" \\| ");
        Linted.check(
                """
                final Channel<Integer> go = Channel.buffered(1);
                void signal(int n) { go.trySend(n); }
                void signalOnce() { signal(1); }
                void main() throws Exception {
                    int[] total = {0};
                    %s
                    Scope.run(scope -> {
                        scope.go("first", () -> { total[0]++; %s });
                        scope.go("second", () -> { go.receive(); total[0]++; });
                    });
                }
                """
                        .formatted(parts[0], parts[1]));
    }

    @Test
    @DisplayName("R24 two methods of one object that cannot be read may order, if one may wait")
    void methodsOfOneObjectInAnotherFile() throws Exception {
        Linted.check(
                """
                interface Gate { void open(); void await() throws InterruptedException; }
                interface Counter { void add(); int sum(); }
                Gate own;
                void open(Gate some) { some.open(); }
                void run(Gate gate, Gate other, Counter counter) throws Exception {
                    int[] a = {0};
                    int[] b = {0};
                    int[] c = {0};
                    int[] d = {0};
                    int[] e = {0};
                    Scope.run(scope -> {
                        scope.go("opens", () -> { a[0]++; gate.open(); });
                        scope.go("awaits", () -> { gate.await(); a[0]++; });
                        scope.go("opens its own", () -> { b[0]++; own.open(); });
                        scope.go("awaits its own", () -> { own.await(); b[0]++; });
                        scope.go("opens by a method", () -> { c[0]++; open(gate); });
                        scope.go("awaits", () -> { gate.await(); c[0]++; });
                        scope.go("opens another", () -> { d[0]++; other.open(); }); // warned
                        scope.go("awaits this one", () -> { gate.await(); d[0]++; });
                        scope.go("adds", () -> { e[0]++; counter.add(); }); // warned
                        scope.go("asks", () -> IO.println(e[0] + counter.sum()));
                    });
                }
                void main() {}
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Mail mail = new Mail(); | mail.add(1); | mail.take();",
                "Box box = null; | box.add(1); | box.take();",
                "Work work = new Work(); | work.start(); | work.join();",
                "var latch = new CountDownLatch(1) {}; | latch.countDown(); | latch.await();",
                "List<? extends Channel<Integer>> all = List.of(); | all.get(0).send(1); |"
                        + " all.get(0).receive();",
                "Iterable<Integer> numbers = channel; | channel.send(1); | for (int n : numbers)"
                        + " {}",
            })
    @DisplayName("R24 what inherits from what may order may order, too, whatever its variable says")
    void whatInheritsFromWhatMayOrder(String uses) throws Exception {
        String[] parts = uses.split(" \\| ");
        Linted.check(
                """
                class Mail extends LinkedBlockingQueue<Integer> {}
                interface Box extends BlockingQueue<Integer> {}
                class Work extends Thread {}
                void main() throws Exception {
                    int[] total = {0};
                    Channel<Integer> channel = Channel.buffered(1);
                    %s
                    Scope.run(scope -> {
                        scope.go("first", () -> { total[0]++; %s });
                        scope.go("second", () -> { %s total[0]++; });
                    });
                }
                """
                        .formatted((Object[]) parts));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "<C extends Channel<Integer>> | ends.send(1); | ends.receive();",
                "<C extends Object & BlockingQueue<Integer>> | ends.add(1); | ends.take();",
                "<B extends BlockingQueue<Integer>, C extends B> | ends.add(1); | ends.take();",
            })
    @DisplayName("R24 what a type variable stands for may order")
    void whatATypeVariableStandsFor(String uses) throws Exception {
        String[] parts = uses.split(" \\| ");
        Linted.check(
                """
                %s void both(C ends) throws Exception {
                    int[] total = {0};
                    Scope.run(scope -> {
                        scope.go("first", () -> { total[0]++; %s });
                        scope.go("second", () -> { %s total[0]++; });
                    });
                }
                void main() {}
                """
                        .formatted((Object[]) parts));
    }

    @Test
    @DisplayName("R24 a VarHandle may order, and a Callable by itself does not")
    void varHandles() throws Exception {
        Linted.check(
                """
                import java.lang.invoke.VarHandle;
                VarHandle ready;
                int total;
                class Job implements Callable<Integer> {
                    int n;
                    @Override public Integer call() { return n; }
                }
                void main() throws Exception {
                    Job job = new Job();
                    Scope.run(scope -> {
                        scope.go("first", () -> { total++; ready.setRelease(this, true); });
                        scope.go("second", () -> { if (ready.getAcquire(this) != null) { total++; } });
                    });
                    Scope.run(scope -> {
                        scope.go("first", () -> job.n++); // warned
                        scope.go("second", () -> job.n++);
                    });
                }
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "class Step { void run() throws Exception {} } class Sends extends Step { @Override"
                        + " void run() throws Exception { go.send(1); } }",
                "interface Step { default void run() throws Exception {} } class Sends implements"
                        + " Step { @Override public void run() { go.trySend(1); } }",
                "interface Step { void run(); } record Sends() implements Step { @Override public"
                        + " void run() { tell(); } static void tell() { go.trySend(1); } }",
                "abstract class Step { void run() { tell(); } abstract void tell(); } class Sends"
                        + " extends Step { @Override void tell() { go.trySend(1); } }",
            })
    @DisplayName("R24 a method of the file that overrides the one that is called may send")
    void whatOverridesMaySend(String steps) throws Exception {
        Linted.check(
                """
                static final Channel<Integer> go = Channel.buffered(1);
                int total;
                %s
                void main() throws Exception {
                    Step step = new Sends();
                    Scope.run(scope -> {
                        scope.go("first", () -> { total++; step.run(); });
                        scope.go("second", () -> { go.receive(); total++; });
                    });
                }
                """
                        .formatted(steps));
    }

    @Test
    @DisplayName("R24 what overrides a method may take the lock that it does not")
    void whatOverridesMayLock() throws Exception {
        Linted.check(
                """
                int total;
                int count;
                class Section {
                    void run(Runnable body) { body.run(); }
                    void count() { count++; }
                    void simply() { count++; } // warned
                }
                class Locked extends Section {
                    @Override synchronized void run(Runnable body) { body.run(); }
                    @Override synchronized void count() { super.count(); }
                    void both() { super.simply(); }
                }
                void main() throws Exception {
                    Section section = new Locked();
                    Locked locked = new Locked();
                    Scope.run(scope -> {
                        for (int i = 0; i < 2; i++) {
                            scope.go("runs", () -> section.run(() -> total++));
                            scope.go("counts", () -> section.count());
                        }
                    });
                    Scope.run(scope -> {
                        scope.go("left", () -> locked.both());
                        scope.go("right", locked::both);
                    });
                }
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Runnable signal = go::close; | signal.run();",
                "Runnable signal = () -> go.trySend(1); | signal.run();",
                "Runnable signal = (Runnable) (() -> { if (go.size() == 0) { go.trySend(1); } }); |"
                        + " signal.run();",
                "Consumer<Integer> signal = go::trySend; | signal.accept(1);",
                "Runnable signal; signal = go::close; | signal.run();",
                "Runnable signal = signals().getFirst(); | signal.run();",
                " | give.run();",
                " | given().run();",
            })
    @DisplayName("R24 code that a variable holds may send, if it is not known to be other code")
    void codeThatAVariableHolds(String signal) throws Exception {
        String[] parts = signal.split(" \\| ");
        Linted.check(
                """
                final Channel<Integer> go = Channel.buffered(1);
                final Runnable give = () -> go.trySend(1);
                Runnable given() { return give; }
                List<Runnable> signals() { return List.of(give); }
                void main() throws Exception {
                    int[] total = {0};
                    %s
                    Scope.run(scope -> {
                        scope.go("first", () -> { total[0]++; %s });
                        scope.go("second", () -> { go.receiveOrNull(); total[0]++; });
                    });
                }
                """
                        .formatted(parts[0], parts[1]));
    }

    @Test
    @DisplayName(
            "R24 code that a variable is known to hold, and that sends nothing, orders nothing")
    void codeThatSendsNothing() throws Exception {
        Linted.check(
                """
                final Channel<Integer> go = Channel.buffered(1);
                final Channel<Integer> other = Channel.buffered(1);
                int total;
                void main() throws Exception {
                    Runnable tell = () -> other.trySend(1);
                    Scope.run(scope -> {
                        scope.go("first", () -> { total++; tell.run(); }); // warned
                        scope.go("second", () -> { go.receiveOrNull(); total++; });
                    });
                }
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "new Sends();",
                "new Sends() { int n; };",
                "new Also(1);",
                "try (Ends ends = new Ends()) { IO.println(ends); }",
                "Ends ends = new Ends(); try (ends) { IO.println(1); }",
            })
    @DisplayName("R24 a constructor may send, and what a try closes")
    void constructorsAndCloses(String statements) throws Exception {
        Linted.check(
                """
                final Channel<Integer> go = Channel.buffered(1);
                class Sends { Sends() throws Exception { go.send(1); } }
                class Also extends Sends { Also(int n) throws Exception { this(); } Also() throws Exception {} }
                class Ends implements AutoCloseable { @Override public void close() { go.close(); } }
                void main() throws Exception {
                    int[] total = {0};
                    Scope.run(scope -> {
                        scope.go("first", () -> { total[0]++; %s });
                        scope.go("second", () -> { go.receiveOrNull(); total[0]++; });
                    });
                }
                """
                        .formatted(statements));
    }

    @Test
    @DisplayName("R24 a constructor changes the fields of what it makes, and others' too")
    void whatAConstructorChanges() throws Exception {
        Linted.check(
                """
                int made;
                class Base { int n; Base(int n) { this.n = n; count(); } void count() { n++; } }
                class Item extends Base {
                    static int all;
                    final List<Integer> parts = new ArrayList<>();
                    Item() { super(1); n = 2; parts.add(1); this.n++; }
                    Item(String name) { this(); made++; } // warned
                }
                class Maker extends Base {
                    Maker() { super(3); }
                    void run() throws Exception {
                        Scope.run(scope -> {
                            for (int i = 0; i < 2; i++) { scope.go(() -> IO.println(new Maker().n)); }
                            IO.println(n);
                        });
                    }
                }
                void main() throws Exception {
                    Scope.run(scope -> {
                        for (int i = 0; i < 2; i++) {
                            scope.go("plain", () -> new Item());
                            scope.go("named", () -> new Item("x"));
                            scope.go("anonymous", () -> new Item() { int m; });
                        }
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 what iterates over something of the program may receive")
    void iterablesOfTheProgram() throws Exception {
        Linted.check(
                """
                final Channel<Integer> in = Channel.rendezvous();
                class Inbox implements Iterable<Integer> {
                    @Override public Iterator<Integer> iterator() { return in.iterator(); }
                }
                void main() throws Exception {
                    int[] total = {0};
                    Inbox inbox = new Inbox();
                    Scope.run(scope -> {
                        scope.go("sends", () -> { total[0]++; in.send(1); in.close(); });
                        for (int n : inbox) { IO.println(n); }
                        IO.println(total[0]);
                    });
                }
                """);
    }

    @Test
    @DisplayName(
            "R24 who waits in a method that cannot be read does not wait for what another makes")
    void constructorsThatCannotBeRead() throws Exception {
        Linted.check(
                """
                import javax.crypto.spec.IvParameterSpec;
                int total;
                void both(Callable<Integer> job) throws Exception {
                    Scope.run(scope -> {
                        scope.go("makes", () -> { total++; new IvParameterSpec(new byte[8]); }); // warned
                        scope.go("waits", () -> { total++; job.call(); });
                    });
                }
                void main() {}
                """);
    }

    @Test
    @DisplayName("R24 code that is read again by way of what it calls has its own variables")
    void codeThatIsReadAgain() throws Exception {
        Linted.check(
                """
                Runnable code = () -> {
                    try {
                        Scope.run(scope -> {
                            int[] a = {0};
                            scope.go("again", () -> this.code.run());
                            scope.go("left", () -> a[0]++); // warned
                            scope.go("right", () -> a[0]++);
                        });
                    } catch (Exception e) { IO.println(e); }
                };
                void method() throws Exception {
                    Scope.run(scope -> {
                        int[] a = {0};
                        scope.go("again", () -> method());
                        scope.go("left", () -> a[0]++); // warned
                        scope.go("right", () -> a[0]++);
                    });
                }
                void main() {}
                """);
    }

    @Test
    @DisplayName(
            "R24 what a method makes for itself orders none of its callers, wherever it was called"
                    + " before")
    void whatEachCallMakes() throws Exception {
        Linted.check(
                """
                int total;
                void ownLatch() throws Exception {
                    CountDownLatch latch = new CountDownLatch(1);
                    latch.countDown();
                    latch.await();
                }
                void main() throws Exception {
                    Scope.run(scope -> {
                        scope.go("first", () -> IO.println(scope));
                        ownLatch();
                        for (int i = 0; i < 3; i++) {
                            scope.go(() -> { ownLatch(); total++; }); // warned
                        }
                    });
                }
                """);
    }

    @Test
    @DisplayName("R24 what calls a method may take the lock of what overrides that")
    void whatCallsWhatIsOverridden() throws Exception {
        Linted.check(
                """
                int total;
                class Section { void run(Runnable body) { body.run(); } }
                class Locked extends Section {
                    @Override synchronized void run(Runnable body) { body.run(); }
                }
                void in(Section section, Runnable body) { section.run(body); }
                void main() throws Exception {
                    Section section = new Locked();
                    Scope.run(scope -> {
                        for (int i = 0; i < 2; i++) { scope.go(() -> in(section, () -> total++)); }
                    });
                }
                """);
    }

    /** To read each of them where each is called would take a stack as deep as they are many. */
    @Test
    @DisplayName("R24 what many of the file override may do anything")
    void whatManyOverride() throws Exception {
        StringBuilder source =
                new StringBuilder(
                        """
                        int total;
                        interface Node { int eval(Node of); }
                        void main(String... args) throws Exception {
                            Node node = new N0();
                            Scope.run(scope -> {
                                scope.go("evaluates", () -> total = node.eval(node));
                                scope.go("too", () -> total = node.eval(node));
                            });
                        }
                        """);
        for (int i = 0; i < 300; i++) {
            source.append("record N" + i + "() implements Node ")
                    .append("{ public int eval(Node of) { return of.eval(this); } }\n");
        }
        Linted.check(source.toString());
    }
}
