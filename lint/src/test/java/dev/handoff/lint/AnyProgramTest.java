package dev.handoff.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Lint: it ends, whatever the program")
class AnyProgramTest {
    @Test
    @DisplayName("a channel that is given itself is javac's to refuse")
    void aChannelThatIsGivenItself() throws Exception {
        assertThat(
                        Linted.errors(
                                """
                                void main() throws Exception {
                                    Channel<Integer> out = out;
                                    out.send(1);
                                }
                                """))
                .containsExactly("variable out might not have been initialized");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "redy.send(1);",
                "ready.sendd(1);",
                "gate.open();",
                "new Gate(ready).open();",
                "Gate.open();",
                "signal(new Gate());",
                "gate++;"
            })
    @DisplayName("what javac does not know may order")
    void whatIsUnknownMayOrder(String statement) throws Exception {
        assertThat(
                        Linted.errors(
                                """
                                void signal(Object gate) {}
                                void main() throws Exception {
                                    int[] total = {0};
                                    Channel<Integer> ready = Channel.rendezvous();
                                    Scope.run(scope -> {
                                        scope.go("first", () -> { total[0]++; %s });
                                        scope.go("second", () -> { ready.receive(); total[0]++; });
                                    });
                                }
                                """
                                        .formatted(statement)))
                .containsExactly("cannot find symbol");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"MISSING", "{\"unused\", MISSING}"})
    @DisplayName("a name in @SuppressWarnings that javac does not know is javac's to refuse")
    void anUnknownNameOfAWarning(String name) throws Exception {
        assertThat(
                        Linted.errors(
                                """
                                @SuppressWarnings(%s) int total;
                                void main() throws Exception {
                                    Scope.run(scope -> {
                                        scope.go(() -> total++);
                                        IO.println(total);
                                    });
                                }
                                """
                                        .formatted(name)))
                .containsExactly(
                        "cannot find symbol",
                        "[handoff] total is changed by a process, and read by who has started it in"
                            + " line 5; nothing orders the two. Send the value, or let one of them"
                            + " own it");
    }

    @Test
    @DisplayName("after what javac does not know a value may be back")
    void afterWhatIsUnknown() throws Exception {
        assertThat(
                        Linted.errors(
                                """
                                void main() throws Exception {
                                    Channel<int[]> out = Channel.rendezvous();
                                    int[] block = {0};
                                    out.send(block);
                                    bak.receive();
                                    block[0]++;
                                }
                                """))
                .containsExactly("cannot find symbol");
    }

    @Test
    @DisplayName("R24 methods that call the next one twice are each followed once")
    void aMethodIsFollowedOnce() throws Exception {
        StringBuilder program =
                new StringBuilder(
                        """
                        int total;
                        void main() throws Exception {
                            Scope.run(scope -> {
                                scope.go("left", () -> call0());
                                scope.go("right", () -> call0());
                            });
                        }
                        void call40() { total++; } // warned
                        """);
        for (int i = 0; i < 40; i++) {
            program.append("void call%d() { call%d(); call%d(); }\n".formatted(i, i + 1, i + 1));
        }
        Linted.check(program.toString());
    }

    @Test
    @DisplayName(
            "a program whose methods call each other too deep for the lint compiles, and it says"
                    + " that it has failed")
    void aChainTooDeep() throws Exception {
        int last = 10_000;
        StringBuilder program =
                new StringBuilder(
                        "void main() throws Exception { Scope.run(s -> s.go(() -> m0())); }\n");
        for (int i = 0; i < last; i++) {
            program.append("void m%d() { m%d(); }\n".formatted(i, i + 1));
        }
        program.append("void m%d() {}\n".formatted(last));
        assertThat(Linted.messages(program.toString()))
                .containsExactly(
                        "the lint has failed, and says nothing of this type:"
                                + " java.lang.StackOverflowError");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "for (int i = 0; i < 2; i++) { m0(i); }",
                "m0(1); Scope.run(scope -> scope.go(() -> IO.println(1)));",
            })
    @DisplayName("calls beside which no process runs are not followed, however deep they go")
    void aChainBesideNoProcess(String statements) throws Exception {
        int last = 10_000;
        StringBuilder program = new StringBuilder();
        program.append("void main() throws Exception { %s }\n".formatted(statements));
        for (int i = 0; i < last; i++) {
            program.append("void m%d(int n) { m%d(n + 1); }\n".formatted(i, i + 1));
        }
        program.append("void m%d(int n) {}\n".formatted(last));
        Linted.check(program.toString());
    }

    @Test
    @DisplayName("R24 a method that is reached under a lock and without one is followed for both")
    void aMethodUnderALockAndWithoutOne() throws Exception {
        Linted.check(
                """
                int total;
                void add() { total++; } // warned
                synchronized void keep() { add(); }
                void main() throws Exception {
                    Scope.run(scope -> {
                        for (int i = 0; i < 2; i++) {
                            scope.go("both", () -> both());
                        }
                    });
                }
                void both() { keep(); add(); }
                """);
    }

    @Test
    @DisplayName("R24 a method that calls itself in a loop of its lambda is followed")
    void aMethodThatCallsItself() throws Exception {
        Linted.check(
                """
                int total;
                void walk(int depth) throws Exception {
                    Scope.run(scope -> {
                        for (int i = 0; i < depth; i++) {
                            for (int j = 0; j < depth; j++) { walk(depth - 1); }
                            if (depth > 2) { scope.go("child", () -> total++); } // warned
                        }
                    });
                }
                void main() {}
                """);
    }
}
