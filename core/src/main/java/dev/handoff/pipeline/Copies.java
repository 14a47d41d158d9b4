package dev.handoff.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;

/** A class in copies: each function that the class calls, or other class that it works for, gets a copy of its own. */
final class Copies {
    /* Why
     *
     *   The stages of all pipelines go through the same few lines: out.push(mapping.apply(value)). HotSpot keeps one
     *   profile for such a line, sees many mappings and many outputs there, and compiles two calls that it can neither
     *   foresee nor inline. Kotlin has no such trouble, for its compiler copies the lines of an inline function to each
     *   place where it is used. So does this class, when it runs: it defines the same bytes once more, as a hidden class.
     *   A copy that is made for the class of a function (each lambda expression has a class of its own) sees that
     *   function alone; a chain of such stages is compiled to one loop. Numbers: ADR 11.
     *
     *   A copy lives as long as the class that it is for. Where hidden classes cannot be defined, the original is used.
     *   A template has no static fields: each copy would have its own.
     */
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final MethodHandle original;
    private final MethodType parameters;
    private final byte[] bytes;
    private final ClassValue<MethodHandle> copies =
            new ClassValue<>() {
                @Override
                protected MethodHandle computeValue(Class<?> user) {
                    return copy();
                }
            };

    /** For a class with one constructor, which has these parameters. */
    Copies(Class<?> template, Class<?>... parameters) {
        this.parameters = MethodType.methodType(void.class, parameters);
        this.original = constructor(template);
        this.bytes = bytes(template);
    }

    private static byte[] bytes(Class<?> template) {
        String file = template.getName().substring(template.getPackageName().length() + 1);
        try (InputStream in = template.getResourceAsStream(file + ".class")) {
            return in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MethodHandle copy() {
        if (bytes.length == 0) {
            return original;
        }
        try {
            return constructor(LOOKUP.defineHiddenClass(bytes, true).lookupClass());
        } catch (IllegalAccessException | UnsupportedOperationException | LinkageError e) {
            return original;
        }
    }

    private MethodHandle constructor(Class<?> type) {
        try {
            MethodHandle constructor = LOOKUP.findConstructor(type, parameters);
            return constructor
                    .asType(constructor.type().changeReturnType(Object.class))
                    .asSpreader(Object[].class, parameters.parameterCount());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    /**
     * A new object of the copy that is for the class of {@code user}.
     *
     * @param <S> what the template extends: a copy is no subclass of the template itself
     */
    @SuppressWarnings({
        "unchecked",
        "TypeParameterUnusedInFormals"
    }) // the copy of a template is one
    <S> S make(Object user, Object... arguments) {
        try {
            return (S) Objects.requireNonNull(copies.get(user.getClass()).invokeExact(arguments));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new LinkageError("a constructor has thrown", t);
        }
    }
}
