package dev.handoff.lint;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Lint: code of which one part is not reached after the other")
class BranchesTest {
    private static void checkInScope(String statements) throws Exception {
        Linted.checkInScope("int[] a = {0}; int x = IO.readln().length();", statements);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "if (x > 0) scope.go(() -> a[0]++); else scope.go(() -> a[0]--);",
                "if (x > 0) { scope.go(() -> a[0]++); } else { a[0]--; }",
                "if (x > 0) { scope.go(() -> Scope.run(inner -> inner.go(() -> a[0]++))); } else {"
                        + " scope.go(() -> a[0]--); }",
                "if (x > 0) { scope.go(() -> a[0]++); } else if (x < 0) { scope.go(() -> a[0]--); }"
                        + " else { a[0]--; }",
                "switch (x) { case 0 -> scope.go(() -> a[0]++); case 1 -> scope.go(() -> a[0]--);"
                        + " default -> a[0]--; }",
                "switch (x) { case 0: scope.go(() -> a[0]++); break; case 1: default: a[0]--; }",
                "int y = switch (x) { case 0 -> { scope.go(() -> a[0]++); yield 1; } default ->"
                        + " a[0]--; };",
                "Object y = x > 0 ? x > 1 ? scope.fork(() -> a[0]++) : 1 : (Object) a[0]--;",
                "int y = x > 0 ? switch (x) { default -> { scope.go(() -> a[0]++); yield 1; } } :"
                        + " a[0]--;"
            })
    @DisplayName("arms of one if or switch are not at the same time")
    void arms(String statements) throws Exception {
        checkInScope(statements);
    }

    @Test
    @DisplayName("an arm is left by its end, and not by a call of the method around it")
    void anArmThatCallsTheMethodAgain() throws Exception {
        Linted.check(
                """
                int[] a = {0};
                void walk(Scope scope, int x) throws Exception {
                    if (x > 0) {
                        scope.go(() -> IO.println(x));
                        walk(scope, x - 1);
                        scope.go(() -> IO.println(a[0]));
                    } else {
                        a[0]--;
                    }
                }
                void main() {}
                """);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "if (x > 0) { scope.go(() -> a[0]++); return; } a[0]--;",
                "if (x > 0) { scope.go(() -> a[0]++); throw new Exception(); } a[0]--;",
                "if (x > 0) { scope.go(() -> a[0]++); return; } scope.go(() -> a[0]--);",
                "switch (x) { case 0: scope.go(() -> a[0]++); return; case 1: default: } a[0]--;",
                "for (int i = 0; i < x; i++) { if (i == 1) { scope.go(() -> a[0]++); return; }"
                        + " a[0]--; }"
            })
    @DisplayName(
            "what is behind a block that ends in a return or a throw is not at the same time as"
                    + " what it has started")
    void returnAndThrow(String statements) throws Exception {
        checkInScope(statements);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "try { scope.go(() -> a[0]++); } catch (IllegalStateException e) { a[0]--; }",
                "try { pool.submit(() -> a[0]++); } catch (ClosedException e) { a[0]--; } catch"
                        + " (CancelledException e) { pool.submit(() -> a[0]--); }",
                "try { scope.go(() -> a[0]++); // warned\n } finally { a[0]--; }",
                "try { scope.go(() -> a[0]++); // warned\n } catch (IllegalStateException e) {"
                        + " IO.println(e); } a[0]--;",
                "try { scope.go(() -> a[0]++); // warned\n"
                        + " fail(); } catch (IllegalStateException e) { a[0]--; }",
                "try (var t = timer()) { scope.go(() -> a[0]++); // warned\n"
                        + " } catch (Exception e) { a[0]--; }",
                "for (;;) { try { scope.go(() -> IO.println(a[0])); } catch (IllegalStateException"
                        + " e) { a[0]--; } } // warned",
            })
    @DisplayName(
            "R24 a catch of what a start throws is not at the same time as what was not started")
    void aStartThatFails(String statements) throws Exception {
        Linted.check(
                """
                void fail() { throw new IllegalStateException(); }
                java.io.StringReader timer() { return new java.io.StringReader(""); }
                void main() throws Exception {
                    int[] a = {0};
                    Scope.run(scope -> {
                        WorkerPool pool = WorkerPool.in(scope).open();
                        %s
                    });
                }
                """
                        .formatted(statements));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                """
                if (x > 0) {
                    scope.go(() -> a[0]++); // warned
                    a[0]--;
                }
                """,
                """
                if (x > 0) {
                    scope.go(() -> a[0]++); // warned
                } else {
                    IO.println(x);
                }
                a[0]--;
                """,
                """
                switch (x) {
                    case 0:
                        scope.go(() -> a[0]++); // warned
                    default:
                        a[0]--;
                }
                """
            })
    @DisplayName("R24 the same arm, one that it falls through to, and what is behind the if are")
    void whatIsReached(String statements) throws Exception {
        checkInScope(statements);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                """
                for (int i = 0; i < x; i++) {
                    if (i == 0) {
                        scope.go(() -> IO.println(a[0]));
                    } else {
                        a[0]--; // warned
                    }
                }
                """,
                """
                for (int i = 0; i < x; i++) {
                    if (i == 0) {
                        scope.go(() -> IO.println(a[0]));
                        continue;
                    }
                    a[0]--; // warned
                }
                """,
                """
                for (int i = 0; i < x; i++) {
                    if (i == 1) {
                        scope.go(() -> a[0]++); // warned
                        return;
                    }
                    scope.go(() -> IO.println(a[0]));
                }
                """,
                """
                List.of(0, 1).forEach(i -> {
                    if (i == 0) {
                        scope.go(() -> IO.println(a[0]));
                        return;
                    }
                    a[0]--; // warned
                });
                """,
                """
                if (x > 0) {
                    for (int i = 0; i < x; i++) {
                        scope.go(() -> a[0]++); // warned
                    }
                    return;
                }
                """
            })
    @DisplayName("R24 in a loop the rounds are at the same time, whichever arm each takes")
    void rounds(String statements) throws Exception {
        checkInScope(statements);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "while (true) { scope.go(() -> a[0]++); break; }",
                "do { if (x > 0) scope.go(() -> a[0]++); else scope.go(() -> a[0]--); break; }"
                        + " while (x < 9);",
                "for (int i = 0; ; i++) { if (i == x) { scope.go(() -> a[0]++); break; } a[0]--; }",
                "for (int i = 0; ; i++) { if (i == x) { scope.go(() -> a[0]++); break; } else {"
                        + " scope.go(() -> IO.println(x)); } }",
                "all: for (;;) { for (;;) { scope.go(() -> a[0]++); break all; } }",
                "all: for (int i = 0; ; i++) { switch (i) { case 3 -> { scope.go(() -> a[0]++);"
                        + " break all; } default -> a[0]--; } }",
                "for (int i = 0; i < x; i++) { while (true) { if (i < 9) { break; } scope.go(() ->"
                        + " a[0]++); return; } }",
                "while (true) { if (x > 1) { continue; } scope.go(() -> a[0]++); break; }",
                "for (;;) { scope.go(() -> a[0]++); break; } if (x > 0) { return; } scope.go(() ->"
                        + " IO.println(x));"
            })
    @DisplayName("a loop that is left behind the start of a process has no other round")
    void leftLoops(String statements) throws Exception {
        checkInScope(statements);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                """
                for (int i = 0; i < x; i++) {
                    while (true) {
                        scope.go(() -> a[0]++); // warned
                        break;
                    }
                }
                """,
                """
                while (true) {
                    scope.go(() -> a[0]++); // warned
                    if (x > 0) {
                        continue;
                    }
                    break;
                }
                """,
                """
                all:
                while (true) {
                    while (true) {
                        scope.go(() -> a[0]++); // warned
                        if (x > 0) {
                            continue all;
                        }
                        break all;
                    }
                }
                """,
                """
                while (true) {
                    scope.go(() -> a[0]++); // warned
                    if (x > 0) {
                        continue;
                    }
                    return;
                }
                """,
                """
                while (x > 0) {
                    switch (x) {
                        case 0:
                            scope.go(() -> a[0]++); // warned
                            break;
                        default:
                    }
                }
                """,
                """
                while (true) {
                    scope.go(() -> IO.println(a[0]));
                    break;
                }
                a[0]--; // warned
                """,
                """
                while (true) {
                    scope.go(() -> IO.println(a[0]));
                    if (x > 0) {
                        break;
                    }
                    return;
                }
                a[0]--; // warned
                """,
                """
                for (int i = 0; i < x; i++) {
                    for (;;) {
                        if (i > 1) {
                            scope.go(() -> IO.println(a[0]));
                            break;
                        }
                        a[0]--; // warned
                    }
                }
                """,
                """
                all: {
                    for (int i = 0; i < x; i++) {
                        if (i > 1) {
                            break all;
                        }
                        scope.go(() -> IO.println(a[0]));
                    }
                    return;
                }
                a[0]--; // warned
                """,
                """
                List.of(0, 1).forEach(i -> {
                    while (true) {
                        scope.go(() -> a[0]++); // warned
                        break;
                    }
                });
                """
            })
    @DisplayName(
            "R24 what is behind the loop is reached, and the loop again if one around it or a"
                    + " continue leads there")
    void reachedAgain(String statements) throws Exception {
        checkInScope(statements);
    }

    private static void checkRounds(String statements) throws Exception {
        Linted.check(
                """
                class Job { boolean slow; int tries; int[] cells = {0}; }
                void main() throws Exception {
                    Channel<Job> jobs = Channel.rendezvous();
                    int x = IO.readln().length();
                    Scope.run(scope -> {
                        %s
                    });
                }
                """
                        .formatted(statements));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "while (true) { Job job = jobs.receive(); if (job.slow) scope.go(() ->"
                        + " job.tries++); else scope.go(() -> job.tries--); }",
                "for (Job job : jobs) { if (job.slow) { scope.go(() -> job.tries++); } else {"
                        + " job.tries--; } }",
                "for (Job job : jobs) { if (job.slow) { scope.go(() -> job.tries++); continue; }"
                        + " job.tries++; }",
                "for (Job job : jobs) { if (job.slow) { scope.go(() -> job.tries++); continue; }"
                        + " scope.go(() -> job.tries++); }",
                "for (Job job : jobs) { switch (job.tries) { case 0: scope.go(() -> job.tries++);"
                        + " continue; default: } job.tries--; }",
                "for (Job job : jobs) { for (int i = 0; i < x; i++) { job.tries--; } if (job.slow)"
                    + " { for (;;) { scope.go(() -> IO.println(job.tries)); break; } continue; }"
                    + " job.tries++; }",
            })
    @DisplayName("what each round has of its own is only in the arm that the round takes")
    void ownOfEachRound(String statements) throws Exception {
        checkRounds(statements);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                """
                Job job = jobs.receive();
                while (true) {
                    if (job.slow) {
                        scope.go(() -> job.tries++); // warned
                        continue;
                    }
                    scope.go(() -> IO.println(job.tries));
                }
                """,
                """
                for (Job job : jobs) {
                    for (int i = 0; i < x; i++) {
                        if (i == 0) {
                            scope.go(() -> IO.println(job.tries));
                        } else {
                            job.tries++; // warned
                        }
                    }
                }
                """,
                """
                for (Job job : jobs) {
                    for (int i = 0; i < x; i++) {
                        if (i == 0) {
                            scope.go(() -> IO.println(job.tries));
                            continue;
                        }
                        IO.println(i);
                    }
                    job.tries++; // warned
                }
                """,
                """
                for (Job job : jobs) {
                    if (job.slow) {
                        scope.go(() -> IO.println(job.tries));
                        if (x > 1) {
                            continue;
                        }
                    }
                    job.tries++; // warned
                }
                """,
                """
                for (Job job : jobs) {
                    switch (x) {
                        default:
                            scope.go(() -> IO.println(job.tries));
                            if (x > 1) {
                                break;
                            }
                            continue;
                    }
                    job.tries++; // warned
                }
                """,
            })
    @DisplayName("R24 what several rounds have is in every arm, and behind every continue")
    void ofSeveralRounds(String statements) throws Exception {
        checkRounds(statements);
    }
}
