package dev.handoff;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The answer of a method has to be used: who ignores it has lost something, and nearly always does not know. So a call of it
 * that stands alone as a statement is warned of while javac compiles, by the lint of Handoff. Other tools know an annotation
 * of this simple name, whichever package it is in; Error Prone is one.
 *
 * <p>Where the answer does not matter, {@code var _ = permits.tryAcquire();} says so.
 *
 * <p>On a type, a package, or what is around a type, it holds for all methods there that answer something. It is not
 * inherited: a method that overrides one that has it needs it, too. A program may put it on its own.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.PACKAGE})
public @interface CheckReturnValue {
    /**
     * What becomes of it when the answer is ignored, for the warning.
     *
     * @return a sentence such as {@code the value is lost if it was not taken in time}, without a full stop; empty if there is
     *     nothing to be said
     */
    String value() default "";
}
