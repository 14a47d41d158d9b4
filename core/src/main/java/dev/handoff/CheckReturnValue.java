package dev.handoff;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The answer of a method has to be used: a caller that ignores it has lost something, and nearly always does not know.
 * So the lint of Handoff warns, while javac compiles, of a call of the method that stands alone as a statement. Other
 * tools, such as Error Prone, know an annotation of this simple name, whichever package it is in.
 *
 * <p>Where the answer does not matter, {@code var _ = permits.tryAcquire();} says so.
 *
 * <p>On a type, a type around that, or a package, it holds for all methods there that answer something. It is not
 * inherited: a method that overrides an annotated one needs the annotation, too. A program may put it on methods of its
 * own.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.PACKAGE})
public @interface CheckReturnValue {
    /**
     * What happens when the answer is ignored, for the warning.
     *
     * @return a sentence such as {@code the value is lost if it was not taken in time}, without a full stop; empty if there is
     *     nothing to be said
     */
    String value() default "";
}
