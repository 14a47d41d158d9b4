package dev.handoff.lint;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Lint: files with several types")
class SeveralTypesTest {
    private static final String PROGRAM =
            """
            class Program {
                public static void main(String[] args) throws Exception {
                    Counter some = new Counter();
                    Counter others = new Counter();
                    Scope.run(scope -> {
                        scope.go("left", () -> some.count());
                        scope.go("right", some::count);
                        scope.go("others", () -> others.count());
                        scope.go("all", () -> Counter.all());
                        scope.go("all, too", () -> Counter.all());
                    });
                }
            }
            """;

    private static final String COUNTER =
            """
            class Counter {
                static int total;
                int n;
                void count() { for (int one : List.of(1)) { n += one; } } // warned
                static void all() { List.of(1).forEach(one -> total += one); } // warned
                static void ofItsOwn() throws Exception {
                    int[] count = {0};
                    Scope.run(scope -> {
                        scope.go(() -> count[0]++); // warned
                        scope.go(() -> count[0]--);
                    });
                }
            }
            """;

    @ParameterizedTest
    @ValueSource(strings = {PROGRAM + COUNTER, COUNTER + PROGRAM, PROGRAM + ";" + COUNTER})
    @DisplayName("R24 methods of another type of the file are followed, whichever stands first")
    void methodsOfAnotherType(String file) throws Exception {
        Linted.check("import java.util.*; " + file);
    }
}
