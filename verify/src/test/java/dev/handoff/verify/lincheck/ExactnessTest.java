package dev.handoff.verify.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/** Try operations, counts, close and cancel are linearizable (Herlihy and Wing): checked by Lincheck. */
@Tag("lincheck")
class ExactnessTest {
    /** How many scenarios; {@code verify/run lincheck} asks for more. */
    private static final int SCENARIOS = Integer.getInteger("lincheck.scenarios", 3);

    /** How often each of them is run. */
    private static final int SCHEDULES = Integer.getInteger("lincheck.schedules", 100);

    static List<Arguments> kinds() {
        return List.of(
                Arguments.of(TryOperations.Rendezvous.class, Model.Rendezvous.class),
                Arguments.of(TryOperations.One.class, Model.One.class),
                Arguments.of(TryOperations.Two.class, Model.Two.class),
                Arguments.of(TryOperations.Unbounded.class, Model.Unbounded.class),
                Arguments.of(TryOperations.Latest.class, Model.Latest.class),
                Arguments.of(TryOperations.DropsNewest.class, Model.DropsNewest.class));
    }

    /** Schedules are explored by Lincheck, one switch at a time. */
    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("L18 L22 exact under explored schedules")
    void isExactUnderExploredSchedules(Class<?> operations, Class<?> model) {
        explored(model, SCENARIOS).check(operations);
    }

    /** Schedules are the machine's. */
    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("L18 L22 exact under the machine's schedules")
    void isExactOnTheMachine(Class<?> operations, Class<?> model) {
        new StressOptions()
                .iterations(SCENARIOS)
                .invocationsPerIteration(SCHEDULES)
                .threads(2)
                .actorsPerThread(3)
                .sequentialSpecification(model)
                .check(operations);
    }

    /** The planted look-then-send is found, so an inexact channel would be. */
    @Test
    @DisplayName("finds a try operation that is not exact")
    void findsWhatIsNotExact() {
        assertThatThrownBy(
                        () -> explored(Model.One.class, SCENARIOS).check(TryOperations.Racy.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    private static ModelCheckingOptions explored(Class<?> model, int scenarios) {
        return new ModelCheckingOptions()
                .iterations(scenarios)
                .invocationsPerIteration(SCHEDULES)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .sequentialSpecification(model);
    }
}
