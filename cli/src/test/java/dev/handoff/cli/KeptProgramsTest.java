package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** When a program is compiled, and when it is not. The programs answer by what they throw. */
class KeptProgramsTest {
    private static final String ONE = "void main() { throw new Error(\"one\"); }";
    private static final String TWO = "void main() { throw new Error(\"two\"); }";

    @TempDir private Path temp;
    private Path folder;
    private final AtomicInteger compiled = new AtomicInteger();

    @BeforeEach
    void nameFolder() {
        folder = temp.resolve("some/programs");
    }

    @Test
    void compilesOnce() throws Exception {
        assertThat(answer("A.java", ONE)).isEqualTo("one");
        assertThat(answer("A.java", ONE)).isEqualTo("one");
        assertThat(compiled).hasValue(1);
        assertThat(entries()).hasSize(1);
    }

    @Test
    void compilesAnotherSource() throws Exception {
        assertThat(answer("A.java", ONE)).isEqualTo("one");
        assertThat(answer("A.java", TWO)).isEqualTo("two");
        assertThat(answer("A.java", ONE)).isEqualTo("one");
        assertThat(compiled).hasValue(2);
    }

    /** The name of the file is in the stack traces. */
    @Test
    void compilesTheSameTextUnderAnotherName() throws Exception {
        answer("A.java", ONE);
        Throwable thrown = thrown("B.java", ONE);
        assertThat(thrown.getStackTrace()[0]).hasToString("B.main(B.java:1)");
        assertThat(compiled).hasValue(2);
    }

    @Test
    void doesNotKeepWhatHasChangedWhileItWasCompiled() throws Exception {
        Javac javac = new Javac();
        KeptPrograms kept =
                new KeptPrograms(
                        folder,
                        (file, err) -> {
                            Files.writeString(file, TWO);
                            return javac.compile(file, err);
                        });
        assertThat(answer(kept.compile(write("A.java", ONE), nowhere()))).isEqualTo("two");
        assertThat(answer("A.java", ONE)).isEqualTo("one");
    }

    @Test
    void keepsAllClassesOfAProgram() throws Exception {
        String source =
                """
                package some.where;
                class First {
                    record Inner(String word) {}
                    public static void main(String[] args) {
                        Runnable run = () -> { throw new Error(new Inner(Second.WORD).word); };
                        run.run();
                    }
                }
                class Second {
                    static final String WORD = Second.class.getName();
                }
                """;
        assertThat(answer("A.java", source)).isEqualTo("some.where.Second");
        assertThat(answer("A.java", source)).isEqualTo("some.where.Second");
        assertThat(compiled).hasValue(1);
    }

    @Test
    void compilesAgainWhatIsDamaged() throws Exception {
        answer("A.java", ONE);
        Path entry = entries().getFirst();
        byte[] good = Files.readAllBytes(entry);
        for (int length : List.of(0, 10, 32, good.length - 1)) {
            Files.write(entry, Arrays.copyOf(good, length));
            assertThat(answer("A.java", ONE)).isEqualTo("one");
            assertThat(Files.readAllBytes(entry)).hasSameSizeAs(good);
        }
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;
        Files.write(entry, bad);
        assertThat(answer("A.java", ONE)).isEqualTo("one");
        assertThat(compiled).hasValue(6);
    }

    @Test
    void doesNotTakeOneProgramForAnother() throws Exception {
        answer("A.java", ONE);
        Path one = entries().getFirst();
        answer("A.java", TWO);
        Path two = entries().stream().filter(entry -> !entry.equals(one)).findFirst().orElseThrow();
        Files.write(one, Files.readAllBytes(two));
        assertThat(answer("A.java", ONE)).isEqualTo("one");
        assertThat(compiled).hasValue(3);
    }

    @Test
    void warningsAreShownEachTime() throws Exception {
        Path file = write("A.java", "void main() { Thread.currentThread().stop(); }");
        for (int i = 0; i < 2; i++) {
            StringWriter err = new StringWriter();
            assertThat(kept().compile(file, new PrintWriter(err))).isNotNull();
            assertThat(err.toString()).contains("warning: [removal] stop()");
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void errorsAreShownEachTime() throws Exception {
        Path file = write("A.java", "void main() { int n = 1 }");
        for (int i = 0; i < 2; i++) {
            StringWriter err = new StringWriter();
            assertThat(kept().compile(file, new PrintWriter(err))).isNull();
            assertThat(err.toString()).startsWith(file + ":1: error: ';' expected");
        }
        assertThat(catchThrowable(() -> answer("B.java", ""))).isInstanceOf(Refusal.class);
        assertThat(folder).doesNotExist();
    }

    @Test
    void doesWithoutAFolder() throws Exception {
        Files.createDirectories(folder.getParent());
        Files.createFile(folder);
        assertThat(answer("A.java", ONE)).isEqualTo("one");
        assertThat(answer("A.java", ONE)).isEqualTo("one");
        assertThat(compiled).hasValue(2);
    }

    @Test
    void manyMayStartAtOnce() throws Exception {
        Path file = write("A.java", ONE);
        List<Future<Compiled>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> kept().compile(file, nowhere())));
            }
        }
        for (Future<Compiled> one : all) {
            assertThat(answer(one.get())).isEqualTo("one");
        }
        assertThat(entries()).hasSize(1);
        int before = compiled.get();
        assertThat(answer("A.java", ONE)).isEqualTo("one");
        assertThat(compiled).hasValue(before);
    }

    @Test
    void dropsWhatWasNotUsedForLong() throws Exception {
        answer("A.java", ONE);
        Path one = entries().getFirst();
        age(one, Instant.now().minus(KeptPrograms.UNUSED).minusSeconds(60));
        answer("A.java", ONE); // is a use
        answer("A.java", TWO);
        assertThat(entries()).hasSize(2);
        age(one, Instant.now().minus(KeptPrograms.UNUSED).minusSeconds(60));
        answer("B.java", ONE);
        assertThat(entries()).hasSize(2).doesNotContain(one);
    }

    @Test
    void dropsTheLongestUnusedOfTooMany() throws Exception {
        Files.createDirectories(folder);
        for (int i = 0; i < KeptPrograms.MOST; i++) {
            age(Files.createFile(folder.resolve("old" + i)), Instant.now().minusSeconds(60 + i));
        }
        answer("A.java", ONE);
        assertThat(entries())
                .hasSize(KeptPrograms.MOST)
                .doesNotContain(folder.resolve("old" + (KeptPrograms.MOST - 1)))
                .contains(folder.resolve("old0"));
        assertThat(answer("A.java", ONE)).isEqualTo("one");
        assertThat(compiled).hasValue(1);
    }

    private KeptPrograms kept() {
        Javac javac = new Javac();
        return new KeptPrograms(
                folder,
                (file, err) -> {
                    compiled.incrementAndGet();
                    return javac.compile(file, err);
                });
    }

    private String answer(String name, String source) throws Exception {
        return answer(kept().compile(write(name, source), nowhere()));
    }

    private static String answer(Compiled program) {
        return Objects.requireNonNull(thrown(program).getMessage());
    }

    private Throwable thrown(String name, String source) throws Exception {
        return thrown(kept().compile(write(name, source), nowhere()));
    }

    private static Throwable thrown(Compiled program) {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try {
            return catchThrowable(() -> program.program().run(new String[0]));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static PrintWriter nowhere() {
        return new PrintWriter(new StringWriter());
    }

    private Path write(String name, String source) throws IOException {
        return Files.writeString(temp.resolve(name), source);
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void age(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }
}
