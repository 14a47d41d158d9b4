package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** What compiles, and which main is called. The programs answer by what they throw. */
class ProgramTest {
    @TempDir private Path folder;

    @Test
    void compactFileRuns() {
        assertThat(answer("void main() { throw new Error(\"compact\"); }")).isEqualTo("compact");
    }

    @Test
    void argumentsArrive() {
        String source = "void main(String[] args) { throw new Error(String.join(\",\", args)); }";
        assertThat(answer(source, "-x", "--", "two words", "")).isEqualTo("-x,--,two words,");
    }

    /** JLS 12.1.4: a main with arguments goes before one without. */
    @Test
    void mainWithArgumentsGoesFirst() {
        assertThat(
                        answer(
                                """
                                class Both {
                                    static void main() { throw new Error("without"); }
                                    void main(String[] args) { throw new Error("with"); }
                                }
                                """))
                .isEqualTo("with");
    }

    @Test
    void inheritedMainRuns() {
        assertThat(
                        answer(
                                """
                                class Child extends Parent {}
                                class Parent { void main() { throw new Error("of " + getClass()); } }
                                """))
                .isEqualTo("of class Child");
    }

    @Test
    void mainInheritedFromAnInterfaceRuns() {
        assertThat(
                        answer(
                                """
                                class Child implements Runs {}
                                interface Runs { default void main() { throw new Error("of " + getClass()); } }
                                """))
                .isEqualTo("of class Child");
    }

    @Test
    void aPublicClassMayHaveAnyName() {
        assertThat(
                        answer(
                                """
                                public class CalledOtherwise {
                                    public static void main(String[] args) { throw new Error("ran"); }
                                }
                                """))
                .isEqualTo("ran");
    }

    /** As java FILE.java has it: the first type, whatever it is called, record or enum too. */
    @Test
    void firstTypeOfTheFileIsLaunched() {
        assertThat(
                        answer(
                                """
                                package some.where;
                                enum First {
                                    ONE;
                                    public static void main(String[] args) { throw new Error(Second.word); }
                                }
                                class Second {
                                    static String word = Second.class.getName();
                                    public static void main(String[] args) {}
                                }
                                """))
                .isEqualTo("some.where.Second");
    }

    /** Also where javac has to look at another one before it. */
    @Test
    void firstTypeIsLaunchedWhateverIsImported() {
        assertThat(
                        answer(
                                """
                                package some.where;
                                import static some.where.Second.*;
                                class First {
                                    public static void main(String[] args) { throw new Error(word()); }
                                }
                                class Second {
                                    static String word() { return "of the second"; }
                                    public static void main(String[] args) {}
                                }
                                """))
                .isEqualTo("of the second");
    }

    /** As java FILE.java has it, of which that is the second step. */
    @Test
    void typeNamedLikeTheFileIsLaunchedIfTheFirstHasNoMain() {
        assertThat(
                        answer(
                                """
                                package some.where;
                                record Order(int id) {}
                                class Other {
                                    public static void main(String[] args) {}
                                }
                                class Some {
                                    void main() { throw new Error("named like the file"); }
                                }
                                """))
                .isEqualTo("named like the file");
    }

    @Test
    void firstTypeIsLaunchedBeforeOneThatIsNamedLikeTheFile() {
        assertThat(
                        answer(
                                """
                                class First { void main() { throw new Error("first"); } }
                                class Some { void main() { throw new Error("named like the file"); } }
                                """))
                .isEqualTo("first");
    }

    @Test
    void firstTypeIsRefusedIfNeitherHasAMain() {
        for (String named : List.of("class Some {}", "")) {
            assertThat(
                            thrown(
                                    "record Order(int id) {} "
                                            + named
                                            + " class Other { void main() {} }"))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("has no main method in its first class, Order");
        }
    }

    /** A main gets no more than words, and answers nothing. */
    @Test
    void whatIsCalledMainAndIsNoneIsNotLaunched() {
        for (String other :
                List.of(
                        "class Some { int main() { return 1; } }",
                        "class Some { void main(int order) {} }",
                        "class Some implements Asks {}"
                                + " interface Asks { default int main() { return 1; } }")) {
            assertThat(thrown(other))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("has no main method in its first class, Some");
        }
    }

