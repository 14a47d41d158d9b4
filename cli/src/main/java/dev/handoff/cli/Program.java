package dev.handoff.cli;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/**
 * A compiled program, ready to be started by Java's launch protocol (JLS 12.1): {@code
 * main(String[])} before {@code main()}, of the class or what it extends, static or not, not
 * private.
 */
final class Program {
    private final Method main;
    private final @Nullable Constructor<?> maker; // of the instance whose main it is

    private final boolean keepsMain;

    private Program(Method main, @Nullable Constructor<?> maker, boolean keepsMain) {
        this.main = main;
        this.maker = maker;
        this.keepsMain = keepsMain;
    }

    /** Returns the program that starts in the class of that name. */
    static Program of(ClassLoader loader, String name, boolean keepsMain) throws Refusal {
        Class<?> type = load(loader, name);
        Method main = mainOf(type);
        if (main == null) {
            throw new Refusal("has no main method in its first class, " + name);
        }
        return new Program(
                main, Modifier.isStatic(main.getModifiers()) ? null : maker(type), keepsMain);
    }

    /** Whether a program could start in the class of that name. */
    static boolean hasMain(ClassLoader loader, String name) {
        return mainOf(load(loader, name)) != null;
    }

    /** Whether main may be woken by something of which the collector does not know. */
    boolean keepsMain() {
        return keepsMain;
    }

    /** Runs the program to the end of its main method, and throws what that throws. */
    void run(String[] args) throws Throwable {
        Thread.currentThread().setContextClassLoader(main.getDeclaringClass().getClassLoader());
        try {
            Object instance = maker == null ? null : maker.newInstance();
            Object[] given = main.getParameterCount() == 0 ? new Object[0] : new Object[] {args};
            main.invoke(instance, given);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Class<?> load(ClassLoader loader, String name) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the compiler made no " + name, e);
        }
    }

    private static @Nullable Method mainOf(Class<?> type) {
        Method main = main(type, String[].class);
        return main == null ? main(type) : main;
    }

    private static @Nullable Method main(Class<?> type, Class<?>... parameters) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                if (method.getName().equals("main")
                        && Arrays.equals(method.getParameterTypes(), parameters)
                        && method.getReturnType() == void.class
                        && isOpen(method.getModifiers())) {
                    method.setAccessible(true);
                    return method;
                }
            }
        }
        return inheritedFromInterface(type, parameters);
    }

    /** Static methods of interfaces are not inherited. */
    private static @Nullable Method inheritedFromInterface(Class<?> type, Class<?>... parameters) {
        for (Method method : type.getMethods()) {
            if (method.getDeclaringClass().isInterface()
                    && method.getName().equals("main")
                    && Arrays.equals(method.getParameterTypes(), parameters)
                    && method.getReturnType() == void.class) {
                method.setAccessible(true);
                return method;
            }
        }
        return null;
    }

    private static Constructor<?> maker(Class<?> type) throws Refusal {
        if (Modifier.isAbstract(type.getModifiers())) {
            throw new Refusal(
                    "has a main that is not static in " + type.getName() + ", which is abstract");
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 0 && isOpen(constructor.getModifiers())) {
                constructor.setAccessible(true);
                return constructor;
            }
        }
        throw new Refusal(
                "has a main that is not static in "
                        + type.getName()
                        + ", which needs a constructor without parameters");
    }

    private static boolean isOpen(int modifiers) {
        return !Modifier.isPrivate(modifiers);
    }
}
