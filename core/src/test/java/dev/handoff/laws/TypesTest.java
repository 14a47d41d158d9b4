package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.HandoffException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

/** What the compiler refuses. */
class TypesTest {
    private static final ToolProvider JAVAC = ToolProvider.findFirst("javac").orElseThrow();

    @TempDir Path folder;

    /** What javac says to {@code statements}; empty if it takes them. */
    private String compile(String statements) throws IOException, URISyntaxException {
        Path source = folder.resolve("Program.java");
        Files.writeString(
                source,
                """
                import static dev.handoff.Select.*;
                import dev.handoff.*;
                import java.util.List;

                class Program {
                    void main(Sender<Integer> in, Receiver<Integer> out, Channel<Integer> both)
                            throws Exception {
                        %s
                    }
                }
                """
                        .formatted(statements));
        Path library =
                Path.of(
                        HandoffException.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int code =
                JAVAC.run(
                        writer,
                        writer,
                        "-cp",
                        library.toString(),
                        "-proc:none",
                        "-d",
                        folder.toString(),
                        source.toString());
        return code == 0 ? "" : said.toString();
    }

    /** So that a refusal below is one of what it is about. */
    @Test
    @DisplayName("R6 R12 programs with the right types compile")
    void programsWithTheRightTypesCompile() throws Exception {
        assertThat(
                        compile(
                                """
                                in.send(1);
                                int n = out.receive();
                                for (int v : both) { both.send(v); }
                                Sender<Integer> sendOnly = both;
                                Receiver<Integer> receiveOnly = both;
                                in.close();
                                out.cancel();
                                String s = Select.one(on(out, v -> "" + (v + 1)), to(in, 5, () -> "sent"));
                                """))
                .isEmpty();
    }

    /** There is one {@code receive}: its result says which of the overloads is meant. */
    @Test
    @DisplayName("a reference to receive is a body with a result, wherever one is asked for")
    void referenceToReceiveIsABodyWithAResult() throws Exception {
        assertThat(
                        compile(
                                """
                                Scope.run(scope -> {
                                    Task<Integer> task = scope.fork(out::receive);
                                    Task<Integer> named = scope.fork("named", both::receive);
                                    var permits = dev.handoff.coordinate.Permits.of(1);
                                    Integer one = permits.with(out::receive);
                                    dev.handoff.coordinate.Once<Integer> once = dev.handoff.coordinate.Once.of(out::receive);
                                    var pool = dev.handoff.coordinate.WorkerPool.in(scope).open();
                                    dev.handoff.coordinate.Job<Integer> job = pool.submit(out::receive);
                                    java.util.concurrent.CompletableFuture<Integer> future =
                                            dev.handoff.bridge.Futures.start(scope, "future", out::receive);
                                });
                                """))
                .isEmpty();
    }

    /** Sent, received or selected. */
    @Test
    @DisplayName("R6 a wrong element type does not compile")
    void wrongElementTypeDoesNotCompile() throws Exception {
        assertThat(compile("in.send(\"one\");")).contains("incompatible types");
        assertThat(compile("String s = out.receive();")).contains("incompatible types");
        assertThat(compile("in.sendAll(List.of(\"one\"));")).contains("incompatible types");
        assertThat(compile("for (String s : out) { }")).contains("incompatible types");
        assertThat(compile("Case<Integer> c = to(in, \"one\", () -> 1);")).contains("incompatible");
        assertThat(compile("Case<Integer> c = on(out, v -> v.length());"))
                .contains("cannot find symbol");
        assertThat(compile("Receiver<String> other = both;")).contains("incompatible types");
    }

    /** A view is one way. */
    @Test
    @DisplayName("R12 a receive-only view cannot send, a send-only view cannot receive")
    void receiveOnlyViewCannotSend() throws Exception {
        assertThat(compile("out.send(1);")).contains("cannot find symbol");
        assertThat(compile("out.trySend(1);")).contains("cannot find symbol");
        assertThat(compile("in.receive();")).contains("cannot find symbol");
        assertThat(compile("for (int v : in) { }")).contains("for-each not applicable");
        assertThat(compile("Case<Integer> c = on(in, v -> v);")).contains("cannot be applied");
        assertThat(compile("Case<Integer> c = to(out, 1, () -> 1);")).contains("cannot be applied");
        assertThat(compile("Channel<Integer> all = out;")).contains("incompatible types");
    }

    /** Whoever receives cannot close, and whoever sends cannot cancel. */
    @Test
    @DisplayName("R17 L9 a receiver has no close, and is not closed by a try")
    void receiverHasNoClose() throws Exception {
        assertThat(compile("out.close();")).contains("cannot find symbol");
        assertThat(compile("out.tryClose();")).contains("cannot find symbol");
        assertThat(compile("out.fail(new Exception());")).contains("cannot find symbol");
        assertThat(compile("try (out) { }")).contains("AutoCloseable");
        assertThat(compile("in.cancel();")).contains("cannot find symbol");
        assertThat(compile("try (in) { in.send(1); }")).isEmpty();
    }

    /** The views are the library's own: nobody else's implementation can break the laws. */
    @Test
    @DisplayName("R12 nobody else implements the two views")
    void nobodyElseImplementsTheTwoViews() throws Exception {
        assertThat(compile("abstract class Mine implements Sender<Integer> { }"))
                .contains("sealed");
        assertThat(compile("abstract class Mine implements Receiver<Integer> { }"))
                .contains("sealed");
    }
}
