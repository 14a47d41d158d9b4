package dev.handoff.junit;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test, or a class of tests, that must end, and leave nothing behind: no process that it has started, and nobody that
 * waits without a limit at a channel or scope that it has made.
 *
 * <p>A test that hangs is interrupted, and one that leaves something behind fails after a second of grace. The failure
 * says which process is left, where it was started, what it waits for, where and since when; then that process is
 * interrupted, too. If a test takes no notice of the interrupt, and goes on hanging, the same is printed to
 * {@link System#err} two seconds later.
 *
 * <p>Tests run on the machine as it is, even in parallel: a process belongs to the test that has started it, directly
 * or by other processes. That holds from the constructor to the last {@code @AfterEach}; what {@code @BeforeAll} makes
 * belongs to no test. Tests with {@link Explore} are left alone, because there this is found anyway.
 *
 * <p>A process that waits until JUnit closes an {@code @AutoClose} field is left behind, because that comes later:
 * close the field in {@code @AfterEach}. What another plain thread starts or makes is not seen: inside of
 * {@code assertTimeoutPreemptively}, whose place {@link #withinSeconds} takes, in a task of an executor, or in
 * {@code supplyAsync}. Nor is it seen what a {@code @TestFactory} does in the steps of a stream that it returns,
 * because those run after it.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MustEndExtension.class)
public @interface MustEnd {
    /**
     * How long the test method may take, and each other method that runs for it. For its report to be seen, it must be
     * shorter than a time-out of JUnit.
     *
     * @return seconds, one or more; with less the test fails with an {@link IllegalArgumentException}
     */
    long withinSeconds() default 10;
}
