package dev.handoff.cli;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What became of a source file: class files by name, and the name of the class to launch. */
record Compiled(String launched, Map<String, byte[]> classes) {
    /**
     * The class to launch is that of {@code java FILE.java}: the first type of the file; if that has no main, the one
     * that is named like the file.
     *
     * @param types the types of the file that are not inside of another, in their order
     */
    static Compiled of(List<String> types, String namedLikeFile, Map<String, byte[]> classes) {
        ClassLoader loader = new Loader(classes);
        String first = types.getFirst();
        boolean isAnother =
                !Program.hasMain(loader, first)
                        && types.contains(namedLikeFile)
                        && Program.hasMain(loader, namedLikeFile);
        return new Compiled(isAnother ? namedLikeFile : first, classes);
    }

    /** Loads the program. */
    Program program() throws Refusal {
        return Program.of(new Loader(classes), launched, makesThreads() || cancelsAll());
    }

    /** Whether it may end the JVM in a way that nobody hears of. */
    boolean halts() {
        return any(pool -> pool.calls("java/lang/Runtime", "halt"));
    }

    /** Whether it may cancel all scopes, even those that nobody holds any more but the processes that wait in them. */
    private boolean cancelsAll() {
        return any(pool -> pool.calls("dev/handoff/Handoff", "cancelAll"));
    }

    private boolean any(Predicate<ConstantPool> isSo) {
        return classes.values().stream().map(ConstantPool::of).anyMatch(isSo);
    }

    /**
     * Whether it makes platform threads that would inherit what the thread that makes them is. A server of the JDK
     * makes one for itself when it is started.
     */
    private boolean makesThreads() {
        return any(
                pool ->
                        pool.calls("java/lang/Thread", "<init>")
                                || pool.calls("java/lang/Thread", "ofPlatform")
                                || pool.calls("java/util/Timer", "<init>")
                                || pool.calls("com/sun/net/httpserver/HttpServer", "start")
                                || pool.calls("com/sun/net/httpserver/HttpsServer", "start"));
    }

    /** Whether it has threads, of whatever kind, that Handoff does not start. */
    boolean hasOtherThreads() {
        return makesThreads()
                || any(
                        pool ->
                                pool.calls("java/lang/Thread", "startVirtualThread")
                                        || pool.calls("java/lang/Thread", "ofVirtual")
                                        || pool.mentions("java/util/concurrent/Executors")
                                        || pool.mentions("java/util/concurrent/ForkJoinPool")
                                        || pool.mentions("java/util/concurrent/CompletableFuture"));
    }

    /** Whether it has static fields, or fields of an enum's constants, that one run could leave changed for the next. */
    boolean keepsState() {
        ClassLoader loader = new Loader(classes);
        for (String name : classes.keySet()) {
            try {
                for (Field field : Class.forName(name, false, loader).getDeclaredFields()) {
                    if (isState(field)) {
                        return true;
                    }
                }
            } catch (ClassNotFoundException | LinkageError e) {
                return true; // it cannot be known
            }
        }
        return false;
    }

    private static boolean isState(Field field) {
        int modifiers = field.getModifiers();
        boolean constant =
                Modifier.isFinal(modifiers)
                        && (field.getType().isPrimitive()
                                || field.getType() == String.class
                                || field.isEnumConstant());
        boolean lasts =
                Modifier.isStatic(modifiers)
                        || Enum.class.isAssignableFrom(field.getDeclaringClass());
        return lasts && !field.isSynthetic() && !constant;
    }

    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(Loader.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte @Nullable [] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
