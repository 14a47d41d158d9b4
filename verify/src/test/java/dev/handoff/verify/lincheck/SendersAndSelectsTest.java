package dev.handoff.verify.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

/**
 * The ends that counted senders bring, and selects that never wait, are linearizable: checked by Lincheck, with scenarios
 * that are drawn, and one that is to the point.
 */
@Tag("lincheck")
class SendersAndSelectsTest {
    /** How many scenarios are drawn; {@code verify/run lincheck} asks for more. */
    private static final int SCENARIOS = Integer.getInteger("lincheck.scenarios", 3);

    /** How often each of them is run. */
    private static final int SCHEDULES = Integer.getInteger("lincheck.schedules", 100);

    /** A close of the last of them is an end as soon as somebody is told. */
    @Test
    @DisplayName("L10 L16 L18 counted senders and ends are exact under explored schedules")
    void countedSendersAreExact() {
        checkCounted(CountedOperations.class);
    }

    /** Its cases are looked at in one instant. */
    @Test
    @DisplayName("L18 L26 L27 selects that never wait are exact under explored schedules")
    void selectsAreExact() {
        checkSelects(SelectOperations.class);
    }

    /** The planted close-then-look is found, so a count that is not exact would be. */
    @Test
    @DisplayName("finds two senders that both say they were the last")
    void findsTwoLastSenders() {
        assertThatThrownBy(() -> checkCounted(CountedOperations.Racy.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    /** The planted look at one channel after the other is found, so a select without its instant would be. */
    @Test
    @DisplayName("finds a select whose cases were not looked at in one instant")
    void findsASelectWithoutAnInstant() {
        assertThatThrownBy(() -> checkSelects(SelectOperations.Racy.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    private static void checkCounted(Class<?> operations) {
        ExecutionScenario twoCloses =
                scenario(
                        List.of(call(operations, "newSender", 1), call(operations, "newSender", 2)),
                        List.of(call(operations, "tryCloseSender", 1)),
                        List.of(call(operations, "tryCloseSender", 2)));
        explored(CountedModel.class, twoCloses).check(operations);
    }

    private static void checkSelects(Class<?> operations) {
        ExecutionScenario bThenA =
                scenario(
                        List.of(),
                        List.of(call(operations, "takeBOrA")),
                        List.of(call(operations, "trySendB", 1), call(operations, "trySendA", 2)));
        explored(SelectModel.class, bThenA).check(operations);
    }

    private static ModelCheckingOptions explored(Class<?> model, ExecutionScenario toThePoint) {
        return new ModelCheckingOptions()
                .iterations(SCENARIOS)
                .invocationsPerIteration(SCHEDULES)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .addCustomScenario(toThePoint)
                .sequentialSpecification(model);
    }

    private static ExecutionScenario scenario(
            List<Actor> before, List<Actor> one, List<Actor> other) {
        return new ExecutionScenario(before, List.of(one, other), List.of(), null);
    }

    private static Actor call(Class<?> operations, String name, Object... arguments) {
        Method method =
                Arrays.stream(operations.getMethods())
                        .filter(m -> m.getName().equals(name))
                        .findFirst()
                        .orElseThrow();
        return new Actor(method, List.of(arguments), false, false, false);
    }
}
