package dev.handoff.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.tools.Diagnostic;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

@DisplayName("Lint: answers that nobody uses")
class IgnoredAnswersTest {
    @Test
    @DisplayName(
            "what may have been sent, received, taken or submitted is warned of, if nobody looks")
    void whatMayHaveBeenDone() throws Exception {
        Linted.check(
                """
                void main(String[] args) throws Exception {
                    Channel<Integer> both = Channel.buffered(1);
                    Sender<Integer> out = both;
                    Receiver<Integer> in = both;
                    Duration limit = Duration.ofSeconds(1);
                    both.sendWithin(1, limit); // warned
                    out.sendWithin(1, limit); // warned
                    in.tryReceive(); // warned
                    in.tryReceiveOrNull(); // warned
                    in.receiveWithin(limit); // warned
                    both.receiveBatch(3); // warned
                    out.newSender(); // warned
                    Permits permits = Permits.of(1);
                    permits.tryAcquire(); // warned
                    permits.acquireWithin(limit); // warned
                    RateLimiter.of(1, limit).tryAcquire(); // warned
                    for (int i = 0; i < 3; permits.tryAcquire()) { // warned
                        i++;
                    }
                    switch (args.length) {
                        case 0 -> permits.tryAcquire(); // warned
                        default -> {}
                    }
                    Scope.run(scope -> {
                        WorkerPool.in(scope).open().trySubmitOrNull(() -> 1); // warned
                    });
                }
                """);
    }

    @Test
    @DisplayName("what is made and never run, or never received from, is warned of")
    void whatIsMadeAlone() throws Exception {
        Linted.check(
                """
                import dev.handoff.pipeline.*;
                void main() throws Exception {
                    Channel<Integer> in = Channel.buffered(1);
                    on(in, n -> n); // warned
                    Select.of(on(in, n -> n)); // warned
                    Timers.after(Duration.ofSeconds(1)); // warned
                    Pipeline<Integer> numbers = Pipeline.of(1);
                    numbers.map(n -> n + 1) // warned
                            ;
                    numbers.named("numbers"); // warned
                    Backoff patient = Backoff.of(3);
                    patient.pause(Duration.ofSeconds(1)); // warned
                    Scope.run(scope -> {
                        scope.produce("numbers", out -> out.send(1)); // warned
                        numbers.receiveIn(scope); // warned
                    });
                }
                """);
    }

    @Test
    @DisplayName("what is used, and what may as well be ignored, is left alone")
    void whatIsRight() throws Exception {
        Linted.check(
                """
                import dev.handoff.pipeline.*;
                boolean all(Latch latch, Permits permits, Channel<Integer> both) throws Exception {
                    Duration limit = Duration.ofSeconds(1);
                    both.trySend(1);
                    both.receive();
                    both.receiveOrNull();
                    both.tryClose();
                    both.fail(new Exception());
                    latch.awaitWithin(limit);
                    Select.one(on(both, n -> n));
                    Select<Integer> next = Select.of(on(both, n -> n));
                    next.run();
                    Pipeline.of(1).map(n -> n + 1).count();
                    Backoff.of(3).call(() -> 1);
                    Scope.run(scope -> {
                        scope.fork(() -> 1);
                        WorkerPool.in(scope).open().submit(() -> 1);
                    });
                    var _ = both.sendWithin(1, limit);
                    Sent sent = both.sendWithin(1, limit);
                    if (permits.tryAcquire()) { permits.release(); }
                    both.receiveBatch(3).clear();
                    boolean late = switch (1) { default -> permits.tryAcquire(); };
                    return permits.acquireWithin(limit);
                }
                void main() {}
                """);
    }

