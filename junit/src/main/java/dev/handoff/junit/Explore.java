package dev.handoff.junit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test that is run under many schedules, to find the one in which it fails; it stands in the place of {@link Test}.
 * It works as {@link dev.handoff.check.Explore} does, and has the settings of that class.
 *
 * <pre>{@code
 * @Explore(schedules = 5_000)
 * void everyOrderIsShipped() throws Exception { … }
 * }</pre>
 *
 * <p>Each schedule has an instance of the test class for itself: the constructor, {@code @BeforeEach}, the test and
 * {@code @AfterEach} run within the schedule, in virtual time, and what they make is controlled. With {@code
 * TestInstance.Lifecycle.PER_CLASS} there is one instance for all. {@code @BeforeAll} and {@code @AfterAll} run once,
 * outside. Parameters are resolved for each schedule.
 *
 * <p>Fields that other extensions fill are not filled, fields that they close are not closed, and their callbacks run
 * once. A field that is {@code @TempDir}, {@code @Parameter} or {@code @AutoClose}, and not static, fails the test: let
 * the constructor take it, and close it in {@code @AfterEach}. JUnit makes one more instance, outside and in real time,
 * with parameters of its own. None of its methods run, not even its {@code @AfterEach}, so constructors must start
 * nothing.
 *
 * <p>An assumption that does not hold leaves the schedule out; what the schedule leaves behind is found all the same.
 * This annotation does not go with {@code @ParameterizedTest}, {@code @RepeatedTest} or {@code @TestFactory}, which
 * fail then. A {@code @ParameterizedClass} may have explored tests if its parameters are those of its constructor.
 *
 * <p>The failure's message is the report, with the seed, and how to replay the schedule; its cause is what the test has
 * thrown. The configuration parameters (or system properties) {@code handoff.replay} and {@code handoff.seed} take
 * precedence over what is written here: a schedule to replay, and a seed, or {@code random} to draw one. A test that is
 * right in a schedule that does not fit it, for example because the test was changed since, is aborted: it has not
 * shown that it is right.
 *
 * <p>Settings that are out of range or contradict each other, and a {@code replay} that is no schedule, fail the test
 * with an {@link IllegalArgumentException}.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ExploreExtension.class)
@Test
public @interface Explore {
    /**
     * How many schedules at most.
     *
     * @return 0 for 1,000, or for all there are if it is {@link #exhaustive}
     */
    int schedules() default 0;

    /**
     * Whether to try all schedules, or one of each kind that cannot be told apart: for small programs.
     *
     * @return true instead of random ones
     */
    boolean exhaustive() default false;

    /**
     * How many orderings the failure may need, for random priorities instead of random turns (PCT).
     *
     * @return 0 for random turns
     */
    int pctDepth() default 0;

    /**
     * Where random numbers begin: the same seed tries the same schedules.
     *
     * @return any number
     */
    long seed() default 1;

    /**
     * After how many turns a schedule counts as endless.
     *
     * @return 0 for 20,000
     */
    int maxTurns() default 0;

    /**
     * For how long schedules are tried, in seconds of real time; the one in progress then goes on to its end.
     *
     * @return 0 for no limit
     */
    long withinSeconds() default 0;

    /**
     * The one schedule to try, as a failure's message has shown it; all other settings except {@link #maxTurns} are
     * left aside.
     *
     * @return empty for none
     */
    String replay() default "";
}
