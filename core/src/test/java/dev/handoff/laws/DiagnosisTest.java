package dev.handoff.laws;

import static dev.handoff.Select.on;
import static dev.handoff.Select.to;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.Diagnosis;
import dev.handoff.Handoff;
import dev.handoff.ProcessBody;
import dev.handoff.Scope;
import dev.handoff.Select;
import dev.handoff.Timers;
import dev.handoff.pipeline.Pipeline;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@link Diagnosis} says of live processes. Other tests run meanwhile: names tell ours from theirs. */
class DiagnosisTest {
    private static final String HERE = "at DiagnosisTest.java:\\d+: ";
    private static final Pattern SINCE = Pattern.compile(", for at least (\\d+\\.\\d) s$");

    @Test
    @DisplayName(
            "L48 a scope is shown with its processes, and each with what it waits for and from"
                    + " where")
    void scopesAreTrees() throws InterruptedException {
        Channel<Integer> in = Channel.<Integer>named("in of a tree").open();
        Channel<Integer> out = Channel.<Integer>named("out of a tree").open();
        Scope.named("a tree")
                .run(
                        outer -> {
                            outer.go("receiver", in::receive);
                            outer.go("sender", () -> out.send(1));
                            outer.go("selector", () -> Select.one(on(in, v -> v)));
                            outer.go(
                                    "parent",
                                    () ->
                                            Scope.named("a branch")
                                                    .run(
                                                            inner ->
                                                                    inner.go(
                                                                            "sleeper",
                                                                            () ->
                                                                                    Timers.sleep(
                                                                                            Duration
                                                                                                    .ofHours(
                                                                                                            1)))));
                            Until.eventually( // who is queued runs until it sleeps
                                    "all five sleep", () -> asleepInTree() == 5);
                            assertThat(String.join("\n", tree()))
                                    .matches(
                                            """
                                            scope "a tree"
                                              thread .* running
                                              process "receiver" \\Qreceive: channel "in of a tree" (rendezvous) is empty\\E
                                              process "sender" HERE\\Qsend: nobody receives from channel "out of a tree" (rendezvous)\\E
                                              process "selector" HEREselect: .*
                                              process "parent" HEREscope: scope "a branch"
                                              scope "a branch"
                                                process "sleeper" HEREsleep: PT1H, with a time limit\
                                            """
                                                    .replace("HERE", HERE));
                            outer.cancel();
                        });
    }

    /** The lines of the scope of the test above. */
    private static long asleepInTree() {
        return tree().stream()
                .filter(line -> line.contains("process \""))
                .filter(
                        line ->
                                !line.matches(
                                        ".*(running|ready, without a core|has not begun"
                                                + "|waits outside of Handoff.*)"))
                .count();
    }

    private static List<String> tree() {
        List<String> lines =
                Diagnosis.take().lines().stream()
                        .map(line -> line.replaceFirst(", for at least [0-9.]+ s$", ""))
                        .toList();
        int start = lines.indexOf("scope \"a tree\"");
        int end = start + 1;
        while (end < lines.size() && lines.get(end).startsWith(" ")) {
            end++;
        }
        return lines.subList(start, end);
    }

    @Test
    @DisplayName("L48 who waits inside of a pipeline is shown at the user's line that runs it")
    void whoWaitsInsideOfAPipeline() throws InterruptedException {
        Channel<Integer> in = Channel.<Integer>named("in of a pipeline").open();
        Scope.run(
                scope -> {
                    scope.go("drinker", () -> Pipeline.from(in).forEach(value -> {}));
                    Until.eventually( // it is queued before it sleeps, and runs until then
                            "sleeps",
                            () -> Diagnosis.take().toString().contains("\"in of a pipeline\""));
                    assertThat(Diagnosis.take().toString())
                            .containsPattern(
                                    "process \"drinker\" (started at .*, )?"
                                            + HERE
                                            + "receive: channel \"in of a pipeline\"");
                    scope.cancel();
                });
    }