    @Test
    @DisplayName(
            "code that is run for nothing is looked into, if it is Handoff or the JDK that runs it")
    void codeThatIsRunForNothing() throws Exception {
        Linted.check(
                """
                interface Trial { void run(); }
                interface Asking { boolean ask(); }
                void main() throws Exception {
                    Permits permits = Permits.of(3);
                    Scope.run(scope -> {
                        scope.go(() -> permits.tryAcquire()); // warned
                        scope.go("by its name", permits::tryAcquire); // warned
                        scope.go(() -> { permits.tryAcquire(); }); // warned
                        scope.fork(() -> permits.tryAcquire());
                    });
                    Runnable later = () -> (permits).tryAcquire(); // warned
                    Object both = (Runnable & java.io.Serializable) permits::tryAcquire; // warned
                    Supplier<Boolean> asked = permits::tryAcquire;
                    BooleanSupplier also = () -> permits.tryAcquire();
                    Comparator<Permits> order = (a, b) -> a.tryAcquire() ? 1 : 0;
                    Asking own = permits::tryAcquire;
                    Trial fails = () -> permits.tryAcquire();
                    Trial failsAtLast = () -> {
                        permits.tryAcquire(); // warned
                        permits.tryAcquire();
                    };
                    Trial failsByName = permits::tryAcquire;
                }
                """);
    }

    @Test
    @DisplayName(
            "a program may say it of its own methods and types; others' annotations are not read")
    void methodsOfTheProgram() throws Exception {
        Linted.check(
                """
                @CheckReturnValue
                class Stock {
                    boolean take() { return true; }
                    void clear() {}
                    class Shelf { int count() { return 1; } }
                }
                class Others {
                    @interface CheckReturnValue {}
                    @CheckReturnValue int count() { return 1; }
                }
                @CheckReturnValue("it is not kept") int total() { return 1; }
                int all() { return 1; }
                void main() {
                    Stock stock = new Stock();
                    stock.take(); // warned
                    stock.clear();
                    stock.new Shelf().count(); // warned
                    new Stock();
                    new Others().count();
                    total(); // warned
                    all();
                }
                """);
    }

    @Test
    @DisplayName("what a method says of itself, it does not say of the classes inside of it")
    void classesInsideOfAMethod() throws Exception {
        Linted.check(
                """
                @CheckReturnValue Runnable task() {
                    class Steps { int next() { return 1; } }
                    return new Runnable() {
                        private int step() { return 1; }
                        @Override public void run() { step(); new Steps().next(); task(); } // warned
                    };
                }
                void main() {}
                """);
    }

    @Test
    @DisplayName("a package may say it of all of its types")
    void methodsOfAPackage(@TempDir Path folder) throws Exception {
        Path said =
                Files.writeString(
                        folder.resolve("package-info.java"),
                        "@dev.handoff.CheckReturnValue package shop;");
        Path program =
                Files.writeString(
                        folder.resolve("Till.java"),
                        "package shop; class Till { int sum() { return 1; } void at() { sum(); }"
                                + " }");
        try (StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            List<Diagnostic<?>> warnings =
                    Linted.warnings(files.getJavaFileObjectsFromPaths(List.of(said, program)));
            assertThat(warnings).hasSize(1);
        }
    }

    @Test
    @DisplayName("@SuppressWarnings(\"handoff\") around it silences it")
    void isSuppressed() throws Exception {
        Linted.check(
                """
                @SuppressWarnings("handoff")
                void wait(Receiver<Integer> in) throws Exception {
                    in.receiveWithin(Duration.ofSeconds(1));
                }
                void main() {}
                """);
    }

    @Test
    @DisplayName("a warning says what is lost, as the annotation has it, and what to do")
    void aWarningSaysWhatIsLost() throws Exception {
        assertThat(
                        Linted.messages(
                                """
                                @CheckReturnValue int total() { return 1; }
                                void main() throws Exception {
                                    Channel<Integer> out = Channel.rendezvous();
                                    out.sendWithin(1, Duration.ofSeconds(1));
                                    total();
                                }
                                """))
                .containsExactly(
                        "what sendWithin answers is not used: the value is lost if it was not taken"
                                + " in time. Use it, or assign it to var _ if that is meant",
                        "what total answers is not used. Use it, or assign it to var _ if that is"
                                + " meant");
    }
}