    @Test
    void instanceWithoutAPlainConstructorIsRefused() {
        assertThat(thrown("class Some { Some(int order) {} void main() {} }"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("needs a constructor without parameters");
    }

    @Test
    void aLoneSemicolonIsNoType() {
        assertThat(
                        answer(
                                "import dev.handoff.*;;\n"
                                    + "class Some { void main() { throw new Error(\"ran\"); } }"))
                .isEqualTo("ran");
    }

    @Test
    void theMeterIsOnItsPath() {
        assertThat(
                        answer(
                                """
                                import dev.handoff.observe.Meter;
                                void main() throws Exception {
                                    throw new Error("" + new Meter().channels());
                                }
                                """))
                .isEqualTo("[]");
    }

    @Test
    void instanceOfAnAbstractClassIsRefused() {
        assertThat(thrown("abstract class Some { void main() {} }"))
                .isInstanceOf(Refusal.class)
                .hasMessage("has a main that is not static in Some, which is abstract");
    }

    @Test
    void handoffIsAModuleToTheCompiler() {
        assertThat(
                        answer(
                                """
                                import module dev.handoff.core;
                                void main() { throw new Error(Handoff.class.getSimpleName()); }
                                """))
                .isEqualTo("Handoff");
    }

    @Test
    void handoffIsAPackageToTheCompiler() {
        assertThat(
                        answer(
                                """
                                import dev.handoff.*;
                                void main() { throw new Error(Handoff.class.getSimpleName()); }
                                """))
                .isEqualTo("Handoff");
    }

    /** The launcher's own libraries are none of the program's business. */
    @Test
    void nothingElseIsOnThePath() throws Exception {
        Path file = write("import picocli.CommandLine;\nvoid main() {}\n");
        StringWriter err = new StringWriter();
        assertThat(new Javac().compile(file, new PrintWriter(err))).isNull();
        assertThat(err.toString()).contains("error: package picocli does not exist");
    }

    /** A class in the folder of the program, or in the current one, is not looked for. */
    @Test
    void oneFileIsOneProgram() throws Exception {
        Files.writeString(folder.resolve("Other.java"), "class Other {}");
        Path file = write("void main() { new Other(); }");
        StringWriter err = new StringWriter();
        assertThat(new Javac().compile(file, new PrintWriter(err))).isNull();
        assertThat(err.toString()).contains("error: cannot find symbol");
    }

    /** Warnings are shown and stop nothing. */
    @Test
    void warningsDoNotStop() throws Exception {
        Path file = write("void main() { Thread.currentThread().stop(); }");
        StringWriter err = new StringWriter();
        assertThat(new Javac().compile(file, new PrintWriter(err))).isNotNull();
        assertThat(err.toString()).contains("warning: [removal] stop()");
    }

    /** What processes share is warned of, as javac warns. */
    @Test
    void theLintWarns() throws Exception {
        Path file =
                write(
                        """
                        import dev.handoff.*;
                        int total;
                        void main() throws Exception {
                            Scope.run(scope -> {
                                scope.go(() -> total++);
                                scope.go(() -> total++);
                            });
                        }
                        """);
        StringWriter err = new StringWriter();
        assertThat(new Javac().compile(file, new PrintWriter(err))).isNotNull();
        assertThat(err.toString())
                .contains("Some.java:5: warning: [handoff] total is changed by a process");
    }

    @Test
    void theCheckerIsOnItsPath() {
        assertThat(
                        answer(
                                """
                                import dev.handoff.*;
                                import dev.handoff.check.*;
                                void main() throws Exception {
                                    VirtualTime.run(() -> Timers.sleep(Duration.ofDays(1)));
                                    throw new Error("a day later");
                                }
                                """))
                .isEqualTo("a day later");
    }

    @Test
    void contextClassLoaderIsTheProgramsOwn() {
        assertThat(
                        answer(
                                """
                                class Named {
                                    void main() throws Exception {
                                        ClassLoader loader = Thread.currentThread().getContextClassLoader();
                                        throw new Error(loader.loadClass("Helper").getName());
                                    }
                                }
                                class Helper {}
                                """))
                .isEqualTo("Helper");
    }

    private String answer(String source, String... args) {
        return Objects.requireNonNull(thrown(source, args).getMessage());
    }

    private Throwable thrown(String source, String... args) {
        return catchThrowable(
                () -> {
                    StringWriter err = new StringWriter();
                    Compiled compiled = new Javac().compile(write(source), new PrintWriter(err));
                    assertThat(err.toString()).isEmpty();
                    ClassLoader before = Thread.currentThread().getContextClassLoader();
                    try {
                        Objects.requireNonNull(compiled).program().run(args);
                    } finally {
                        Thread.currentThread().setContextClassLoader(before);
                    }
                });
    }

    private Path write(String source) throws IOException {
        return Files.writeString(folder.resolve("Some.java"), source);
    }
}