    @ParameterizedTest(name = "L48 the select is first: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("L48 L24 a select whose value a handler has is shown to wait for that handler")
    void selectHeldByAHandler(boolean selectFirst) throws InterruptedException {
        Channel<Integer> in = Channel.<Integer>named("in of a handler").open();
        CountDownLatch done = new CountDownLatch(1);
        Scope.run(
                scope -> {
                    ProcessBody select = () -> Select.<Integer>one(to(in, 1, () -> 1));
                    ProcessBody server = () -> in.receiveHolding(v -> await(done));
                    scope.go("first", selectFirst ? select : server);
                    Until.eventually(
                            "first waits", () -> in.waitingReceivers() + in.waitingSenders() == 1);
                    scope.go("second", selectFirst ? server : select);
                    Until.eventually(
                            "is shown",
                            () ->
                                    Diagnosis.report()
                                            .contains(
                                                    "send: the receiver's handler is running on"
                                                            + " channel \"in of a handler\""));
                    done.countDown();
                });
    }

    @ParameterizedTest(name = "cancelled: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "L28 L48 of a select that waits it is shown which of its channels have ended meanwhile")
    void casesThatEndMeanwhile(boolean cancelled) throws InterruptedException {
        Channel<Integer> stop = Channel.<Integer>named("stop of a select").open();
        Channel<Integer> work = Channel.<Integer>named("work of a select").open();
        Scope.run(
                scope -> {
                    Case<Integer> ends = cancelled ? to(stop, 1, () -> 1) : on(stop, v -> v);
                    scope.go("worker", () -> Select.one(ends, on(work, v -> v)));
                    Until.receiversWait(work, 1);
                    if (cancelled) {
                        stop.cancel();
                    } else {
                        stop.close();
                    }
                    Until.eventually(
                            "is shown",
                            () ->
                                    Diagnosis.report()
                                            .contains(
                                                    "channel \"stop of a select\" (has ended),"
                                                            + " receive from channel \"work of a"
                                                            + " select\""));
                    scope.cancel();
                });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("a detached process is shown until it has ended")
    void detachedProcesses() throws InterruptedException {
        Channel<Integer> wanted = Channel.<Integer>named("wanted by one").open();
        Thread process = Handoff.go("a loner", () -> wanted.receive());
        Until.receiversWait(wanted, 1);
        Until.eventually("is shown", () -> Diagnosis.report().contains("\"wanted by one\""));
        assertThat(Diagnosis.take().lines())
                .filteredOn(line -> line.contains("a loner"))
                .singleElement()
                .asString()
                .matches(
                        "detached process \"a loner\" (started at .*, )?"
                                + HERE
                                + "receive: channel \"wanted by one\" \\(rendezvous\\) is empty"
                                + "(, for at least [0-9.]+ s)?");
        wanted.send(1);
        process.join();
        assertThat(Diagnosis.report()).doesNotContain("a loner");
    }

    @Test
    @DisplayName("a sender whose receiver's handler runs waits for that")
    void handlers() throws InterruptedException {
        Channel<Integer> work = Channel.<Integer>named("handled").open();
        Semaphore done = new Semaphore(0);
        Thread sender = Handoff.go("giver", () -> work.send(1));
        Handoff.go("taker", () -> work.receiveHolding(v -> done.acquireUninterruptibly()));
        Until.eventually(
                "waits for the handler",
                () ->
                        Diagnosis.report()
                                .contains(
                                        "the receiver's handler is running on channel"
                                                + " \"handled\""));
        done.release();
        sender.join();
    }

    @Test
    @DisplayName("L48 a second look says since when a process has been seen to wait")
    void sinceWhen() throws InterruptedException {
        Channel<Integer> wanted = Channel.<Integer>named("wanted for long").open();
        long start = System.nanoTime(); // before a report of another test can see the process
        Thread process = Handoff.go("a patient one", () -> wanted.receive());
        Until.receiversWait(wanted, 1);
        double[] said = {0};
        Until.eventually("is said", () -> (said[0] = secondsSaidOf("a patient one")) > 0);
        assertThat(said[0]).isBetween(0.1, (System.nanoTime() - start) / 1e9);
        wanted.send(1);
        process.join();
    }

    /** For how long it has waited; zero if that is not said. */
    private static double secondsSaidOf(String process) {
        return Diagnosis.take().lines().stream()
                .filter(line -> line.contains(process))
                .map(SINCE::matcher)
                .filter(Matcher::find)
                .mapToDouble(since -> Double.parseDouble(since.group(1)))
                .findFirst()
                .orElse(0);
    }

    @Test
    @DisplayName("L48 reports of a program at full speed say who is there, and disturb nobody")
    void underLoad() throws InterruptedException {
        int pairs = 20;
        int values = 500;
        AtomicLong sum = new AtomicLong();
        AtomicInteger running = new AtomicInteger(pairs);
        CountDownLatch seen = new CountDownLatch(1);
        Scope.named("busy")
                .run(
                        scope -> {
                            for (int i = 0; i < pairs; i++) {
                                Channel<Integer> line = Channel.rendezvous();
                                scope.go(
                                        "busy sender",
                                        () -> {
                                            for (int value = 1; value <= values; value++) {
                                                line.send(value);
                                            }
                                            seen.await();
                                            line.close();
                                        });
                                scope.go(
                                        "busy receiver",
                                        () -> {
                                            line.forEach(sum::addAndGet);
                                            running.decrementAndGet();
                                        });
                            }
                            do {
                                if (Diagnosis.report().contains("process \"busy receiver\"")) {
                                    seen.countDown();
                                }
                                Diagnosis.isStill();
                            } while (running.get() > 0);
                        });
        assertThat(sum).hasValue((long) pairs * values * (values + 1) / 2);
    }

    @Test
    @DisplayName("a thread that was included and runs is not still")
    void includedThreads() throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Thread thread =
                Thread.ofPlatform()
                        .name("included and runs")
                        .daemon()
                        .start(
                                () -> {
                                    while (!over.get()) {
                                        Thread.onSpinWait();
                                    }
                                });
        Diagnosis.include(thread);
        assertThat(Diagnosis.isStill()).isFalse();
        assertThat(Diagnosis.report()).contains("thread included and runs ");
        over.set(true);
        thread.join();
    }

    @Test
    @DisplayName("a thread that was included twice is shown once")
    void threadIncludedTwice() throws InterruptedException {
        Semaphore over = new Semaphore(0);
        Thread thread =
                Thread.ofPlatform().name("included twice").start(over::acquireUninterruptibly);
        Diagnosis.include(thread);
        Diagnosis.include(thread);
        assertThat(Diagnosis.take().lines())
                .filteredOn(line -> line.startsWith("thread included twice "))
                .hasSize(1);
        over.release();
        thread.join();
    }

    @Test
    @DisplayName(
            "a thread without a name, as those of an executor of virtual threads, is shown by its"
                    + " number")
    void threadWithoutName() throws InterruptedException {
        Semaphore over = new Semaphore(0);
        Thread thread = Thread.ofVirtual().start(over::acquireUninterruptibly);
        Diagnosis.include(thread);
        assertThat(Diagnosis.report()).contains("thread #" + thread.threadId() + " ");
        over.release();
        thread.join();
    }

    @ParameterizedTest(name = "in a select: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("L48 who has gone on and come back has not waited since it was seen first")
    void whoHasComeBackHasNotWaitedAllTheTime(boolean inSelect) throws InterruptedException {
        String worker = inSelect ? "selecting worker" : "receiving worker"; // both at once
        Channel<Integer> busy = Channel.<Integer>named("busy in and out").open();
        Scope.run(
                scope -> {
                    scope.go(
                            worker,
                            () -> {
                                Select<Integer> next = Select.of(on(busy, value -> value));
                                while (true) {
                                    Integer value = inSelect ? next.run() : busy.receive();
                                    assertThat(value).isOne();
                                }
                            });
                    Until.receiversWait(busy, 1);
                    Until.eventually(
                            "it has been seen to wait for long",
                            () -> lineOf(worker).contains(", for at least "));
                    long back = System.nanoTime();
                    busy.send(1);
                    Until.receiversWait(busy, 1);
                    assertThat(secondsSaidOf(worker))
                            .isLessThanOrEqualTo((System.nanoTime() - back) / 1e9);
                    scope.cancel();
                });
    }

    private static String lineOf(String process) {
        return linesOf(process).findFirst().orElse("");
    }

    private static Stream<String> linesOf(String process) {
        return Diagnosis.take().lines().stream()
                .filter(line -> line.contains("process \"" + process + "\""));
    }

    @Test
    @DisplayName("L48 each of a crowd at one channel is shown to wait for it, on its side")
    void aCrowdAtOneChannel() throws InterruptedException {
        int many = 600;
        Channel<Integer> in = Channel.<Integer>named("in of a crowd").open();
        Channel<Integer> out = Channel.<Integer>named("out of a crowd").open();
        Scope.run(
                scope -> {
                    for (int i = 0; i < many; i++) {
                        scope.go("crowd", () -> in.receive());
                        scope.go("crowd", () -> out.send(1));
                    }
                    Until.receiversWait(in, many);
                    Until.sendersWait(out, many);
                    Until.eventually(
                            "all receivers are shown",
                            () -> inCrowd("receive: channel \"in of a crowd\"").size() == many);
                    Until.eventually(
                            "all senders are shown",
                            () ->
                                    inCrowd("send: nobody receives from channel \"out of a crowd\"")
                                                    .size()
                                            == many);
                    scope.cancel();
                });
    }

    private static List<String> inCrowd(String what) {
        return Diagnosis.take().lines().stream()
                .filter(line -> line.contains("process \"crowd\"") && line.contains(what))
                .toList();
    }

    @Test
    @DisplayName(
            "L48 a sender whose value a handler has is shown to wait for that, also beside a crowd")
    void aHeldSenderBesideACrowd() throws InterruptedException {
        int many = 300;
        Channel<Integer> values = Channel.<Integer>named("to a crowd of handlers").open();
        Channel<Integer> over = Channel.rendezvous();
        Scope.run(
                scope -> {
                    for (int i = 0; i < many; i++) {
                        scope.go("crowd", () -> values.receiveHolding(value -> await(over)));
                    }
                    Until.receiversWait(values, many);
                    scope.go("held sender", () -> values.send(1));
                    Until.receiversWait(over, 1);
                    Until.eventually(
                            "it sleeps",
                            () ->
                                    lineOf("held sender")
                                            .endsWith(
                                                    "send: the receiver's handler is running on"
                                                            + " channel \"to a crowd of handlers\""
                                                            + " (rendezvous)"));
                    scope.cancel();
                });
    }

    @Test
    @DisplayName("L48 a scope that was cancelled is shown to be, while somebody in it goes on")
    void aCancelledScope() throws Exception {
        Channel<Integer> over = Channel.<Integer>named("over").open();
        Scope.run(
                outer -> {
                    outer.go(
                            () ->
                                    Scope.named("stubborn")
                                            .run(
                                                    scope -> {
                                                        scope.go(() -> receiveInTheEnd(over));
                                                        Until.receiversWait(over, 1);
                                                        scope.cancel();
                                                    }));
                    Until.eventually(
                            "it is cancelled",
                            () ->
                                    Diagnosis.take().lines().stream()
                                            .anyMatch(
                                                    line ->
                                                            line.strip()
                                                                    .equals(
                                                                            "scope \"stubborn\","
                                                                                + " cancelled")));
                    over.send(1);
                });
    }

    private static void receiveInTheEnd(Channel<Integer> channel) {
        while (true) {
            try {
                channel.receive();
                return;
            } catch (InterruptedException e) {
                Thread.interrupted(); // goes on
            }
        }
    }

    private static void await(Channel<Integer> channel) {
        try {
            channel.receive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("L48 those who have waited for long are known since somebody has looked")
    void thoseWhoHaveWaitedForLong() throws InterruptedException {
        Channel<Integer> silent = Channel.rendezvous();
        Scope.run(
                scope -> {
                    scope.go("waits for long", () -> silent.receive());
                    Until.receiversWait(silent, 1);
                    Until.eventually(
                            "it is known to have waited",
                            () ->
                                    Diagnosis.take().waitingFor(Duration.ofMillis(1)).stream()
                                            .anyMatch(line -> line.contains("waits for long")));
                    assertThat(Diagnosis.take().waitingFor(Duration.ofHours(1)))
                            .noneMatch(line -> line.contains("waits for long"));
                    scope.cancel();
                });
    }

    @Test
    @DisplayName("L48 who waits at a queue of the JDK may have gone on between two looks")
    void aQueueOfTheJdk() throws InterruptedException {
        String worker = "worker at a queue of the JDK";
        BlockingQueue<Integer> jobs = new LinkedBlockingQueue<>();
        AtomicInteger taken = new AtomicInteger();
        Scope.run(
                scope -> {
                    scope.go(
                            worker,
                            () -> {
                                while (true) {
                                    taken.addAndGet(jobs.take());
                                }
                            });
                    Until.eventually("it is seen to wait", () -> waitsOutside(worker));
                    jobs.add(1);
                    Until.eventually("it has taken the job", () -> taken.get() == 1);
                    Until.eventually("it is seen to wait again", () -> waitsOutside(worker));
                    assertThat(isKnownToWait(worker)).isFalse();
                    scope.cancel();
                });
    }

    private static boolean waitsOutside(String process) {
        return lineOf(process).contains("waits outside of Handoff: ");
    }

    private static boolean isKnownToWait(String process) {
        return Diagnosis.take().waitingFor(Duration.ofNanos(1)).stream()
                .anyMatch(line -> line.contains("process \"" + process + "\""));
    }

    @Test
    @DisplayName("L48 who waits for a future of the JDK is known to have waited: it comes once")
    void aFutureOfTheJdk() throws InterruptedException {
        String worker = "worker that waits for a future";
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        Scope.run(
                scope -> {
                    scope.go(worker, () -> answer.get());
                    Until.eventually("is known to wait", () -> isKnownToWait(worker));
                    answer.complete(1);
                });
    }

    @Test
    @DisplayName("L48 L24 who has waited in a select has not waited as long for the handler it met")
    void aSelectThatHasMetAHandler() throws InterruptedException {
        String chooser = "chooser that meets a handler";
        Channel<Integer> in = Channel.<Integer>named("in of a handler that was late").open();
        CountDownLatch done = new CountDownLatch(1);
        Scope.run(
                scope -> {
                    scope.go(chooser, () -> Select.<Integer>one(to(in, 1, () -> 1)));
                    Until.eventually("is known to wait", () -> isKnownToWait(chooser));
                    scope.go("late", () -> in.receiveHolding(v -> await(done)));
                    Until.eventually(
                            "is held", () -> lineOf(chooser).contains("handler is running"));
                    assertThat(isKnownToWait(chooser)).isFalse();
                    done.countDown();
                });
    }

    @Test
    @DisplayName(
            "L48 a name with line breaks and escape sequences is shown in one line, without them")
    void oneLine() throws Exception {
        Channel<Integer> done = Channel.<Integer>named("two\nlines").open();
        Scope.named("red\u001b[31m")
                .run(
                        scope -> {
                            scope.go("a\r\u2028b", () -> done.receiveOrNull());
                            List<String> lines = Diagnosis.take().lines();
                            assertThat(lines).contains("scope \"red [31m\"");
                            assertThat(lines).anyMatch(line -> line.contains("process \"a b\""));
                            assertThat(lines)
                                    .noneMatch(line -> line.matches("(?s).*[\\p{Cc}\\p{Zl}].*"));
                            done.close();
                        });
    }

    @Test
    @DisplayName("L48 who waits at a synchronized block is shown to wait, for a monitor")
    void aMonitor() throws InterruptedException {
        Object monitor = new Object();
        Scope.run(
                scope -> {
                    synchronized (monitor) {
                        scope.go("wants a monitor", () -> enter(monitor));
                        Until.eventually(
                                "is shown",
                                () ->
                                        lineOf("wants a monitor")
                                                .endsWith(
                                                        "waits outside of Handoff: for a monitor"));
                    }
                });
    }

    @Test
    @DisplayName("L48 who waits to be notified is shown to wait for that")
    void aNotify() throws InterruptedException {
        Object monitor = new Object();
        Scope.run(
                scope -> {
                    scope.go("wants a notify", () -> waitAt(monitor));
                    Until.eventually(
                            "is shown",
                            () ->
                                    lineOf("wants a notify")
                                            .endsWith("waits outside of Handoff: for a notify"));
                    scope.cancel();
                });
    }

    private static void waitAt(Object monitor) throws InterruptedException {
        synchronized (monitor) {
            while (true) {
                monitor.wait();
            }
        }
    }

    @Test
    @DisplayName("L48 who could go on if others left it a core is not shown to run")
    void withoutACore() throws InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        AtomicInteger spinning = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Channel<Integer> in = Channel.<Integer>named("in of one without a core").unbounded().open();
        Scope.run(
                scope -> {
                    scope.go("woken", () -> in.forEach(value -> assertThat(value).isEqualTo(1)));
                    for (int i = 0; i < cores; i++) {
                        scope.go("spins", () -> spin(spinning, over));
                    }
                    try {
                        Until.eventually("all cores are taken", () -> spinning.get() == cores);
                        Until.eventually(
                                "one is shown that was woken",
                                () -> {
                                    in.trySend(1);
                                    return lineOf("woken").endsWith("ready, without a core");
                                });
                        Until.eventually(
                                "one is shown that has not begun",
                                () -> {
                                    scope.go("late", () -> {});
                                    return linesOf("late")
                                            .anyMatch(l -> l.endsWith("ready, without a core"));
                                });
                        assertThat(linesOf("spins")).allMatch(line -> line.endsWith(": running"));
                    } finally {
                        over.set(true);
                        in.close();
                    }
                });
    }

    private static void spin(AtomicInteger spinning, AtomicBoolean over) {
        spinning.incrementAndGet();
        while (!over.get() && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    private static void enter(Object monitor) {
        synchronized (monitor) {
            assertThat(Thread.holdsLock(monitor)).isTrue();
        }
    }

    @Test
    @DisplayName("L48 scopes inside are shown in the order in which they were entered")
    void scopesInside() throws InterruptedException {
        Channel<Integer> silent = Channel.rendezvous();
        Scope.named("around three")
                .run(
                        outer -> {
                            for (int i = 1; i <= 3; i++) {
                                String name = "inside " + i;
                                outer.go(
                                        () ->
                                                Scope.named(name)
                                                        .run(scope -> scope.go(silent::receive)));
                                Until.receiversWait(silent, i);
                            }
                            assertThat(Diagnosis.take().lines())
                                    .containsSubsequence(
                                            "scope \"around three\"",
                                            "  scope \"inside 1\"",
                                            "  scope \"inside 2\"",
                                            "  scope \"inside 3\"");
                            outer.cancel();
                        });
    }

    @Test
    @DisplayName("L48 a scope that has but a scope inside is not shown to have nobody")
    void aScopeInAnother() throws InterruptedException {
        Scope.named("with a scope alone")
                .run(
                        outer ->
                                Scope.named("with nobody")
                                        .run(
                                                inner ->
                                                        assertThat(Diagnosis.take().lines())
                                                                .contains(
                                                                        "scope \"with a scope"
                                                                                + " alone\"",
                                                                        "  scope \"with nobody\":"
                                                                            + " no processes")));
    }

    @Test
    @DisplayName("L48 L39 who keeps the deadline of a scope is shown to wait for that")
    void aDeadline() throws InterruptedException {
        Scope.named("with a deadline")
                .deadline(Duration.ofHours(1))
                .run(
                        scope ->
                                Until.eventually(
                                        "is shown",
                                        () ->
                                                lineOf("deadline of scope \"with a deadline\"")
                                                        .endsWith(
                                                                "deadline: scope \"with a"
                                                                        + " deadline\", with a time"
                                                                        + " limit")));
    }

    @Test
    @DisplayName("L48 who waits for the end of a scope is known to have waited, and no scope is")
    void theEndOfAScope() throws InterruptedException {
        String parent = "waits for a scope inside";
        Channel<Integer> silent = Channel.rendezvous();
        Scope.run(
                outer -> {
                    outer.go(parent, () -> Scope.run(scope -> scope.go(silent::receive)));
                    Until.eventually("is known to wait", () -> isKnownToWait(parent));
                    assertThat(Diagnosis.take().waitingFor(Duration.ZERO))
                            .noneMatch(line -> line.strip().startsWith("scope "));
                    outer.cancel();
                });
    }

    @Test
    @DisplayName("L48 a detached process that runs a scope is shown once")
    void detachedProcessWithAScope() throws InterruptedException {
        Channel<Integer> silent = Channel.rendezvous();
        Thread thread = Handoff.go("opens a scope", () -> Scope.run(scope -> silent.receive()));
        Until.receiversWait(silent, 1);
        assertThat(Diagnosis.take().lines())
                .filteredOn(line -> line.contains("opens a scope"))
                .hasSize(1);
        thread.interrupt();
        thread.join();
    }
}
