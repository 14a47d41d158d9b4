package dev.handoff.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Lint: values that were sent (R10)")
class SentValuesTest {
    @Test
    @DisplayName(
            "R10 a value that is changed after it was sent is warned of, however it is changed")
    void changedAfterwards() throws Exception {
        Linted.check(
                """
                class Order { int count; }
                void main() throws Exception {
                    Channel<Object> out = Channel.unbounded();
                    List<Integer> batch = new ArrayList<>();
                    out.send(batch);
                    batch.clear(); // warned
                    int[] block = {1};
                    out.send(block);
                    if (block.length > 0) {
                        block[0]++; // warned
                    }
                    Order order = new Order();
                    out.send(order);
                    order.count = 2; // warned
                    StringBuilder text = new StringBuilder();
                    out.send(text);
                    text.append("more"); // warned
                }
                """);
    }

    @Test
    @DisplayName("R10 an array that was sent is changed by the methods of the JDK that write to it")
    void arraysThatAreFilled() throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    Channel<Object> out = Channel.unbounded();
                    int[] from = {3, 2, 1};
                    int[] to = new int[3];
                    Object[] all = new Object[3];
                    out.send(from);
                    System.arraycopy(from, 0, to, 0, 3);
                    Arrays.fill(all, from);
                    Arrays.toString(from);
                    Arrays.sort(from); // warned
                    out.send(to);
                    System.arraycopy(from, 0, to, 0, 3); // warned
                    byte[] block = new byte[4];
                    for (int i = 0; i < 3; i++) {
                        Arrays.fill(block, (byte) i); // warned
                        out.send(block);
                    }
                }
                """);
    }

    @Test
    @DisplayName(
            "R10 a send that is followed by a jump to an outer round was the last of its value")
    void leftByAnOuterRound() throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    Channel<List<Integer>> out = Channel.unbounded();
                    outer:
                    for (int i = 0; i < 3; i++) {
                        List<Integer> batch = new ArrayList<>();
                        for (int j = 0; ; j++) {
                            batch.add(j);
                            if (batch.size() < 3) { continue; }
                            out.send(batch);
                            continue outer;
                        }
                    }
                    List<Integer> all = new ArrayList<>();
                    for (int j = 0; j < 3; j++) {
                        all.add(j); // warned
                        if (j < 3) { out.send(all); }
                        out.send(all);
                        continue;
                    }
                }
                """);
    }

    @Test
    @DisplayName("R10 collections of all kinds count, and all that changes them")
    void collectionsOfAllKinds() throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    Channel<Object> out = Channel.unbounded();
                    BitSet bits = new BitSet();
                    out.send(bits);
                    bits.flip(0); // warned
                    SortedMap<String, Integer> map = new TreeMap<>();
                    out.send(map);
                    map.put("a", 1); // warned
                    LinkedHashMap<String, Integer> sequence = new LinkedHashMap<>();
                    out.send(sequence);
                    sequence.putFirst("a", 1); // warned
                }
                """);
    }

    @Test
    @DisplayName("R10 after a scope, or a method that may wait, a value may be back")
    void mayBeBackAfterAScopeOrAMethod() throws Exception {
        Linted.check(
                """
                final Channel<Integer> done = Channel.rendezvous();
                void scope(Channel<int[]> c) throws Exception {
                    int[] block = {1};
                    c.send(block);
                    Scope.run(s -> s.go(() -> IO.println(c.receive()[0])));
                    block[0] = 2;
                }
                void method(Sender<int[]> out) throws Exception {
                    int[] block = {1};
                    out.send(block);
                    awaitDone();
                    block[0] = 2;
                }
                void awaitDone() throws Exception { done.receive(); }
                void another(Sender<int[]> out) throws Exception {
                    int[] block = {1};
                    out.send(block);
                    report();
                    block[0] = 2; // warned
                }
                void report() { IO.println("sent"); }
                void main() {}
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "ready();",
                "again();",
                "Waiting waiting = new Late(); waiting.until();",
                "Runnable wait = this::ready; wait.run();",
                "given.run();",
                "for (int n : inbox) { block[0] += n; }",
                "Iterable<Integer> all = done; for (int n : all) { block[0] += n; }",
                "byway(new Late());",
                "new Ready();",
                "new Ready(1);",
            })
    @DisplayName("R10 after what may wait without an InterruptedException a value may be back, too")
    void mayBeBackAfterWhatMayWait(String statements) throws Exception {
        Linted.check(
                """
                final Channel<Integer> done = Channel.rendezvous();
                class Inbox implements Iterable<Integer> {
                    @Override public Iterator<Integer> iterator() { return done.iterator(); }
                }
                abstract class Waiting { abstract void until(); }
                class Ready { Ready() { ready(); } Ready(int n) { this(); } }
                void byway(Waiting waiting) { waiting.until(); }
                class Late extends Waiting { @Override void until() { ready(); } }
                void again() { for (int i = 0; i < 2; i++) { ready(); } }
                void ready() {
                    try { done.receive(); } catch (InterruptedException e) { throw new IllegalStateException(e); }
                }
                void send(Sender<int[]> out, Inbox inbox, Runnable given) throws Exception {
                    int[] block = {1};
                    out.send(block);
                    %s
                    block[0] = 2;
                }
                void sendAll(Sender<int[]> out, Inbox inbox) throws Exception {
                    int[] block = {1};
                    for (int n : inbox) { block[0] = n; out.send(block); }
                }
                void main() {}
                """
                        .formatted(statements));
    }

    @Test
    @DisplayName("R10 a buffer that is filled again in a loop after it was sent is warned of")
    void filledAgain() throws Exception {
        Linted.check(
                """
                void copy(InputStream in, Sender<byte[]> out) throws Exception {
                    byte[] buffer = new byte[8192];
                    while (in.available() > 0) {
                        in.read(buffer); // warned
                        out.send(buffer);
                    }
                }
                void once(InputStream in, Sender<byte[]> out) throws Exception {
                    byte[] buffer = new byte[8192];
                    while (true) {
                        in.read(buffer);
                        out.send(buffer);
                        break;
                    }
                }
                void anew(InputStream in, Sender<byte[]> out) throws Exception {
                    while (in.available() > 0) {
                        byte[] buffer = new byte[8192];
                        in.read(buffer);
                        out.send(buffer);
                    }
                }
                void main() {}
                """);
    }

    @Test
    @DisplayName(
            "R10 the condition of a loop is looked at, its step, a body without braces, and a group"
                    + " of statements")
    void betweenRounds() throws Exception {
        Linted.check(
                """
                void inTheCondition(InputStream in, Sender<byte[]> out) throws Exception {
                    byte[] buffer = new byte[8192];
                    while (in.read(buffer) > 0) { // warned
                        out.send(buffer);
                    }
                }
                void inTheLastCondition(InputStream in, Sender<byte[]> out) throws Exception {
                    byte[] buffer = new byte[8192];
                    do {
                        out.send(buffer);
                    } while (in.read(buffer) > 0); // warned
                }
                void inTheStep(Sender<int[]> out) throws Exception {
                    int[] block = {0};
                    for (; block[0] < 3; block[0]++) // warned
                        out.send(block);
                }
                void inAGroup(int n, Sender<int[]> out) throws Exception {
                    int[] block = {0};
                    switch (n) {
                        case 0:
                            out.send(block);
                            break;
                        case 1:
                            out.send(block);
                            block[0]++; // warned
                        default:
                            block[0]++;
                    }
                }
                void anew(InputStream in, Sender<byte[]> out) throws Exception {
                    byte[] buffer = new byte[8192];
                    while (in.read(buffer) > 0) {
                        out.send(buffer);
                        buffer = new byte[8192];
                    }
                }
                void once(InputStream in, Sender<byte[]> out) throws Exception {
                    byte[] buffer = new byte[8192];
                    while (in.read(buffer) > 0) {
                        out.send(buffer);
                        break;
                    }
                }
                void atFirst(Sender<int[]> out) throws Exception {
                    int[] block = {0};
                    for (block[0] = 1; out.size() < 3; ) {
                        out.send(block);
                    }
                }
                void main() {}
                """);
    }

    @Test
    @DisplayName(
            "R10 what may be fit for sharing is not warned of: volatile fields, locks, interfaces")
    void fitForSharing() throws Exception {
        Linted.check(
                """
                class Job { volatile boolean cancelled; int n; }
                void main() throws Exception {
                    Channel<Object> out = Channel.unbounded();
                    Job job = new Job();
                    out.send(job);
                    job.cancelled = true;
                    synchronized (job) {
                        job.n++;
                    }
                    Map<String, Integer> seen = new java.util.concurrent.ConcurrentHashMap<>();
                    out.send(seen);
                    seen.put("a", 1);
                    List<Integer> list = Collections.synchronizedList(new ArrayList<>());
                    out.send(list);
                    list.add(1);
                    synchronized (out) {
                        out.isClosed();
                    }
                    job.n++; // warned
                }
                void given(List<Integer> list, Sender<List<Integer>> out) throws Exception {
                    out.send(list);
                    list.add(1);
                }
                """);
    }

    @Test
    @DisplayName("R10 what the methods of a class change that is declared after the send is later")
    void classesBehindASend() throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    Channel<int[]> out = Channel.unbounded();
                    Channel<int[]> back = Channel.unbounded();
                    int[] block = {1};
                    out.send(block);
                    Runnable again = new Runnable() {
                        @Override
                        public void run() { block[0]++; }
                    };
                    class Again { void run() { block[0]++; } }
                    back.receive();
                    again.run();
                    new Again().run();
                }
                """);
    }

    @Test
    @DisplayName("R10 an owned value that is touched after it was sent is warned of")
    void ownedIsMoved() throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    Channel<Owned<String>> letters = Channel.buffered(2);
                    Owned<String> letter = Owned.of("dear");
                    letters.send(letter);
                    IO.println(letter.isMine());
                    IO.println(letter.get()); // warned
                }
                """);
    }

    @Test
    @DisplayName(
            "what is replaced, read, sent if there is room, or sent in another branch is left"
                    + " alone")
    void whatIsRight() throws Exception {
        Linted.check(
                """
                void main(String[] args) throws Exception {
                    Channel<List<Integer>> out = Channel.unbounded();
                    List<Integer> batch = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        batch.add(i);
                        if (batch.size() == 3) {
                            out.send(batch);
                            batch = new ArrayList<>();
                        }
                    }
                    out.send(batch);
                    IO.println(batch.size());
                    List<Integer> rest = new ArrayList<>();
                    if (!out.trySend(rest).accepted()) {
                        rest.add(1);
                    }
                    if (args.length > 0) {
                        out.send(rest);
                        return;
                    }
                    rest.add(2);
                }
                """);
    }

    @Test
    @DisplayName(
            "what is changed after something was received, or waited for, is left alone: it may be"
                    + " back")
    void mayBeBack() throws Exception {
        Linted.check(
                """
                void acknowledged(InputStream in, Sender<byte[]> out, Receiver<Integer> done) throws Exception {
                    byte[] buffer = new byte[8192];
                    while (in.read(buffer) > 0) {
                        out.send(buffer);
                        done.receive();
                    }
                }
                void acknowledgedLate(InputStream in, Sender<byte[]> out, Receiver<Integer> done) throws Exception {
                    byte[] buffer = new byte[8192];
                    while (in.read(buffer) > 0) { // warned
                        done.receive();
                        out.send(buffer);
                    }
                }
                void inTheHead(InputStream in, Sender<byte[]> out, Receiver<Integer> asked) throws Exception {
                    byte[] buffer = new byte[8192];
                    for (int n : asked) {
                        in.read(buffer);
                        out.send(buffer);
                    }
                }
                void inALoop(Sender<int[]> out, Receiver<Integer> back) throws Exception {
                    int[] block = {1};
                    out.send(block);
                    for (int n : back) {
                        block[0] += n;
                    }
                }
                void inTheChange(Sender<int[]> out, Receiver<Integer> back) throws Exception {
                    int[] block = {1};
                    out.send(block);
                    block[0] = back.receive();
                    List<Integer> batch = new ArrayList<>();
                    Channel<List<Integer>> batches = Channel.unbounded();
                    batches.send(batch);
                    batch.add(back.receive());
                }
                void moved(Sender<Owned<String>> out, Receiver<Owned<String>> back) throws Exception {
                    Owned<String> box = Owned.of("tea");
                    out.send(box);
                    back.receive();
                    box.get();
                }
                void joined(Sender<int[]> out, Task<Integer> task, Latch latch) throws Exception {
                    int[] first = {1};
                    out.send(first);
                    task.join();
                    first[0]++;
                    int[] second = {1};
                    out.send(second);
                    latch.await();
                    second[0]++;
                }
                void main() {}
                """);
    }

    @Test
    @DisplayName("@SuppressWarnings(\"handoff\") silences it, at the variable or around it")
    void isSuppressed() throws Exception {
        Linted.check(
                """
                @SuppressWarnings("handoff")
                void main() throws Exception {
                    Channel<int[]> out = Channel.unbounded();
                    int[] block = {1};
                    out.send(block);
                    block[0] = 2;
                }
                """);
    }

    @Test
    @DisplayName("a warning names the variable, and the line of the send")
    void aWarningSaysWhere() throws Exception {
        assertThat(
                        Linted.messages(
                                """
                                void main() throws Exception {
                                    Channel<int[]> out = Channel.unbounded();
                                    int[] block = {1};
                                    out.send(block);
                                    block[0] = 2;
                                }
                                """))
                .containsExactly(
                        "block was sent in line 4, and is changed here: it is its receiver's, who"
                            + " may see the change or half of it. Send a copy, or make a new one");
    }

    @Test
    @DisplayName("a warning of an owned value says what its method throws")
    void aWarningOfAnOwnedValue() throws Exception {
        assertThat(
                        Linted.messages(
                                """
                                void main() throws Exception {
                                    Channel<Owned<String>> out = Channel.unbounded();
                                    Owned<String> letter = Owned.of("dear");
                                    out.send(letter);
                                    IO.println(letter.get());
                                }
                                """))
                .containsExactly(
                        "letter was moved by the send in line 4: get throws an OwnershipException");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "out.send(block); if (x > 0) { return; } block[0]++;",
                "out.send(block); if (x > 0) { throw new Exception(); } block[0]++;",
                "while (true) { out.send(block); if (x > 0) { break; } block[0]++; }",
                "IO.println(switch (x) { default -> { out.send(block); if (x > 0) { yield 1; }"
                        + " block[0]++; yield 2; } });",
                "out.send(block); file.write(block);",
                "out.send(field); field[0]++;",
                "mailer.send(block); block[0]++;",
            })
    @DisplayName("R10 what may not have been sent, or is not known to be changed, is left alone")
    void whatMayNotBeSentOrChanged(String statements) throws Exception {
        Linted.check(
                """
                class Mailer { void send(byte[] block) {} }
                byte[] field = {0};
                void main(String[] args) throws Exception {
                    Channel<byte[]> out = Channel.unbounded();
                    OutputStream file = OutputStream.nullOutputStream();
                    Mailer mailer = new Mailer();
                    byte[] block = {0};
                    int x = args.length;
                    %s
                }
                """
                        .formatted(statements));
    }

    @Test
    @DisplayName("R10 a value that is changed twice is warned of once, also in the head of a loop")
    void warnedOfOnce() throws Exception {
        Linted.check(
                """
                void main(String[] args) throws Exception {
                    Channel<int[]> out = Channel.unbounded();
                    int[] block = {0};
                    out.send(block);
                    if (args.length > 0) {
                        block[0] = 1; // warned
                        block[0] = 2;
                    }
                }
                void copy(InputStream in, Sender<byte[]> out) throws Exception {
                    byte[] buffer = new byte[8192];
                    for (; in.read(buffer) > 0; ) { // warned
                        out.send(buffer);
                    }
                }
                """);
    }

    @Test
    @DisplayName("R10 after a select that was imported, too, a value may be back")
    void afterASelectThatWasImported() throws Exception {
        Linted.check(
                """
                void main() throws Exception {
                    Channel<int[]> out = Channel.buffered(1);
                    Channel<Integer> back = Channel.buffered(1);
                    int[] block = {1};
                    out.send(block);
                    one(on(back, n -> n));
                    block[0] = 2;
                    out.send(block);
                    block[0] = 3; // warned
                }
                """);
    }
}
